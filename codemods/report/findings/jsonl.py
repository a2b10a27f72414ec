"""One JSON object a line and finding, as `document.py` says; what is suppressed is left out."""

from __future__ import annotations

import json

from codemods.lint.model import Result
from codemods.report.findings.document import describe


def render(result: Result) -> str:
    r"""The lines, each ending in `\n`; ASCII with `\u` escapes."""
    return "".join(json.dumps(describe(result, each)) + "\n" for each in result.reported)
