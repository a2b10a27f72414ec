import pytest
from lint_helpers import opened, options, word

from codemods.lint.engine import lint
from codemods.lint.fixes import mend
from codemods.lint.model import Result
from codemods.lint.rules import all_rules

BAD = word("bad")
OTHER = word("off", code="JOB208", name="invalid-retries")


def run(text: str, path: str = "a.ts") -> Result:
    return lint(opened({path: f"// inngest\n{text}"}), options(BAD, OTHER))


def codes(result: Result) -> list[str]:
    return [each.rule.code for each in result.reported]


@pytest.mark.parametrize(
    "text",
    [
        "bad(); // codemod-ignore implicit-retries: it is good",
        "bad(); // codemod-ignore JOB108: it is good",
        "bad(); // codemod-ignore invalid-cron, implicit-retries: it is good",
        "// codemod-ignore implicit-retries: it is good\nbad();",
        "//codemod-ignore implicit-retries:it is good\nbad();",
        "/* codemod-ignore implicit-retries: it is good */\nbad();",
        "/* codemod-ignore implicit-retries: it is good */ bad();",
        "/**\n * codemod-ignore implicit-retries: it is good\n */\nbad();",
        "// codemod-ignore implicit-retries: it is good\n// and so on\n\nbad();",
        "// codemod-ignore implicit-retries: it is good\nf({\n  a: {\n    b: bad,\n  },\n});",
        "f({\n  // codemod-ignore implicit-retries: it is good\n  a: bad,\n});",
        "f(\n  // codemod-ignore implicit-retries: it is good\n  bad,\n);",
        "x\n  // codemod-ignore implicit-retries: it is good\n  .bad();",
        "// codemod-ignore-file implicit-retries: it is good\nf();\nbad();",
        "f();\nbad();\n// codemod-ignore-file implicit-retries: it is good",
    ],
)
def test_a_comment_suppresses_what_it_stands_beside_or_above(text: str) -> None:
    result = run(text)
    assert [code for code in codes(result) if code == "JOB108"] == []
    [held] = [each for each in result.suppressed if each.rule == BAD]
    assert (held.suppressed, held.reason) == ("in source", "it is good")


@pytest.mark.parametrize(
    "text",
    [
        "// codemod-ignore invalid-cron: it is good\nbad();",
        "// codemod-ignore implicit-retries: it is good\nf();\nbad();",
        "f(); // codemod-ignore implicit-retries: it is good\nbad();",
        'const text = "// codemod-ignore-file implicit-retries: it is good";\nbad();',
        "// see codemod-ignore implicit-retries: it is good\nbad();",
        "// codemod-ignore: it is good\nbad();",
        "// codemod-ignoreimplicit-retries: it is good\nbad();",
    ],
)
def test_a_comment_suppresses_nothing_else(text: str) -> None:
    assert "JOB108" in codes(run(text))


def test_a_comment_in_jsx_speaks_about_the_element_below() -> None:
    text = (
        "const page = (\n  <div>\n    {/* codemod-ignore implicit-retries: it is good */}\n"
        "    <p\n      title={bad}\n    />\n  </div>\n);"
    )
    assert codes(run(text, "a.tsx")) == []


def test_without_a_reason_it_suppresses_and_is_a_finding() -> None:
    assert codes(run("bad(); // codemod-ignore implicit-retries")) == ["JOB901"]
    assert codes(run("bad(); // codemod-ignore implicit-retries:  ")) == ["JOB901"]


def test_a_comment_that_suppresses_nothing_is_a_finding() -> None:
    assert codes(run("f(); // codemod-ignore implicit-retries: it is good")) == ["JOB900"]
    assert codes(run("// codemod-ignore-file JOB108: it is good\nf();")) == ["JOB900"]


def test_of_several_rules_the_one_that_is_not_needed_is_a_finding() -> None:
    result = run("bad(); // codemod-ignore implicit-retries, invalid-retries: it is good")
    [found] = result.reported
    assert found.rule.code == "JOB900"
    assert found.line[found.start.column - 1 : found.end.column - 1] == "invalid-retries"


