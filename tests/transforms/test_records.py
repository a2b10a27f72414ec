from __future__ import annotations

import pytest

from codemods.errors import CodemodError
from codemods.syntax.prisma import parse
from codemods.transforms.jobs.job_template import Column, Tenant
from codemods.transforms.jobs.records import choose_record, choose_tenant
from codemods.workspace.settings.config import Config, Keys, Status

FIELDS = "organizationId String\n  processingError String?\n  processedAt DateTime?\n"
TEXT = "  processingStatus String\n"


def schema(text):
    return parse("schema.prisma", text.encode())


def model(name, body=FIELDS + TEXT, key="id String @id"):
    return f"model {name} {{\n  {key}\n  {body}\n}}\n"


def choose(text, **asked):
    wanted = {"given": None, "event": "document/process", "job": "do-it", "status": None}
    wanted = {"database": True, "config": Config(), **wanted, **asked}
    return choose_record(schema=None if text is None else schema(text), **wanted)


@pytest.mark.parametrize(
    ("models", "asked", "entity"),
    [
        pytest.param(["Document"], {}, "Document", id="the event's namespace"),
        pytest.param(["Document"], {"event": "documents/x"}, "Document", id="in the plural"),
        pytest.param(["Documents"], {}, "Documents", id="a model in the plural"),
        pytest.param(["Category"], {"event": "categories/x"}, "Category", id="-ies"),
        pytest.param(["Address"], {"event": "addresses/x"}, "Address", id="-sses"),
        pytest.param(["Status"], {"event": "status/x"}, "Status", id="-us"),
        pytest.param(["Purchase"], {"event": "purchases/x"}, "Purchase", id="-ses"),
        pytest.param(
            ["Document"], {"event": "gong/x", "job": "sync-document"}, "Document", id="job"
        ),
        pytest.param(["Document", "It"], {}, "Document", id="namespace before the job's last word"),
        pytest.param(["Document", "Gong"], {"given": "gong"}, "Gong", id="given before all"),
        pytest.param(["SyncTarget"], {"given": "SyncTarget"}, "SyncTarget", id="in PascalCase"),
        pytest.param(["SyncTarget"], {"event": "sync-target/x"}, "SyncTarget", id="in kebab-case"),
        pytest.param(["sync_target"], {"given": "syncTarget"}, "sync_target", id="snake_case"),
        pytest.param(["Document"], {"event": "gong/x"}, None, id="none"),
        pytest.param(["Document"], {"given": ""}, None, id="none wanted"),
        pytest.param(
            ["Document"], {"event": None, "job": "retry-documents"}, "Document", id="cron"
        ),
    ],
)
def test_the_record_is_the_model_that_is_named(models, asked, entity):
    found = choose("".join(model(name) for name in models), **asked).entity
    assert (found.title if found else None) == entity


def test_names_follow_the_case_of_the_client():
    entity = choose(model("sync_target"), given="sync_target").entity
    assert (entity.name, entity.title, entity.id_field) == (
        "sync_target",
        "sync_target",
        "syncTargetId",
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"given": "documnt"}, "schema.prisma has no model `documnt`"),
        ({"given": "2x"}, "the entity `2x` cannot be a name in the code"),
        ({"event": "gong/x", "status": True}, "there is no record whose status could be kept"),
        ({"given": "", "status": True}, "there is no record whose status could be kept"),
        ({"database": False, "status": True}, "a job without queries keeps no status"),
    ],
)
def test_what_cannot_be_is_refused(asked, message):
    with pytest.raises(CodemodError, match=message):
        choose(model("Document"), **asked)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (model("Document", "a String\n @@id([id, a])", "id String"), r"a composite id \(id, a\)"),
        (model("Document", key="id String @unique"), "the model Document has no @id"),
        (model("Document", key="at DateTime @id"), "Document.at is of type DateTime"),
    ],
    ids=["composite", "none", "a date"],
)
def test_a_record_needs_one_id_that_an_event_can_carry(text, message):
    with pytest.raises(CodemodError, match=message) as raised:
        choose(text)
    assert "--database none" in raised.value.mend


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("id String @id", Column("id")),
        ("slug String @id", Column("slug")),
        ("id Int @id", Column("id", "number")),
        ("id BigInt @id", Column("id", "bigint")),
    ],
)
def test_the_id_has_the_type_of_its_column(key, column):
    assert choose(model("Document", key=key)).entity.id == column


