"""Each part of the post-condition fails when its part of the planned tree is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.transforms.add_job import AddJob
from codemods.transforms.proof import prove_job, prove_parses, prove_registered
from codemods.transforms.scaffold_job import ScaffoldJob
from codemods.workspace.writing.changes import Change, ChangeSet
from harness import FIXTURES, read_tree

ROUTE = "src/app/api/inngest/route.ts"
JOB = "src/lib/inngest/functions/sync-gong.ts"
OTHER = "src/lib/inngest/functions/send-welcome.ts"
TRIGGERS: set[tuple[str, str | None]] = {("event", "gong/sync")}


@pytest.fixture
def before(project: Callable[..., Project]) -> Project:
    return project(read_tree(FIXTURES / "bases/v4"))


@pytest.fixture
def planned(before: Project) -> ChangeSet:
    return AddJob(ScaffoldJob("sync-gong", event="gong/sync")).plan(before)


def doctored(planned: ChangeSet, path: str, old: str, new: str) -> ChangeSet:
    """The change set with one text replaced in one of its results."""
    changes = {change.path: change for change in planned.changes}
    change = changes[path]
    assert change.after is not None
    assert change.after.count(old.encode()) >= 1
    after = change.after.replace(old.encode(), new.encode(), 1)
    changes[path] = Change(path, change.before, after, change.why)
    return ChangeSet(tuple(changes.values()))


def prove(before: Project, changes: ChangeSet) -> None:
    """All of the proof, as `AddJob` has it."""
    project = before.with_changes(changes)
    prove_parses(changes)
    job = prove_job(project, job="sync-gong", path=JOB, triggers=TRIGGERS)
    prove_registered(project, job, None)


def test_what_is_planned_is_proved(before: Project, planned: ChangeSet) -> None:
    prove(before, planned)


ENTRY = "    syncGongJob,\n"

# The file, the text in it that is replaced, and by what; and what the proof says then.
BROKEN = [
    pytest.param((JOB, "};\n", "\n"), f"{JOB}: the result would not parse", id="the job's syntax"),
    pytest.param(
        (ROUTE, "],", ","), f"{ROUTE}: the result would not parse", id="the list's syntax"
    ),
    pytest.param(
        (JOB, 'id: "sync-gong"', 'id: "sync"'),
        f"{JOB}: the job sync-gong would be found 0 times",
        id="another id",
    ),
    pytest.param(
        (JOB, "inngest.createFunction(", "inngest.create("),
        f"{JOB}: the job sync-gong would be found 0 times",
        id="no job",
    ),
    pytest.param(
        (
            JOB,
            "export const",
            'inngest.createFunction({ id: "sync-gong", triggers: [] }, () => 1);\nexport const',
        ),
        f"{JOB}: the job sync-gong would be found 2 times",
        id="the job twice",
    ),
    pytest.param(
        (JOB, 'event: "gong/sync"', 'event: "gong/sink"'),
        f"{JOB}: the job sync-gong would have other triggers than asked for",
        id="another event",
    ),
    pytest.param(
        (JOB, '{ event: "gong/sync" }', '{ event: "gong/sync" }, { cron: "0 * * * *" }'),
        f"{JOB}: the job sync-gong would have other triggers than asked for",
        id="one trigger more",
    ),
    pytest.param(
        (ROUTE, ENTRY, ""), f"{ROUTE}: the job sync-gong would be served 0 times", id="no entry"
    ),
    pytest.param(
        (ROUTE, "functions/sync-gong", "functions/sync-gonk"),
        f"{ROUTE}: the job sync-gong would be served 0 times",
        id="an import of nothing",
    ),
    pytest.param(
        (ROUTE, ENTRY, ENTRY * 2),
        f"{ROUTE}: the job sync-gong would be served 2 times",
        id="the entry twice",
    ),
    pytest.param(
        (ROUTE, "functions: [", "functions: process.env.X ? [] : ["),
        f"{ROUTE}: the job sync-gong would be served 0 times",
        id="a list that is not known",
    ),
]


@pytest.mark.parametrize(("edit", "message"), BROKEN)
def test_each_part_that_is_broken_fails(
    before: Project, planned: ChangeSet, edit: tuple[str, str, str], message: str
) -> None:
    with pytest.raises(CodemodError) as raised:
        prove(before, doctored(planned, *edit))
    assert str(raised.value) == message
    assert raised.value.mend == "nothing was written; please report this with the file"


def test_another_job_with_the_id_fails(before: Project, planned: ChangeSet) -> None:
    data = before.read(OTHER)
    namesake = Change(OTHER, data, data.replace(b'"send-welcome"', b'"sync-gong"'), "")
    with pytest.raises(CodemodError, match="another job with the id sync-gong would be served"):
        prove(before, planned | ChangeSet((namesake,)))


def test_syntax_errors_that_are_there_already_are_not_ours(before: Project) -> None:
    broken = b"const a = ;\n"
    prove_parses(ChangeSet((Change("a.ts", broken, broken + b"const b = 1;\n", ""),)))
    with pytest.raises(CodemodError, match="the result would not parse"):
        prove_parses(ChangeSet((Change("a.ts", broken, broken * 2, ""),)))


def test_a_template_of_the_project_is_named_where_it_is_at_fault(
    before: Project, planned: ChangeSet
) -> None:
    project = before.with_changes(doctored(planned, JOB, "sync-gong", "x"))
    with pytest.raises(CodemodError) as raised:
        prove_job(project, job="sync-gonk", path=JOB, triggers=TRIGGERS, template="a.jinja")
    assert raised.value.mend == "mend the template a.jinja"
