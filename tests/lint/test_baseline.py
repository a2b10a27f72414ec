import json

import pytest
from lint_helpers import opened, options, word

from codemods.errors import CodemodError
from codemods.lint.baseline import Baseline, read, written
from codemods.lint.engine import lint
from codemods.lint.model import Result

BAD = word("bad")


def run(text: str, baseline: Baseline | None = None, **more: object) -> Result:
    return lint(opened({"a.ts": text}), options(BAD, baseline=baseline, **more))


def of(text: str) -> Baseline:
    return read(written(run(text).reported), "baseline.json")


def test_what_was_there_is_not_reported() -> None:
    result = run("f(bad);", of("f(bad);"))
    assert result.reported == ()
    assert [each.suppressed for each in result.suppressed] == ["baseline"]


def test_what_is_new_is_reported() -> None:
    [found] = run("f(bad);\ng(bad);\nx(bad.a)", of("f(bad);\ng(bad);")).reported
    assert found.start.line == 3


@pytest.mark.parametrize(
    "after",
    [
        "// a line\n" * 10 + "f(bad, 1);\ng(bad.a);",
        "g(bad.a);\nf(bad, 1);",
        "f(\n  bad, // why\n  1,\n);\n\n\ng( bad.a );",
    ],
    ids=["moved down", "changed places", "laid out anew"],
)
def test_a_finding_stays_known_when_the_code_around_it_changes(after: str) -> None:
    result = run(after, of("f(bad, 1);\ng(bad.a);"))
    assert result.reported == ()
    assert result.stale == ()


def test_what_is_mended_is_a_stale_entry() -> None:
    result = run("f(bad);", of("f(bad);\ng(bad);"))
    assert [(entry.path, entry.rule, entry.message) for entry in result.stale] == [
        ("a.ts", "JOB108", "bad is wrong")
    ]


def test_of_files_and_rules_that_were_not_looked_at_nothing_is_stale() -> None:
    baseline = of("f(bad);")
    assert run("f();", baseline, files=frozenset({"b.ts"})).stale == ()
    only = options(word("x", code="JOB208", name="invalid-retries"), baseline=baseline)
    assert lint(opened({"a.ts": "f();"}), only).stale == ()


def test_what_is_about_the_tool_itself_is_never_in_a_baseline() -> None:
    result = run("// inngest\nf(); // codemod-ignore JOB108: why")
    assert [each.rule.code for each in result.reported] == ["JOB900"]
    assert json.loads(written(result.reported))["findings"] == []


def test_the_file_is_sorted_and_written_the_same_twice() -> None:
    text = "f(bad);\ng(bad.a);\nbad();"
    once = written(run(text).reported)
    assert written(reversed(run(text).reported), read(once, "x").entries) == once
    findings = json.loads(once)["findings"]
    assert findings == sorted(findings, key=lambda each: each["fingerprint"])
    assert once.endswith(b"\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"version": 2, "findings": []}',
        b'{"version": 1, "findings": {}}',
        b'{"version": 1, "findings": [1]}',
        b'{"version": 1, "findings": [{"rule": "JOB108"}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_baseline_is_told_so(data: bytes) -> None:
    with pytest.raises(CodemodError) as caught:
        read(data, "baseline.json")
    assert caught.value.where == "baseline.json"
    assert caught.value.mend