@pytest.mark.parametrize(
    ("body", "keys", "column"),
    [
        ("organizationId String", ("organizationId",), Column("organizationId")),
        ("organizationId Int", ("organizationId",), Column("organizationId", "number")),
        ("organization_id String", ("organizationId",), Column("organization_id")),
        ("orgId String", ("organizationId", "orgId"), Column("orgId")),
        ("orgId String", ("organizationId",), None),
        ("organizationId String", (), None),
    ],
)
def test_the_organization_is_the_column_of_a_key(body, keys, column):
    config = Config(keys=Keys(organization=keys))
    assert choose(model("Document", body), config=config).entity.organization == column


def enum(*values):
    return f"enum State {{\n  {' '.join(value + chr(10) for value in values)}}}\n"


@pytest.mark.parametrize(
    ("values", "states"),
    [
        (
            ("PENDING", "PROCESSING", "COMPLETED", "FAILED"),
            ("PENDING", "PROCESSING", "COMPLETED", "FAILED"),
        ),
        (("queued", "running", "done", "error"), ("queued", "running", "done", "error")),
        (("PENDING", "PROCESSING", "COMPLETE", "FAILED"), None),
    ],
)
def test_an_enum_gives_its_own_words(values, states):
    text = model("Document", f"{FIELDS}  processingStatus State\n") + enum(*values)
    found = choose(text).entity.status
    shown = (found.pending, found.processing, found.completed, found.failed) if found else None
    assert shown == states


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("a String", "lacks processingStatus, processedAt, processingError, so"),
        (FIELDS, "lacks processingStatus, so"),
        (
            f"{FIELDS}  processingStatus Int",
            "lacks a processingStatus that can be pending, processing, completed and failed, so",
        ),
        (f"{FIELDS}  processingStatus String[]", "lacks a processingStatus that can be"),
        (TEXT + "processedAt String\n  processingError String", "lacks processedAt, so"),
        (f"{FIELDS}  status Int", "lacks processingStatus, so"),
    ],
)
def test_without_all_fields_there_is_no_status_and_a_note(body, missing):
    text = model("Document", body)
    found = choose(text)
    assert found.entity.status is None
    assert missing in found.notes[0]
    with pytest.raises(CodemodError, match=missing.removesuffix(", so")):
        choose(text, status=True)


def test_a_status_that_is_not_wanted_is_left_out_without_a_note():
    found = choose(model("Document"), status=False)
    assert found.entity.status is None
    assert found.notes == ()


def test_the_second_field_of_the_settings_holds_the_status_where_the_first_is_missing():
    found = choose(model("Document", f"{FIELDS}  status String")).entity.status
    assert (found.field, found.processing) == ("status", "processing")


def test_the_words_of_the_settings_are_written():
    config = Config(status=Status(processing=("busy",), failed=("broken",)))
    found = choose(model("Document"), config=config).entity.status
    assert (found.processing, found.failed) == ("busy", "broken")


@pytest.mark.parametrize(
    ("body", "selected"),
    [
        ("title String", None),
        ("title String\n  size BigInt", ("id", "title")),
        ("title String\n  body Bytes?", ("id", "title")),
        ("owner User\n  size BigInt", ("id",)),
    ],
)
def test_what_json_cannot_hold_is_not_fetched(body, selected):
    text = model("Document", body) + model("User", "name String")
    assert choose(text).entity.select == selected


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({}, "document"),
        ({"event": "documents/process"}, "document"),
        ({"event": "app/process", "job": "read-document"}, "document"),
        ({"event": "2fa/verify", "job": "send-code"}, "code"),
        ({"event": None, "job": "retry-documents"}, "document"),
        ({"given": "pages"}, "pages"),
    ],
)
def test_without_a_schema_a_word_is_taken_for_the_record(asked, name):
    found = choose(None, **asked)
    assert (found.entity.name, found.entity.id_field) == (name, f"{name}Id")
    assert "no schema.prisma was found" in found.notes[0]
    assert choose(None, **asked, database=False).notes == ()


@pytest.mark.parametrize(
    ("text", "keys", "tenant"),
    [
        (model("Organization", "a String"), ("organizationId",), Tenant("organization")),
        (
            model("Organization", "integrationEnabled Boolean"),
            ("organizationId",),
            Tenant("organization", enabled="integrationEnabled"),
        ),
        (
            model("Organization", "integrationEnabled String", "id Int @id"),
            ("organizationId",),
            Tenant("organization", Column("id", "number")),
        ),
        (model("Workspace", "a String"), ("orgId", "workspace_id"), Tenant("workspace")),
        (model("Document"), ("organizationId",), None),
        (model("Organization", "a String"), (), None),
        (None, ("teamId",), Tenant("team", enabled="integrationEnabled")),
    ],
)
def test_organizations_are_the_model_that_a_key_names(text, keys, tenant):
    config = Config(keys=Keys(organization=keys))
    assert choose_tenant(None if text is None else schema(text), config) == tenant
