"""Every format against `fixtures/reports`; `UPDATE_GOLDEN=1` writes them anew, to be read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from codemods.inngest.project import Project
from codemods.lint.model import Result
from codemods.report.findings import (
    as_json,
    concise,
    full,
    github,
    jsonl,
    junit,
    sarif,
    statistics,
    summary,
)
from codemods.report.terminal import Palette
from report.sample_findings import GOLDEN, JOB, ODD, nothing, repeated, sample

FORMATS: dict[str, Callable[[Result], str]] = {
    "full.txt": full.render,
    "full-coloured.txt": lambda result: full.render(result, Palette(on=True)),
    "concise.txt": concise.render,
    "statistics.txt": statistics.render,
    "summary.txt": summary.render,
    "findings.json": as_json.render,
    "findings.jsonl": jsonl.render,
    "github.txt": github.render,
    "step-summary.md": github.step_summary,
    "findings.sarif": lambda result: _without_pages(sarif.render(result)),
    "junit.xml": junit.render,
}


def _without_pages(log: str) -> str:
    """The log without what is in it from the rules' own pages, and without our version."""
    document = json.loads(log)
    driver = document["runs"][0]["tool"]["driver"]
    for rule in driver["rules"]:
        del rule["help"], rule["shortDescription"], rule["fullDescription"]
    del driver["version"], driver["semanticVersion"]
    return json.dumps(document, indent=2) + "\n"


@pytest.fixture
def run(project: Callable[..., Project]) -> Result:
    return sample(project)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_its_golden_text(name: str, run: Result) -> None:
    shown = FORMATS[name](run)
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(shown.encode())
    assert shown == golden.read_bytes().decode()


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_lets_the_project_steer_a_terminal(name: str, run: Result) -> None:
    shown = FORMATS[name](run)
    ours = re.sub(r"\x1b\[[0-9;]*m", "", shown) if name == "full-coloured.txt" else shown
    assert "\x1b" not in ours
    assert "\u202e" not in ours
    assert shown.endswith("\n")


def test_a_run_without_findings_is_a_whole_document_in_every_format(
    project: Callable[..., Project],
) -> None:
    run = nothing(project)
    assert (full.render(run), concise.render(run), jsonl.render(run)) == ("", "", "")
    assert (statistics.render(run), github.render(run)) == ("", "")
    assert github.step_summary(run) == "### lint-jobs\n\nNo findings.\n"
    assert summary.render(run) == "no findings in 2 files\n"
    assert json.loads(as_json.render(run))["findings"] == []
    assert json.loads(sarif.render(run))["runs"][0]["results"] == []
    suites = ElementTree.fromstring(junit.render(run))
    assert (suites.get("tests"), suites.get("failures")) == ("2", "0")


def test_a_line_of_json_is_the_object_of_the_document(run: Result) -> None:
    lines = [json.loads(line) for line in jsonl.render(run).splitlines()]
    assert lines == json.loads(as_json.render(run))["findings"]


def test_json_is_ascii_on_one_line(run: Result) -> None:
    shown = as_json.render(run)
    assert shown.isascii()
    assert shown.count("\n") == 1


def test_github_gets_the_ten_most_serious_and_the_number_of_the_others(run: Result) -> None:
    shown = github.render(repeated(run, 12, 2, 3, 4)).splitlines()
    assert len(shown) == 11
    assert [line.split(" ")[0] for line in shown[:10]] == ["::error"] * 9 + ["::notice"]
    assert shown[10].startswith("11 more findings (11 infos): ")


def test_github_cannot_be_given_a_command_by_the_project(run: Result) -> None:
    odd = next(line for line in github.render(run).splitlines() if line.startswith("::notice"))
    properties, _, message = odd.removeprefix("::notice ").partition("::")
    assert properties.startswith("file=src/jobs/a%2Cb%3A 100%25/<é>.ts,line=1,")
    assert message.startswith("50%25 of ::error ")
    assert github.render(run).count("\n") == len(run.reported)


def test_a_step_summary_of_thousands_stays_below_what_github_takes(run: Result) -> None:
    text = github.step_summary(repeated(run, 2000, 2000, 2000, 2000))
    assert text.count("\n| ") == 1 + 1000
    assert text.endswith("The first 1000 are listed.\n")
    assert len(text.encode()) < 1024 * 1024


def test_sarif_columns_count_utf16_units_where_text_columns_count_code_points(run: Result) -> None:
    # /* é😀 */ : the emoji is two units
    assert f"{ODD}:1:10: " in concise.render(run)
    results = json.loads(sarif.render(run))["runs"][0]["results"]
    odd = next(each for each in results if each["ruleId"] == "JOB201" and each["level"] == "note")
    region = odd["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (1, 11, 36)


def test_sarif_names_files_by_uris(run: Result) -> None:
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(sarif.render(run))["runs"][0]["results"]
    }
    assert uris == {JOB, "src/jobs/a%2Cb%3A%20100%25/%3C%C3%A9%3E.ts"}


def test_sarif_says_how_a_finding_is_suppressed(run: Result) -> None:
    results = json.loads(sarif.render(run))["runs"][0]["results"]
    assert sorted(json.dumps(each["suppressions"]) for each in results) == [
        "[]",
        "[]",
        "[]",
        "[]",
        '[{"kind": "external", "justification": "in the baseline"}]',
        '[{"kind": "inSource", "justification": "agreed [here](x)"}]',
    ]


def test_sarif_offers_safe_fixes_alone_and_they_give_what_the_fix_gives(run: Result) -> None:
    results = json.loads(sarif.render(run))["runs"][0]["results"]
    (mended,) = [each for each in results if "fixes" in each]
    (change,) = mended["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    text = run.project.source(JOB).data.decode().split("\n")[region["startLine"] - 1]
    start, end = region["startColumn"] - 1, region["endColumn"] - 1
    mended_line = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert mended_line == text.replace("30", "20")


def test_sarif_has_the_page_of_every_rule_that_ran(run: Result) -> None:
    rules = json.loads(sarif.render(run))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in run.rules_run]
    for rule in rules:
        assert "## Why is this bad?" in rule["help"]["markdown"]
        assert "\n" not in rule["shortDescription"]["text"]


def test_junit_has_a_failure_for_each_finding_and_a_pass_for_each_clean_file(run: Result) -> None:
    suites = ElementTree.fromstring(junit.render(run))
    assert (suites.get("tests"), suites.get("failures")) == ("5", "4")
    assert {suite.get("name"): suite.get("failures") for suite in suites} == {
        "src/app/api/inngest/route.ts": "0",
        ODD: "1",
        JOB: "3",
    }


def test_junit_stays_xml_whatever_a_message_holds(run: Result) -> None:
    (odd, *_) = run.reported
    message = "".join(chr(code) for code in (*range(32), 0x7F, 0xFFFE, 0xFFFF)) + "]]>"
    worst = replace(odd, finding=replace(odd.finding, message=message))
    ElementTree.fromstring(junit.render(replace(run, reported=(worst,))))


def test_statistics_count_the_most_frequent_rule_first(run: Result) -> None:
    shown = statistics.render(repeated(run, 2, 11, 2, 1)).splitlines()
    assert [line.split()[:2] for line in shown] == [
        ["11", "JOB107"],
        ["2", "JOB201"],
        ["2", "JOB208"],
        ["1", "JOB202"],
    ]
