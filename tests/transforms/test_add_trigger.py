"""What a send that was added leaves behind, and what is asked where it could not be."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

import harness
from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.lint.engine import lint
from codemods.lint.settings import options_for
from codemods.transforms.add_trigger import AddTrigger
from codemods.transforms.triggers.open_question import OpenQuestion
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files
from harness import FIXTURES, Case, Tree

UNHEARD = "JOB301"
ROUTE = "src/app/api/documents/route.ts"
DONE = [case for case in harness.cases() if case.name.startswith("add-trigger/") and case.exit == 0]


def project(folder: Path, tree: Tree) -> Project:
    files = Files(folder, tree)
    return Project(files, load(files))


def found(folder: Path, tree: Tree) -> Counter[tuple[str, str]]:
    opened = project(folder, tree)
    return Counter(
        (each.path, each.rule.code) for each in lint(opened, options_for(opened.config)).reported
    )


def documents(case: str) -> Tree:
    """The files of a fixture of add-trigger."""
    bases = [FIXTURES / "bases" / base for base in ("v4", "prisma", "documents")]
    layers = [*bases, FIXTURES / "add-trigger" / case / "input"]
    return {path: data for layer in layers for path, data in harness.read_tree(layer).items()}


@pytest.mark.parametrize("case", DONE, ids=lambda case: case.name)
def test_lint_jobs_finds_nothing_new(case: Case, tmp_path: Path) -> None:
    before = found(tmp_path, case.input())
    after = found(tmp_path, {**case.input(), **case.expected()})
    # That nobody listens yet is what add-trigger itself says.
    new = {each for each in after - before if each[1] != UNHEARD}
    assert not new


def test_the_answers_to_what_is_asked_lead_to_a_plan(tmp_path: Path) -> None:
    opened = project(tmp_path, documents("refuses-several-methods"))
    codemod = AddTrigger(ROUTE)
    asked = []
    for _ in range(9):
        try:
            changes = codemod.plan(opened)
            break
        except OpenQuestion as question:
            asked.append(question.asks)
            value = question.choices[0][1] if question.asks == "event" else "POST"
            codemod = replace(codemod, **{question.asks: value})
    assert asked == ["event", "handler"]
    assert changes.facts["event"] == "document/process"
    assert changes.facts["handler"] == "POST"


def test_each_of_several_places_can_be_chosen(tmp_path: Path) -> None:
    opened = project(tmp_path, documents("refuses-two-successes"))
    codemod = AddTrigger(ROUTE, event="document/process")
    with pytest.raises(OpenQuestion) as raised:
        codemod.plan(opened)
    choices = raised.value.choices
    lines = [
        replace(codemod, after_line=int(value)).plan(opened).facts["line"] for _, value in choices
    ]
    assert [f"line {line}" for line in lines] == [shown.partition(":")[0] for shown, _ in choices]


def test_what_is_missing_is_asked_for_by_key(tmp_path: Path) -> None:
    opened = project(tmp_path, documents("refuses-missing"))
    with pytest.raises(OpenQuestion) as raised:
        AddTrigger(ROUTE, event="document/process").plan(opened)
    assert raised.value.asks == "data"
    assert [key for key, _ in raised.value.keys] == ["documentId", "organizationId", "userId"]
    assert any(each.startswith("title") for each in raised.value.scope)


def test_data_that_is_in_scope_at_one_place_only_leads_there(tmp_path: Path) -> None:
    opened = project(tmp_path, documents("early-success"))
    given = (("documentId", "document.id"),)
    changes = AddTrigger(ROUTE, event="document/process", data=given).plan(opened)
    text = changes.changes[0].after
    assert text is not None
    assert text.index(b"documentId: document.id") > text.index(b"prisma.document.create")


@pytest.mark.parametrize("name", ["", "POST\n", "__proto__", "*", "a.b", "é😀"])
def test_a_handler_of_any_other_name_is_refused(name: str, tmp_path: Path) -> None:
    opened = project(tmp_path, documents("refuses-several-methods"))
    for codemod in (
        AddTrigger(ROUTE, event="document/process", handler=name),
        AddTrigger(ROUTE, event="document/process", function=name),
    ):
        with pytest.raises(CodemodError):
            codemod.plan(opened)


def test_every_line_of_a_handler_is_a_place_or_says_why_not(tmp_path: Path) -> None:
    tree = documents("refuses-two-successes")
    opened = project(tmp_path, tree)
    planned = 0
    for line in range(1, tree[ROUTE].count(b"\n") + 2):
        try:
            AddTrigger(ROUTE, event="document/process", after_line=line).plan(opened)
        except CodemodError as error:
            assert error.mend
        else:
            planned += 1
    assert planned > 3
