"""Every rule, judged by its docstring and its cases; there is nothing to register.

What is checked: the Example fires this rule and no other, the code to use instead is clean, the fix
makes the one from the other, and each case of `fixtures/rules/<rule>/` holds.
"""

from __future__ import annotations

import pytest

from codemods.inngest.model import Language
from codemods.lint.fixes import mend
from codemods.lint.model import Reported
from codemods.lint.pages import SECTIONS, read_page
from codemods.lint.rules import all_rules
from codemods.rules.rule import Rule
from rules_harness import (
    MODULE,
    PYTHON_MODULE,
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

# The examples of the pages: in TypeScript, in Python, or in both.
EXAMPLES = [
    (rule, language)
    for rule in RULES
    for language in rule.languages
    if read_page(rule).code("Example", language)
]


def _id(value: Rule | Language) -> str:
    return value if isinstance(value, str) else f"{value.code}-{value.name}"


every_example = pytest.mark.parametrize(("rule", "language"), EXAMPLES, ids=_id)
every_fix = pytest.mark.parametrize(
    ("rule", "language"), [each for each in EXAMPLES if each[0].fix], ids=_id
)
MODULES: dict[Language, str] = {"typescript": MODULE, "python": PYTHON_MODULE}
MARKS: dict[Language, str] = {"typescript": "//", "python": "#"}


def example(rule: Rule, language: Language = "typescript") -> Tree:
    return complete(read_page(rule).code("Example", language), MODULES[language])


def instead(rule: Rule, language: Language = "typescript") -> Tree:
    return complete(read_page(rule).code("Use instead", language), MODULES[language])


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


@every_example
def test_the_example_fires_this_rule_and_no_other(rule: Rule, language: Language) -> None:
    tree = example(rule, language)
    result = linted(tree)
    if rule.strict:
        assert said(result) == []
        assert found(rule, tree) != ()
    else:
        assert {each.rule for each in result.reported} == {rule}, said(result)


@every_example
def test_the_code_to_use_instead_is_clean(rule: Rule, language: Language) -> None:
    tree = instead(rule, language)
    assert said(linted(tree)) == []
    assert found(rule, tree) == ()


@every_fix
def test_the_fix_makes_the_one_from_the_other(rule: Rule, language: Language) -> None:
    before = example(rule, language)
    after = applied(before, rule)
    assert {path: after[path] for path in after if after[path] != before.get(path)} == {
        path: text for path, text in instead(rule, language).items() if text != before.get(path)
    }


@every_fix
def test_a_fix_says_what_it_does_and_is_as_safe_as_its_rule_says(
    rule: Rule, language: Language
) -> None:
    fixes = [each.finding.fix for each in found(rule, example(rule, language)) if each.finding.fix]
    assert fixes
    for fix in fixes:
        assert fix.applicability == rule.fix
        assert fix.title
        assert fix.title == fix.title.strip()
        assert "\n" not in fix.title
        assert not fix.title[0].isupper()


@every_example
def test_a_message_is_one_line_that_reads_on(rule: Rule, language: Language) -> None:
    for each in found(rule, example(rule, language)):
        for text in (each.finding.message, each.finding.help):
            assert text
            assert len(text) <= 120
            assert "\n" not in text
            assert not text.endswith(".")
            assert not text[0].isupper() or text.split()[0].isupper() or rule.code[3] == "2"


@every_example
def test_the_finding_lies_in_the_example(rule: Rule, language: Language) -> None:
    own = sections(read_page(rule).code("Example", language), MODULES[language])
    for each in found(rule, example(rule, language)):
        assert each.path in own
        assert each.line.strip() in own[each.path]
        assert each.span.start < each.span.end


@every_example
def test_a_comment_above_suppresses_the_finding_and_is_needed(
    rule: Rule, language: Language
) -> None:
    if rule.code.startswith("JOB9"):
        return
    tree = example(rule, language)
    before = found(rule, tree)
    # From the last line on, so that the lines above stay where they are.
    for path, number in sorted({(each.path, each.start.line) for each in before}, reverse=True):
        lines = tree[path].split("\n")
        lines.insert(number - 1, f"{MARKS[language]} codemod-ignore {rule.name}: it is meant so")
        tree[path] = "\n".join(lines)
    result = linted(tree, strict=True)
    assert {each.rule.code for each in result.reported}.isdisjoint({rule.code, "JOB900"}), said(
        result
    )
    assert {each.reason for each in result.suppressed if each.rule == rule} == {"it is meant so"}


@every_example
def test_a_comment_that_suppresses_nothing_is_found(rule: Rule, language: Language) -> None:
    if rule.code.startswith("JOB9"):
        return
    tree = instead(rule, language)
    module, mark = MODULES[language], MARKS[language]
    imported = 'import { Inngest } from "inngest";\n' if mark == "//" else "import inngest\n"
    tree[module] = f"{mark} codemod-ignore-file {rule.code}: no need\n" + tree.get(module, imported)
    strict = linted(tree, strict=True)
    assert "JOB900" in {each.rule.code for each in strict.reported}


@every_example
def test_a_fingerprint_survives_lines_inserted_above(rule: Rule, language: Language) -> None:
    tree = example(rule, language)
    before = [each.fingerprint for each in found(rule, tree)]
    for path in sections(read_page(rule).code("Example", language), MODULES[language]):
        if path.endswith((".ts", ".tsx", ".py")):
            tree[path] = f"{MARKS[language]} a line\n" * 10 + tree[path]
    assert [each.fingerprint for each in found(rule, tree)] == before


@every_fix
def test_fixing_twice_changes_nothing_the_second_time(rule: Rule, language: Language) -> None:
    once = applied(example(rule, language), rule)
    assert applied(once, rule) == once


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_case_holds(case: Case) -> None:
    assert case.rule in BY_NAME, f"no rule is called {case.rule}"
    rule = BY_NAME[case.rule]
    tree = complete(case.code, case.module)
    default = [each for each in linted(tree).reported if each.rule == rule]
    strict = [each for each in linted(tree, strict=True).reported if each.rule == rule]
    shown = "\n".join(each.finding.message for each in default or strict)
    assert bool(default) == (case.verdict == "fires"), f"{case.about}\n{shown}"
    assert bool(strict) == (case.verdict != "clean"), f"{case.about}\n{shown}"
    expected = [mark for mark in marks(tree) if mark[-1] == rule.code]
    if expected:
        actual = default if case.verdict == "fires" else strict
        assert sorted(mark_of(each) for each in actual) == expected, shown


def test_every_rule_has_cases_for_both_verdicts_in_each_of_its_languages() -> None:
    verdicts = {(case.rule, case.language, case.verdict) for case in CASES}
    lacking = [
        (rule.name, language)
        for rule in RULES
        if not rule.code.startswith("JOB9")
        for language in rule.languages
        if (rule.name, language, "clean") not in verdicts
        or not {(rule.name, language, "fires"), (rule.name, language, "strict")} & verdicts
    ]
    assert lacking == []


@every_rule
def test_a_rule_runs_on_python_or_its_page_says_why_not(rule: Rule) -> None:
    page = read_page(rule)
    said = "Python: " in page.sections["What it does"]
    assert said == ("python" not in rule.languages)
    about = "It is only about Python" in page.sections["What it does"]
    assert about == ("typescript" not in rule.languages)


def test_codes_and_names_are_given_once_and_files_are_called_like_their_rule() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.check.__module__ == f"codemods.rules.{rule.name.replace('-', '_')}"


def test_no_fix_is_left_once_all_have_been_made() -> None:
    """One round of the whole machine over an example with several mistakes."""
    from codemods.lint.engine import Options
    from rules_harness import opened

    for rule, language in EXAMPLES:
        if rule.fix:
            mended = mend(opened(example(rule, language)), Options(RULES), unsafe=True)
            again = mend(mended.result.project, Options(RULES), unsafe=True)
            assert not again.changes, rule.name