def test_of_a_rule_that_did_not_run_nothing_is_known() -> None:
    assert codes(run("f(); // codemod-ignore nested-step: it is good")) == []
    assert codes(run("f(); // codemod-ignore JOB1: it is good")) == []


def test_a_weaker_finding_needs_its_comment_also_when_it_is_not_shown() -> None:
    rule = word("bad", weaker=True)
    project = opened({"a.ts": "// inngest\nbad(); // codemod-ignore JOB108: it is good"})
    assert lint(project, options(rule)).reported == ()


def test_a_rule_that_there_is_not_is_told_the_nearest() -> None:
    [found] = run("f(); // codemod-ignore implicit-retrys: it is good").reported
    assert found.rule.code == "JOB900"
    assert found.finding.help == "did you mean implicit-retries?"


def test_a_comment_that_names_no_rule_is_a_finding() -> None:
    assert codes(run("f(); // codemod-ignore: it is good")) == ["JOB900"]
    assert codes(run("f(); // codemod-ignore")) == ["JOB900"]


def test_an_unused_comment_can_be_suppressed_itself() -> None:
    text = (
        "// codemod-ignore-file unused-suppression: they come and go\n"
        "f(); // codemod-ignore implicit-retries: it is good"
    )
    assert codes(run(text)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(); // codemod-ignore JOB108: x\ng();\n", "f();\ng();\n"),
        ("{\n  // codemod-ignore JOB108: x\n  g();\n}\n", "{\n  g();\n}\n"),
        ("{\r\n  // codemod-ignore JOB108: x\r\n  g();\r\n}\r\n", "{\r\n  g();\r\n}\r\n"),
        ("f(); // codemod-ignore JOB108: x\r\ng();\r\n", "f();\r\ng();\r\n"),
        ("/* codemod-ignore JOB108: x */ g();\n", "g();\n"),
        ("bad(); // codemod-ignore JOB108, JOB208: x\n", "bad(); // codemod-ignore JOB108: x\n"),
        ("bad(); // codemod-ignore JOB208, JOB108: x\n", "bad(); // codemod-ignore JOB108: x\n"),
        ("f(); // codemod-ignore JOB208, JOB108: x", "f();"),
        ("// codemod-ignore JOB108: x", ""),
        (
            "const a = <b>\n  {/* codemod-ignore JOB108: x */}\n  <c />\n</b>;\n",
            "const a = <b>\n  <c />\n</b>;\n",
        ),
    ],
)
def test_the_fix_removes_what_is_not_needed_and_nothing_else(before: str, after: str) -> None:
    project = opened({"a.tsx": f"// inngest\n{before}"})
    mended = mend(project, options(BAD, OTHER))
    assert mended.result.project.read("a.tsx").decode() == f"// inngest\n{after}"
    assert codes(mended.result) == []


def test_every_rule_can_be_named_in_a_comment() -> None:
    from codemods.rules._comments import suppressions
    from codemods.syntax.source import Source

    for rule in all_rules():
        text = f"f(); // codemod-ignore {rule.name}, {rule.code}: why"
        [found] = suppressions(Source("a.ts", text.encode()))
        assert [named.text for named in found.named] == [rule.name, rule.code]


def test_a_comment_where_an_event_is_declared_speaks_for_its_sends_and_is_needed() -> None:
    tree = {
        "events.ts": 'import { eventType } from "inngest";\n'
        "// codemod-ignore unheard-event: for an integration to come\n"
        'export const archived = eventType("report/archived");\n',
        "jobs.ts": 'import { Inngest } from "inngest";\n'
        'import { archived } from "./events";\n'
        'const inngest = new Inngest({ id: "a" });\n'
        'inngest.createFunction({ id: "b", triggers: [{ event: "c" }] }, async () => ({}));\n'
        "await inngest.send(archived.create({}));\n",
    }
    rules = tuple(each for each in all_rules() if each.code in ("JOB301", "JOB900"))
    result = lint(opened(tree), options(*rules, strict=True))
    assert codes(result) == []
    assert [each.reason for each in result.suppressed] == ["for an integration to come"]
