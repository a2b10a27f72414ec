import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli.main import main

ROUTE = "src/app/api/inngest/route.ts"
JOB = "src/lib/inngest/functions/generate-report.ts"
COMMAND = ["add-job", "generate-report", "--event", "report/generate"]

Captured = pytest.CaptureFixture[str]


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".codemods" not in path.parts  # where the journal lies without git
    }


def test_a_job_is_created_and_registered_and_each_file_named_once(
    app: Path, capsys: Captured
) -> None:
    before = tree(app)
    assert main(COMMAND) == 0
    after = tree(app)
    assert {path for path in after if before.get(path) != after[path]} == {JOB, ROUTE}
    assert b'id: "generate-report"' in after[JOB]
    assert b"generateReportJob" in after[ROUTE]
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.startswith(f"create  {JOB}\nedit    {ROUTE}\n")
    assert "\nnext: " in shown.out


def test_run_again_it_says_identical_and_touches_nothing(app: Path, capsys: Captured) -> None:
    main(COMMAND)
    times = {path: (app / path).stat().st_mtime_ns for path in (JOB, ROUTE)}
    capsys.readouterr()
    assert main(COMMAND) == 0
    assert capsys.readouterr().out == f"identical  {JOB}\nidentical  {ROUTE}\n"
    assert {path: (app / path).stat().st_mtime_ns for path in (JOB, ROUTE)} == times


def test_the_same_name_with_another_trigger_is_refused(app: Path, capsys: Captured) -> None:
    main(COMMAND)
    before = tree(app)
    assert main(["add-job", "generate-report", "--cron", "daily"]) == 2
    assert capsys.readouterr().err.startswith(f"error: {JOB}: ")
    assert tree(app) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add-job"], "error: no job name, and no trigger\n  give a NAME, and --event NAMESPACE"),
        (["add-job", "--event", "a/b"], "error: no job name\n  give it as NAME: "),
        (["add-job", "sync-gong"], "error: no trigger\n  give --event NAMESPACE/ACTION or --cron"),
        (["add-job", "syncGong", "--cron", "daily"], "error: the job name `syncGong` is not kebab"),
        (["add-job", "sync", "--cron", "dayly"], "error: no preset schedule is called `dayly`\n"),
        (["add-job", "sync", "--cron", "61 * * * *"], "error: "),
        (["add-job", "sync", "--event", "sync now"], "error: the event name `sync now` "),
        ([*COMMAND, "--entity", "reprt"], "error: schema.prisma has no model `reprt`\n  did you"),
        ([*COMMAND, "--id", "a b"], "error: --id: the field name 'a b' is no identifier\n"),
        ([*COMMAND, "--data", "title"], "error: --data: title says no type\n  write it as NAME"),
        ([*COMMAND, "--option", "tone:{"], "error: --option: the type of tone does not parse: {"),
        ([*COMMAND, "--jobs-dir", "../x"], "error: --jobs-dir: ../x lies outside "),
        ([*COMMAND, "--route", "/etc/x.ts"], "error: --route: /etc/x.ts lies outside "),
        (["--root", "no/such", *COMMAND], "error: no/such: no such folder\n"),
    ],
)
def test_bad_input_is_explained_and_nothing_written(
    arguments: list[str], message: str, app: Path, capsys: Captured
) -> None:
    before = tree(app)
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(message)
    assert tree(app) == before


