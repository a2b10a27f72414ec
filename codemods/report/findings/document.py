"""A finding as JSON: the same object in `json` and on each line of `jsonl`.

::

    {
      "code": "JOB108", "name": "implicit-retries",
      "severity": "error" | "warning" | "info",
      "path": "src/jobs/report.ts",              relative to the root, with `/`
      "line": 4, "column": 3,                    from 1; columns in code points
      "end_line": 4, "end_column": 9,            just past the last character
      "message": "…", "help": "…",
      "job": "generate-report" | null,
      "causes": [{"path": "…", "line": 7, "column": 14}],   other places that it follows from
      "strict": false,                           a weaker inference, shown under --strict only
      "fingerprint": "…",                        stays when lines above come or go
      "suppressed": null | {"by": "in source" | "baseline", "reason": "…" | null},
      "fix": null | {"title": "…", "applicability": "safe" | "unsafe",
                     "diff": "…"}                as `git apply` takes it
    }
"""

from __future__ import annotations

from codemods.inngest.model import Span
from codemods.lint.model import Reported, Result


def describe(result: Result, reported: Reported) -> dict[str, object]:
    """The object of one finding."""
    finding = reported.finding
    return {
        "code": reported.rule.code,
        "name": reported.rule.name,
        "severity": reported.severity,
        "path": reported.path,
        "line": reported.start.line,
        "column": reported.start.column,
        "end_line": reported.end.line,
        "end_column": reported.end.column,
        "message": finding.message,
        "help": finding.help,
        "job": finding.job,
        "causes": [_place(result, cause) for cause in finding.causes],
        "strict": finding.strict,
        "fingerprint": reported.fingerprint,
        "suppressed": {"by": reported.suppressed, "reason": reported.reason}
        if reported.suppressed
        else None,
        "fix": _fix(result, reported),
    }


def _place(result: Result, span: Span) -> dict[str, object]:
    at = result.project.text(span.path).position(span.start)
    return {"path": span.path, "line": at.line, "column": at.column}


def _fix(result: Result, reported: Reported) -> dict[str, object] | None:
    fix, changes = reported.finding.fix, result.preview(reported)
    if fix is None or changes is None:
        return None
    return {
        "title": fix.title,
        "applicability": fix.applicability,
        "diff": changes.diff().decode("utf-8", "backslashreplace"),
    }
