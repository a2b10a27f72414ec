"""The whole run as one JSON document on one line.

::

    {
      "version": 1,
      "findings": [{…}],                  as `document.py` says
      "suppressed": [{…}],                what a comment or the baseline holds back
      "stale": [{"rule": "…", "path": "…", "message": "…", "fingerprint": "…"}],
                                          entries of the baseline that nothing answers to any more
      "notes": ["…"],
      "files_checked": ["…"],
      "rules": ["JOB101", …],             those that ran
      "counts": {"error": 1, "warning": 2, "info": 0}
    }

All text is ASCII with `\\u` escapes, so that a terminal shows it as it is.
"""

from __future__ import annotations

import json

from codemods.lint.model import Result
from codemods.report.findings.document import describe
from codemods.report.findings.severities import counted

VERSION = 1


def render(result: Result) -> str:
    r"""The document, ending in `\n`."""
    document = {
        "version": VERSION,
        "findings": [describe(result, each) for each in result.reported],
        "suppressed": [describe(result, each) for each in result.suppressed],
        "stale": [
            {
                "rule": entry.rule,
                "path": entry.path,
                "message": entry.message,
                "fingerprint": entry.fingerprint,
            }
            for entry in result.stale
        ],
        "notes": list(result.notes),
        "files_checked": list(result.files_checked),
        "rules": [rule.code for rule in result.rules_run],
        "counts": counted(result.reported),
    }
    return json.dumps(document) + "\n"