def test_an_error_under_json_is_a_document(app: Path, capsys: Captured) -> None:
    assert main(["add-job", "sync-gong", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["what"] == "no trigger"


def test_dry_run_diff_and_check_write_nothing_and_agree(
    app: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = tree(app)
    assert main([*COMMAND, "--dry-run"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"would create  ")
    assert main([*COMMAND, "--check"]) == 1
    assert capsysbinary.readouterr().out.startswith(b"would create  ")
    assert main([*COMMAND, "--diff"]) == 0
    diff = capsysbinary.readouterr().out
    assert main([*COMMAND, "--json", "--dry-run"]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert document["diff"].encode() == diff
    assert document["written"] is False
    assert tree(app) == before

    subprocess.run(["git", "apply"], input=diff, cwd=app, check=True)
    applied = tree(app)
    assert main([*COMMAND, "--check"]) == 0
    subprocess.run(["git", "apply", "--reverse"], input=diff, cwd=app, check=True)
    assert tree(app) == before
    assert main(COMMAND) == 0
    assert tree(app) == applied


def test_json_writes_and_has_the_facts(app: Path, capsys: Captured) -> None:
    assert main([*COMMAND, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["written"] is True
    assert [change["path"] for change in document["changes"]] == [JOB, ROUTE]
    assert document["changes"][0]["after"].encode() == (app / JOB).read_bytes()
    assert document["facts"]["job"] == "generate-report"


def test_a_schedule_is_echoed_in_words_with_its_next_runs(app: Path, capsys: Captured) -> None:
    assert main(["add-job", "clean-up", "--cron", "daily", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "note: schedule 0 2 * * *: at 02:00 UTC every day; next runs: 2" in shown


def test_fields_of_the_event_are_written_with_their_types(app: Path) -> None:
    fields = ["--id", "templateId", "--data", "pages?: number", "--option", "tone:'dry' | 'warm'"]
    assert main([*COMMAND, *fields]) == 0
    text = (app / JOB).read_text()
    assert "templateId: string;" in text
    assert "pages?: number;" in text
    assert "tone: " in text


def test_an_empty_entity_is_no_record(app: Path, capsys: Captured) -> None:
    assert main([*COMMAND, "--entity", ""]) == 0
    assert "reportId" not in (app / JOB).read_text()


def test_the_module_alone_is_written_when_asked_for(app: Path, capsys: Captured) -> None:
    before = (app / ROUTE).read_bytes()
    assert main([*COMMAND, "--no-register"]) == 0
    assert (app / ROUTE).read_bytes() == before
    assert (app / JOB).exists()


def test_paths_are_relative_to_the_working_directory(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(app / "src/lib")
    assert main([*COMMAND, "--jobs-dir", "jobs", "--client", "inngest/client.ts#inngest"]) == 0
    assert (app / "src/lib/jobs/generate-report.ts").exists()


def test_a_path_may_go_by_way_of_a_link_to_the_root(app: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(app)
    jobs = str(tmp_path / "link/src/jobs")
    assert main([*COMMAND, "--jobs-dir", jobs]) == 0
    assert (app / "src/jobs/generate-report.ts").is_file()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--jobs-dir", "", "--jobs-dir: no path is given"),
        ("--route", "", "--route: no path is given"),
        ("--client", "#inngest", "--client: no path is given"),
        ("--jobs-dir", "src\\jobs", "as in src/jobs"),
        ("--jobs-dir", "node_modules/jobs", "the job would not be found"),
        ("--data", f"deep:{'Array<' * 2000}string{'>' * 2000}", "nested too deeply"),
        ("--data", f"wide:{'|'.join(map(str, range(3000)))}", "nested too deeply"),
    ],
)
def test_what_no_job_can_be_made_of_is_one_message(
    option: str, value: str, said: str, app: Path, capsys: Captured
) -> None:
    before = tree(app)
    assert main([*COMMAND, option, value]) == 2
    assert said in capsys.readouterr().err
    assert tree(app) == before


def test_verbose_says_what_was_detected_and_from_what(app: Path, capsys: Captured) -> None:
    assert main([*COMMAND, "--dry-run", "-v"]) == 0
    shown = capsys.readouterr().err
    assert "detected SDK: 4 — " in shown
    assert "detected client: src/lib/inngest/client.ts#inngest — " in shown


def test_without_a_terminal_nothing_is_asked(app: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codemods", "add-job"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=app,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: no job name, and no trigger\n")


def test_a_job_is_made_without_what_is_slow_to_import(app: Path) -> None:
    script = (
        f"import sys; from codemods.cli.main import main; main({[*COMMAND, '--dry-run']}); "
        "heavy = ('libcst', 'rich', 'questionary', 'prompt_toolkit', 'importlib.metadata'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
        cwd=app,
    )
    assert done.stdout.splitlines()[-1] == "[]"
