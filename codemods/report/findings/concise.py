"""One line a finding, `path:line:column: CODE message`: what editors and `grep` understand."""

from __future__ import annotations

from codemods.lint.model import Reported, Result
from codemods.report.findings.severities import STYLES
from codemods.report.terminal import PLAIN, Palette, escape


def render(result: Result, palette: Palette = PLAIN) -> str:
    r"""The lines, each ending in `\n`; columns count code points from 1."""
    return "".join(f"{line(each, palette)}\n" for each in result.reported)


def line(reported: Reported, palette: Palette = PLAIN) -> str:
    """The line of one finding."""
    code = palette(reported.rule.code, STYLES[reported.severity])
    return f"{place(reported, palette)}: {code} {escape(reported.finding.message)}"


def place(reported: Reported, palette: Palette = PLAIN) -> str:
    """``path:line:column``, on one line whatever the path is."""
    path = palette(escape(reported.path), "bold")
    return f"{path}:{reported.start.line}:{reported.start.column}"
