"""Workflow commands, which GitHub Actions shows as annotations, and the summary of a step.

GitHub renders ten annotations of a step and drops the rest without a word (workflow commands
reference, "Limitations"), so the most serious ten are given and the others counted.
"""

from __future__ import annotations

from codemods.lint.model import Reported, Result
from codemods.report.findings.severities import by_severity, count, in_words
from codemods.report.terminal import escape

_MOST = 10
_MOST_ROWS = 1000  # a step's summary is refused beyond 1 MiB

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(result: Result) -> str:
    r"""At most ten commands, the most serious first, then how many are left; lines end in `\n`."""
    ordered = by_severity(result.reported)
    lines = [_command(each) for each in ordered[:_MOST]]
    if left := ordered[_MOST:]:
        lines.append(
            f"{count(len(left), 'more finding', 'more findings')} ({in_words(left)}): GitHub shows "
            f"{_MOST} annotations of a step; the step's summary has all, --format sarif shows all"
        )
    return "".join(f"{line}\n" for line in lines)


def step_summary(result: Result) -> str:
    """Markdown for the file that $GITHUB_STEP_SUMMARY names: a table of all findings."""
    ordered = by_severity(result.reported)
    if not ordered:
        return "### lint-jobs\n\nNo findings.\n"
    total = count(len(ordered), "finding", "findings")
    lines = [
        "### lint-jobs",
        "",
        f"{total}: {in_words(ordered)}",
        "",
        "| where | rule | what | how to mend it |",
        "|---|---|---|---|",
        *(_row(each) for each in ordered[:_MOST_ROWS]),
    ]
    if len(ordered) > _MOST_ROWS:
        lines += ["", f"The first {_MOST_ROWS} are listed."]
    return "\n".join(lines) + "\n"


def _command(reported: Reported) -> str:
    start, end = reported.start, reported.end
    properties = {"file": reported.path, "line": start.line, "endLine": end.line}
    if start.line == end.line:  # columns of two lines are not comparable, and GitHub refuses them
        properties |= {"col": start.column, "endColumn": end.column}
    properties["title"] = f"{reported.rule.code} {reported.rule.name}"
    named = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    # Two lines: escaped each by itself, so that only the break between them is one.
    text = "\n".join(escape(part) for part in (reported.finding.message, reported.finding.help))
    return f"::{_COMMANDS[reported.severity]} {named}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(escape(text)).replace(":", "%3A").replace(",", "%2C")


def _row(reported: Reported) -> str:
    where = f"{reported.path}:{reported.start.line}:{reported.start.column}"
    rule = f"{reported.rule.code} {reported.rule.name}"
    cells = (where, rule, reported.finding.message, reported.finding.help)
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


# What Markdown or HTML would take for its own, in a cell of a table.
_MARKUP = {ord(character): f"\\{character}" for character in "\\`*_[]|~#"} | {
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord("&"): "&amp;",
    ord("@"): "&#64;",
}


def _cell(text: str) -> str:
    return escape(text).translate(_MARKUP)
