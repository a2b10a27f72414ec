import json

import pytest

from codemods.cli.main import main
from codemods.lint.pages import read_page
from codemods.lint.rules import all_rules

Captured = pytest.CaptureFixture[str]


def test_without_a_name_every_rule_is_listed(capsys: Captured) -> None:
    assert main(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in all_rules()]


@pytest.mark.parametrize("name", ["JOB108", "implicit-retries"])
def test_a_rule_is_explained_by_its_page(name: str, capsys: Captured) -> None:
    assert main(["rule", name]) == 0
    out = capsys.readouterr().out
    assert out.startswith("implicit-retries (JOB108)\n")
    assert "What it does\n" in out
    assert "Use instead\n" in out
    assert "```" not in out


def test_a_prefix_lists_its_rules(capsys: Captured) -> None:
    assert main(["rule", "JOB9"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "JOB900",
        "JOB901",
        "JOB902",
    ]


def test_as_json_a_rule_has_its_page(capsys: Captured) -> None:
    assert main(["rule", "JOB108", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)["rules"]
    assert found["name"] == "implicit-retries"
    assert found["fix"] == "unsafe"
    assert "## Example" in found["page"]


def test_an_unknown_rule_is_told_the_nearest(capsys: Captured) -> None:
    assert main(["rule", "implicit-retry"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "did you mean implicit-retries?" in shown.err


def test_every_rule_has_a_page() -> None:
    assert all(read_page(rule).sections for rule in all_rules())
