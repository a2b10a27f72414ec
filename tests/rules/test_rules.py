"""Every rule, judged by its docstring and its cases; there is nothing to register.

What is checked: the Example fires this rule and no other, the code to use instead is clean, the fix
makes the one from the other, and each case of `fixtures/rules/<rule>/` holds.
"""

from __future__ import annotations

import pytest

from codemods.lint.fixes import mend
from codemods.lint.model import Reported
from codemods.lint.pages import SECTIONS, read_page
from codemods.lint.rules import all_rules
from codemods.rules.rule import Rule
from rules_harness import (
    MODULE,
    Case,
    Tree,
    applied,
    cases,
    complete,
    linted,
    mark_of,
    marks,
    said,
    sections,
)

RULES = all_rules()
CASES = cases()
BY_NAME = {rule.name: rule for rule in RULES}

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
every_fix = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fix], ids=lambda rule: f"{rule.code}-{rule.name}"
)


def example(rule: Rule) -> Tree:
    return complete(read_page(rule).code("Example"))


def instead(rule: Rule) -> Tree:
    return complete(read_page(rule).code("Use instead"))


def found(rule: Rule, tree: Tree) -> tuple[Reported, ...]:
    """The rule's own findings in the project, the weaker ones too."""
    result = linted(tree, strict=True)
    return tuple(each for each in result.reported if each.rule == rule)


@every_rule
def test_the_page_has_its_sections_in_order(rule: Rule) -> None:
    page = read_page(rule)
    assert [heading for heading in SECTIONS if heading in page.sections] == list(page.sections)
    assert {"What it does", "Why is this bad?", "Example", "Use instead"} <= set(page.sections)
    assert ("Fix safety" in page.sections) == (rule.fix is not None)
    assert page.lead == ""
    assert all(page.sections.values())


@every_rule
def test_the_example_fires_this_rule_and_no_other(rule: Rule) -> None:
    tree = example(rule)
    result = linted(tree)
    if rule.strict:
        assert said(result) == []
        assert found(rule, tree) != ()
    else:
        assert {each.rule for each in result.reported} == {rule}, said(result)


@every_rule
def test_the_code_to_use_instead_is_clean(rule: Rule) -> None:
    tree = instead(rule)
    assert said(linted(tree)) == []
    assert found(rule, tree) == ()


@every_fix
def test_the_fix_makes_the_one_from_the_other(rule: Rule) -> None:
    before = example(rule)
    after = applied(before, rule)
    assert {path: after[path] for path in after if after[path] != before.get(path)} == {
        path: text for path, text in instead(rule).items() if text != before.get(path)
    }


@every_fix
def test_a_fix_says_what_it_does_and_is_as_safe_as_its_rule_says(rule: Rule) -> None:
    fixes = [each.finding.fix for each in found(rule, example(rule)) if each.finding.fix]
    assert fixes
    for fix in fixes:
        assert fix.applicability == rule.fix
        assert fix.title
        assert fix.title == fix.title.strip()
        assert "\n" not in fix.title
        assert not fix.title[0].isupper()


@every_rule
def test_a_message_is_one_line_that_reads_on(rule: Rule) -> None:
    for each in found(rule, example(rule)):
        for text in (each.finding.message, each.finding.help):
            assert text
            assert len(text) <= 120
            assert "\n" not in text
            assert not text.endswith(".")
            assert not text[0].isupper() or text.split()[0].isupper() or rule.code[3] == "2"


@every_rule
def test_the_finding_lies_in_the_example(rule: Rule) -> None:
    own = sections(read_page(rule).code("Example"))
    for each in found(rule, example(rule)):
        assert each.path in own
        assert each.line.strip() in own[each.path]
        assert each.span.start < each.span.end


@every_rule
def test_a_comment_above_suppresses_the_finding_and_is_needed(rule: Rule) -> None:
    if rule.code.startswith("JOB9"):
        return
    tree = example(rule)
    before = found(rule, tree)
    # From the last line on, so that the lines above stay where they are.
    for path, number in sorted({(each.path, each.start.line) for each in before}, reverse=True):
        lines = tree[path].split("\n")
        lines.insert(number - 1, f"// codemod-ignore {rule.name}: it is meant so")
        tree[path] = "\n".join(lines)
    result = linted(tree, strict=True)
    assert {each.rule.code for each in result.reported}.isdisjoint({rule.code, "JOB900"}), said(
        result
    )
    assert {each.reason for each in result.suppressed if each.rule == rule} == {"it is meant so"}


@every_rule
def test_a_comment_that_suppresses_nothing_is_found(rule: Rule) -> None:
    if rule.code.startswith("JOB9"):
        return
    tree = instead(rule)
    tree[MODULE] = f"// codemod-ignore-file {rule.code}: no need\n" + tree.get(
        MODULE, 'import { Inngest } from "inngest";\n'
    )
    strict = linted(tree, strict=True)
    assert "JOB900" in {each.rule.code for each in strict.reported}


@every_rule
def test_a_fingerprint_survives_lines_inserted_above(rule: Rule) -> None:
    tree = example(rule)
    before = [each.fingerprint for each in found(rule, tree)]
    for path in sections(read_page(rule).code("Example")):
        if path.endswith((".ts", ".tsx")):
            tree[path] = "// a line\n" * 10 + tree[path]
    assert [each.fingerprint for each in found(rule, tree)] == before


@every_fix
def test_fixing_twice_changes_nothing_the_second_time(rule: Rule) -> None:
    once = applied(example(rule), rule)
    assert applied(once, rule) == once


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    assert case.rule in BY_NAME, f"no rule is called {case.rule}"
    rule = BY_NAME[case.rule]
    tree = complete(case.code)
    default = [each for each in linted(tree).reported if each.rule == rule]
    strict = [each for each in linted(tree, strict=True).reported if each.rule == rule]
    shown = "\n".join(each.finding.message for each in default or strict)
    assert bool(default) == (case.verdict == "fires"), f"{case.about}\n{shown}"
    assert bool(strict) == (case.verdict != "clean"), f"{case.about}\n{shown}"
    expected = [mark for mark in marks(tree) if mark[-1] == rule.code]
    if expected:
        actual = default if case.verdict == "fires" else strict
        assert sorted(mark_of(each) for each in actual) == expected, shown


def test_every_rule_has_cases_for_both_verdicts() -> None:
    verdicts = {(case.rule, case.verdict) for case in CASES}
    lacking = [
        rule.name
        for rule in RULES
        if not rule.code.startswith("JOB9")
        and not (
            {(rule.name, "fires"), (rule.name, "strict")} & verdicts
            and (rule.name, "clean") in verdicts
        )
    ]
    assert lacking == []


def test_codes_and_names_are_given_once_and_files_are_called_like_their_rule() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.check.__module__ == f"codemods.rules.{rule.name.replace('-', '_')}"


def test_no_fix_is_left_once_all_have_been_made() -> None:
    """One round of the whole machine over an example with several mistakes."""
    from codemods.lint.engine import Options
    from rules_harness import opened

    for rule in RULES:
        if rule.fix:
            mended = mend(opened(example(rule)), Options(RULES), unsafe=True)
            again = mend(mended.result.project, Options(RULES), unsafe=True)
            assert not again.changes, rule.name
