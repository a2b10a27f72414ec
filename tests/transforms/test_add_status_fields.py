"""What `add-status-fields` tells besides its edits, and that these are nothing but new lines."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher

import pytest

import harness
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.transforms.add_job import AddJob, status_fields_lacking
from codemods.transforms.add_status_fields import AddStatusFields
from codemods.transforms.scaffold_job import ScaffoldJob
from harness import Case

PACKAGE = '{ "name": "app", "dependencies": { "inngest": "4.24.0", "next": "16.0.0"%s } }'
SCHEMA = """datasource db {
  provider = "postgresql"
}

model Document {
  id             String @id
  organizationId String
}
"""
DATABASE = (
    'import { PrismaClient } from "@prisma/client";\n\nexport const prisma = new PrismaClient();\n'
)

EDITED = [
    case
    for case in harness.cases()
    if case.name.startswith("add-status-fields/") and case.expected()
]


def app(schema: str = SCHEMA, **more: str) -> dict[str, str]:
    return {
        "package.json": PACKAGE % "",
        "src/lib/db.ts": DATABASE,
        "prisma/schema.prisma": schema,
        **{path.replace("__", "/"): text for path, text in more.items()},
    }


@pytest.mark.parametrize("case", EDITED, ids=lambda case: case.name)
def test_an_edited_schema_differs_in_the_added_lines_only(case: Case) -> None:
    given = case.input()
    for path, after in case.expected().items():
        lines = SequenceMatcher(
            None, given[path].splitlines(), after.splitlines(), autojunk=False
        ).get_opcodes()
        assert {kind for kind, *_ in lines} <= {"equal", "insert"}


def test_programs_are_told_what_was_added(project: Callable[..., Project]) -> None:
    changes = AddStatusFields("document", enum=True).plan(project(app()))
    assert changes.facts == {
        "model": "Document",
        "schema": "prisma/schema.prisma",
        "status": "processingStatus",
        "added": ["processingStatus", "processedAt", "processingError"],
        "enum": "ProcessingStatus",
    }


@pytest.mark.parametrize(
    ("version", "steps"),
    [
        ("6.19.0", 1),
        ("^7.0.0", 2),
        (None, 2),
    ],
)
def test_since_prisma_7_generating_the_client_is_a_step_of_its_own(
    version: str | None, steps: int, project: Callable[..., Project]
) -> None:
    package = PACKAGE % (f', "prisma": "{version}"' if version else "")
    opened = project({**app(), "package.json": package})
    assert len(AddStatusFields("Document").plan(opened).next_steps) == steps


def test_an_old_prisma_has_no_enums_on_sqlite(project: Callable[..., Project]) -> None:
    old = {"package.json": PACKAGE % ', "prisma": "5.22.0"'}
    files = {**app(SCHEMA.replace("postgresql", "sqlite")), **old}
    with pytest.raises(CodemodError, match="no enums on SQLite"):
        AddStatusFields("Document", enum=True).plan(project(files))


def test_the_words_of_an_enum_can_be_such(project: Callable[..., Project]) -> None:
    config = '[status]\nprocessing = ["at work"]\n'
    opened = project({**app(), "codemod.toml": config})
    assert AddStatusFields("Document").plan(opened)
    with pytest.raises(CodemodError, match="`at work` cannot be a value of an enum") as error:
        AddStatusFields("Document", enum=True).plan(opened)
    assert error.value.where == "codemod.toml"


def test_a_schema_with_a_byte_order_mark_keeps_it(project: Callable[..., Project]) -> None:
    changes = AddStatusFields("Document").plan(project(app("\ufeff" + SCHEMA)))
    after = changes.changes[0].after
    assert after is not None
    assert after.startswith(b"\xef\xbb\xbfdatasource")
    assert after.count(b"\xef\xbb\xbf") == 1


JOB = ScaffoldJob("process-document", event="document/process")


def test_what_a_job_lacks_is_told_with_its_model(project: Callable[..., Project]) -> None:
    lacking = ("processingStatus", "processedAt", "processingError")
    assert status_fields_lacking(project(app()), JOB) == ("Document", lacking)


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(SCHEMA.replace("}\n\nm", "}\n\n\nm").replace("Document", "Note"), id="record"),
        pytest.param(SCHEMA.replace("  id ", "  processedAt Int\n  id "), id="room"),
        pytest.param(
            SCHEMA.replace(
                "  id ",
                "  processingStatus String\n  processedAt DateTime?\n  processingError String?\n"
                "  id ",
            ),
            id="lack",
        ),
    ],
)
def test_nothing_is_lacking_without_a_record_a_lack_or_room(
    schema: str, project: Callable[..., Project]
) -> None:
    assert status_fields_lacking(project(app(schema)), JOB) is None


def test_the_facts_of_the_fields_stand_under_their_name_in_those_of_the_job(
    project: Callable[..., Project],
) -> None:
    opened = project(app())
    changes = AddJob(JOB, with_=("status-fields",)).plan(opened)
    fields = changes.facts["status-fields"]
    assert isinstance(fields, dict)
    assert fields["model"] == "Document"
    assert changes.facts["job"] == "process-document"
    assert not AddJob(JOB, with_=("status-fields",)).plan(opened.with_changes(changes))


def test_with_status_fields_the_status_may_be_insisted_on(
    project: Callable[..., Project],
) -> None:
    job = ScaffoldJob("process-document", event="document/process", status=True)
    assert AddJob(job, with_=("status-fields",)).plan(project(app()))
    with pytest.raises(CodemodError, match="lacks processingStatus") as error:
        AddJob(job).plan(project(app()))
    assert "--with status-fields" in str(error.value.mend)


def test_a_job_with_both_triggers_has_no_record_for_them(project: Callable[..., Project]) -> None:
    job = ScaffoldJob("sync-document", event="document/sync", cron="daily")
    with pytest.raises(CodemodError, match="works on no record"):
        AddJob(job, with_=("status-fields",)).plan(project(app()))
