"""Python jobs about records that are found by a UUID, that have no status, and about none."""

from __future__ import annotations

from python_apps.python_stage import Stage


def who(stage: Stage) -> dict[str, object]:
    return {"organization_id": stage.id("acme"), "user_id": stage.id("ada")}


def test_a_record_with_a_uuid_is_completed(stage: Stage) -> None:
    target = stage.add_target()
    run = stage.send("target/push", {"sync_target_id": target, **who(stage)})
    assert run.status == "completed", run.error
    assert run.output == {"success": True, "sync_target_id": target, **who(stage)}
    assert stage.history("SyncTarget", target) == ("pending", "processing", "completed")
    assert stage.row("SyncTarget", target)["processed_at"] is not None


def test_a_record_with_a_uuid_of_another_organization_is_named_and_left_alone(
    stage: Stage,
) -> None:
    target = stage.add_target(organization="other")
    run = stage.send("target/push", {"sync_target_id": target, **who(stage)})
    assert run.status == "failed"
    assert run.error == f"SyncTarget not found: {target}"
    assert stage.history("SyncTarget", target) == ("pending",)


def test_a_uuid_that_is_none_fails_for_good(stage: Stage) -> None:
    run = stage.send("target/push", {"sync_target_id": "first", **who(stage)})
    assert run.status == "failed"
    assert run.thrown == 1


def test_old_records_with_a_uuid_are_processed(stage: Stage) -> None:
    older, old, young = (stage.add_target(age=age) for age in ("-2 days", "-2 hours", "-1 minute"))
    run = stage.server.tick("sweep-targets")
    assert run.status == "completed", run.error
    assert run.tried == ["fetch-items", f"process-{older}", f"process-{old}"]
    for target in (older, old):
        assert stage.history("SyncTarget", target) == ("pending", "completed")
    assert stage.history("SyncTarget", young) == ("pending",)


def test_a_record_without_a_status_is_processed(stage: Stage) -> None:
    transcript = stage.add_transcript()
    run = stage.send("transcript/index", {"transcript_id": transcript, **who(stage)})
    assert run.status == "completed", run.error
    assert run.tried == ["fetch-transcript", "process-transcript"]
    assert run.output == {"success": True, "transcript_id": transcript, **who(stage)}


def test_a_record_without_a_status_that_is_gone_is_named(stage: Stage) -> None:
    gone = "gone" if stage.app.name == "fastapi" else 4711
    run = stage.send("transcript/index", {"transcript_id": gone, **who(stage)})
    assert run.status == "failed"
    assert run.error == f"Transcript not found: {gone}"


def test_a_job_without_a_database_runs_by_hand_and_by_schedule(stage: Stage) -> None:
    for run, trigger in (
        (stage.send("rates/import", who(stage)), "manual"),
        (stage.server.tick("import-rates"), "scheduled"),
    ):
        assert run.status == "completed", run.error
        assert run.output["trigger"] == trigger
