"""The rules of `lint-jobs` as a person or a program reads them.

The JSON document::

    {
      "version": 1,
      "rules": [{
        "code": "JOB107", "name": "unregistered-job",
        "severity": "error" | "warning" | "info",
        "strict": false,                    whether it is shown under --strict only
        "fix": "safe" | "unsafe" | null,
        "page": "…"                         Markdown
      }]
    }
"""

from __future__ import annotations

from collections.abc import Sequence

from codemods.lint.pages import markdown, read_page
from codemods.report.findings.severities import STYLES
from codemods.report.terminal import PLAIN, Palette
from codemods.rules.rule import Rule

VERSION = 1


def listed(rules: Sequence[Rule], palette: Palette = PLAIN) -> str:
    r"""A line for each rule: code, name, severity, and what else is to be known; ends in `\n`."""
    width = max((len(rule.name) for rule in rules), default=0)
    lines = []
    for rule in rules:
        facts = [f"{rule.fix} fix"] if rule.fix else []
        facts += ["--strict"] if rule.strict else []
        severity = palette(f"{rule.severity:<7}", STYLES[rule.severity])
        more = f"  {palette(', '.join(facts), 'dim')}" if facts else ""
        line = f"{palette(rule.code, 'bold')}  {rule.name:<{width}}  {severity}{more}"
        lines.append(f"{line.rstrip()}\n")
    return "".join(lines)


def page(rule: Rule, palette: Palette = PLAIN) -> str:
    r"""The rule's page, its headings marked; ends in `\n`."""
    fenced = False
    lines = []
    for line in markdown(read_page(rule)).split("\n")[:-1]:
        if line.startswith("```"):
            fenced = not fenced
            continue
        if fenced:
            lines.append(f"    {palette(line, 'cyan')}".rstrip())
        elif line.startswith("#"):
            lines.append(palette(line.lstrip("# "), "bold"))
        else:
            lines.append(line)
    return "".join(f"{line}\n" for line in lines)


def as_json(rules: Sequence[Rule]) -> str:
    r"""The document, ending in `\n`; ASCII with `\u` escapes."""
    import json

    return (
        json.dumps(
            {
                "version": VERSION,
                "rules": [
                    {
                        "code": rule.code,
                        "name": rule.name,
                        "severity": rule.severity,
                        "strict": rule.strict,
                        "fix": rule.fix,
                        "page": markdown(read_page(rule)),
                    }
                    for rule in rules
                ],
            }
        )
        + "\n"
    )
