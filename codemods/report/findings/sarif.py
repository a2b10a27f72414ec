"""SARIF 2.1.0 (OASIS), which GitHub's code scanning and most viewers of findings read.

Columns are UTF-16 units, and the log says so. A finding that is suppressed stays in it, with how
and why. Only safe fixes are in it, for a viewer may apply one without asking.
"""

from __future__ import annotations

import json
from urllib.parse import quote

from codemods import __version__
from codemods.inngest.model import Span
from codemods.lint.model import Reported, Result
from codemods.lint.pages import markdown, read_page
from codemods.report.terminal import escape
from codemods.rules.rule import Rule
from codemods.syntax.columns import utf16_position
from codemods.syntax.text import Text
from codemods.workspace.writing.changes import Change

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "codemodFinding/v1"

_ROOT = "%SRCROOT%"  # the name by convention for the top of the repository
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}  # GitHub's words

Json = dict[str, object]


def render(result: Result) -> str:
    r"""The log, with one run, ending in `\n`; ASCII with `\u` escapes."""
    indices = {rule.code: index for index, rule in enumerate(result.rules_run)}
    shown = sorted(
        (*result.reported, *result.suppressed),
        key=lambda each: (each.path, each.span.start, each.span.end, each.rule.code),
    )
    run = {
        "tool": {
            "driver": {
                "name": "inngest-codemods",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in result.rules_run],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": _text(note)}} for note in result.notes
                ],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the root of the project"}}},
        "columnKind": "utf16CodeUnits",
        "results": [_result(result, each, indices[each.rule.code]) for each in shown],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> Json:
    page = read_page(rule)
    text = markdown(page)
    # GitHub refuses a rule that lacks one of these.
    what = page.sections.get("What it does") or rule.name
    why = page.sections.get("Why is this bad?") or what
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _paragraph(what)},
        "fullDescription": {"text": _paragraph(why)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["inngest"], "problem.severity": _PROBLEMS[rule.severity]},
    }


def _paragraph(text: str) -> str:
    """The first one, on one line."""
    return " ".join(text.split("\n\n", 1)[0].split())


def _result(result: Result, reported: Reported, index: int) -> Json:
    finding = reported.finding
    location = _location(result, reported.span)
    if finding.job is not None:
        location["logicalLocations"] = [{"name": escape(finding.job), "kind": "function"}]
    content: Json = {
        "ruleId": reported.rule.code,
        "ruleIndex": index,
        "level": _LEVELS[reported.severity],
        "message": {"text": f"{_text(finding.message)}\n{_text(finding.help)}"},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: reported.fingerprint},
        "suppressions": _suppressions(reported),
    }
    if finding.causes:
        content["relatedLocations"] = [_location(result, cause) for cause in finding.causes]
    if fix := _fix(result, reported):
        content["fixes"] = [fix]
    return content


def _suppressions(reported: Reported) -> list[Json]:
    match reported.suppressed:
        case None:
            return []
        case "in source":
            reason = {"justification": escape(reported.reason)} if reported.reason else {}
            return [{"kind": "inSource", **reason}]
        case "baseline":
            return [{"kind": "external", "justification": "in the baseline"}]


def _fix(result: Result, reported: Reported) -> Json | None:
    fix = reported.finding.fix
    if fix is None or fix.applicability != "safe":
        return None
    planned = result.preview(reported)
    changes = planned.changes if planned is not None else ()
    if not changes or any(change.kind != "edit" for change in changes):
        return None  # SARIF has no word for a file that is made or removed
    return {
        "description": {"text": _text(fix.title)},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(change.path),
                "replacements": [_replacement(change)],
            }
            for change in changes
        ],
    }


def _replacement(change: Change) -> Json:
    """What lies between the beginning and the end that the file keeps."""
    before, after = change.before or b"", change.after or b""
    old, new = before.decode("utf-8"), after.decode("utf-8")
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    source = Text(change.path, before)
    return {
        "deletedRegion": _region(
            source,
            len(old[:start].encode()),
            len(old[: len(old) - end].encode()),
        ),
        "insertedContent": {"text": new[start : len(new) - end]},
    }


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def _location(result: Result, span: Span) -> Json:
    region = _region(result.project.text(span.path), span.start, span.end)
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": region}}


def _region(source: Text, start: int, end: int) -> Json:
    first, last = utf16_position(source, start), utf16_position(source, end)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }


def _artifact(path: str) -> Json:
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _text(text: str) -> str:
    """Text in which nothing is a link: `[text](target)` is one in a message of SARIF (3.11.6)."""
    shown = escape(text)
    if "](" not in shown:
        return shown
    return shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
