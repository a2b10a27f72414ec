from collections.abc import Iterator

import pytest
from lint_helpers import opened, options, word

from codemods.errors import Refusal
from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.lint.engine import Options
from codemods.lint.fixes import Mended, mend
from codemods.lint.merging import Merger, regions_of
from codemods.rules.rule import Finding, Fix, Rule, Scope
from codemods.workspace.writing.changes import Change, ChangeSet


def run(text: str, *rules: Rule, unsafe: bool = False) -> Mended:
    return mend(opened({"a.ts": text}), Options(rules), unsafe=unsafe)


def text_of(mended: Mended) -> str:
    return mended.result.project.read("a.ts").decode()


def test_all_fixes_of_a_file_are_made() -> None:
    mended = run("bad();\nf(bad);\nbad(bad);", word("bad", "good"))
    assert text_of(mended) == "good();\nf(good);\ngood(good);"
    assert len(mended.fixed) == 4
    assert mended.result.reported == ()


def test_fixes_that_touch_wait_for_one_another() -> None:
    assert text_of(run("badbadbad", word("bad", "good"))) == "goodgoodgood"


def test_more_fixes_may_wait_for_one_another_than_there_are_rounds() -> None:
    assert text_of(run("bad" * 25, word("bad", "ok"))) == "ok" * 25


def test_unsafe_fixes_are_made_when_asked_for() -> None:
    rule = word("bad", "good", applicability="unsafe")
    assert text_of(run("bad()", rule)) == "bad()"
    assert text_of(run("bad()", rule, unsafe=True)) == "good()"


def test_the_fix_of_a_suppressed_finding_is_not_made() -> None:
    project = opened({"a.ts": "bad(); // codemod-ignore JOB108: why"})
    assert not mend(project, options(word("bad", "good"))).changes


def test_a_fix_that_brings_another_finding_is_left_out_with_a_note() -> None:
    bad = word("bad", "worse")
    worse = word("worse", code="JOB208", name="invalid-retries")
    mended = run("bad();\nf();", bad, worse)
    assert not mended.changes
    assert mended.notes == ("a.ts:1:1: JOB108 is not mended: the fix would bring JOB208 in a.ts",)


def test_a_fix_that_makes_things_worse_does_not_keep_others_from_being_made() -> None:
    fine = word("odd", "even", code="JOB208", name="invalid-retries")
    mended = run("bad();\nodd();\n", word("bad", "worse"), word("worse", code="JOB109"), fine)
    assert text_of(mended) == "bad();\neven();\n"
    assert [each.rule for each in mended.fixed] == [fine]


def test_a_fix_that_brings_a_syntax_error_is_left_out_with_a_note() -> None:
    mended = run("bad();", word("bad", "= ("))
    assert not mended.changes
    assert mended.notes == (
        "a.ts:1:1: JOB108 is not mended: the fix would leave a.ts with a syntax error",
    )


def test_a_fix_that_mends_nothing_is_left_out_with_a_note() -> None:
    mended = run("bad();", word("bad", "bad + 1"))
    assert not mended.changes
    assert mended.notes == ("a.ts:1:1: JOB108 is not mended: the fix would not mend it",)


def test_fixes_that_bring_one_another_about_end() -> None:
    one = word("ping", "pong")
    other = word("pong", "ping", code="JOB208", name="invalid-retries")
    mended = run("ping();", one, other)
    assert mended.notes


def test_a_fix_that_is_refused_is_a_note() -> None:
    def refuse(project: Project) -> ChangeSet:
        raise Refusal("the list is only known at run time", where="route.ts:1:1")

    def check(scope: Scope) -> Iterator[Finding]:
        yield Finding(Span("a.ts", 0, 1), "f is wrong", "mend it", fix=Fix("x", "safe", refuse))

    mended = run("f()", Rule("JOB107", "unregistered-job", "error", check, fix="safe"))
    assert not mended.changes
    assert mended.notes == (
        "a.ts:1:1: JOB107 is not mended: route.ts:1:1: the list is only known at run time",
    )


def test_only_the_files_that_may_change_do() -> None:
    project = opened({"a.ts": "bad()", "b.ts": "bad()"})
    mended = mend(project, Options((word("bad", "good"),)), only=frozenset({"b.ts"}))
    assert [change.path for change in mended.changes.changes] == ["b.ts"]


def test_mending_twice_changes_nothing_the_second_time() -> None:
    rules = (word("bad", "good"), word("odd", "even", code="JOB208"))
    once = run("bad(); odd(bad);", *rules)
    assert not mend(once.result.project, Options(rules)).changes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb\nc\n", "a\nc\n"),
        ("a\nc\n", "a\nb\nc\n"),
        ("one\ntwo\nthree\n", "0ne\ntwo\nthr33\n"),
        ("é😀\n", "é😁\n"),
        ("", "x"),
        ("same", "same"),
    ],
)
def test_the_regions_of_a_change_make_it(before: str, after: str) -> None:
    change = Change("a.ts", before.encode(), after.encode(), "x")
    merger = Merger()
    assert merger.add(ChangeSet((change,)))
    data = merger.changes().overlay().get("a.ts", before.encode())
    assert data == after.encode()
    assert all(region.start <= region.end for region in regions_of(change))


def test_a_change_set_that_meets_another_is_taken_in_wholly_or_not_at_all() -> None:
    def change(path: str, before: str, after: str) -> Change:
        return Change(path, before.encode(), after.encode(), "x")

    merger = Merger()
    assert merger.add(ChangeSet((change("a.ts", "one two", "ONE two"),)))
    both = ChangeSet((change("b.ts", "x", "y"), change("a.ts", "one two", "0ne two")))
    assert not merger.add(both)
    assert [each.path for each in merger.changes().changes] == ["a.ts"]
    assert merger.add(ChangeSet((change("a.ts", "one two", "one TWO"),)))
    assert merger.changes().overlay() == {"a.ts": b"ONE TWO"}
