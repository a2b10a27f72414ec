"""Findings as a person reads them: where and what, the code, how to mend it, the fix as a diff."""

from __future__ import annotations

from codemods.lint.model import Reported, Result
from codemods.report.findings.concise import place
from codemods.report.findings.excerpt import excerpt
from codemods.report.findings.severities import STYLES
from codemods.report.terminal import PLAIN, Palette, escape

_INDENT = "  "


def render(result: Result, palette: Palette = PLAIN) -> str:
    """All findings, with an empty line after each.

    Every one says, in this order: its place, rule and job; what is wrong; the lines of code; what
    other places it follows from; how to mend it; and what `--fix` or `--unsafe-fixes` would change,
    where one of them would.
    """
    return "".join(_finding(result, each, palette) + "\n" for each in result.reported)


def _finding(result: Result, reported: Reported, palette: Palette) -> str:
    finding, rule, style = reported.finding, reported.rule, STYLES[reported.severity]
    head = f"{palette(f'{reported.severity} {rule.code}', style, 'bold')} {rule.name}"
    job = f" in {palette(escape(finding.job), 'bold')}" if finding.job else ""
    code = excerpt(result.project.text(reported.path), reported, palette, style)
    return (
        f"{place(reported, palette)}: {head}{job}\n"
        f"{_INDENT}{escape(finding.message)}\n"
        f"{_indented(code, _INDENT * 2)}"
        f"{_causes(result, reported, palette)}"
        f"{_INDENT}{palette('help:', 'cyan')} {escape(finding.help)}\n"
        f"{_fix(result, reported, palette)}"
    )


def _causes(result: Result, reported: Reported, palette: Palette) -> str:
    places = []
    for cause in reported.finding.causes:
        at = result.project.text(cause.path).position(cause.start)
        places.append(f"{escape(cause.path)}:{at.line}:{at.column}")
    shown = ", ".join(dict.fromkeys(places))
    return f"{_INDENT}{palette('see:', 'cyan')} {shown}\n" if shown else ""


def _fix(result: Result, reported: Reported, palette: Palette) -> str:
    fix = reported.finding.fix
    changes = result.preview(reported)
    if fix is None or changes is None:
        return ""
    option = "--fix" if fix.applicability == "safe" else "--unsafe-fixes"
    head = f"{_INDENT}{palette(f'{option}:', 'green')} {escape(fix.title)}\n"
    from codemods.report import diff

    patch = changes.diff()
    if [(change.path, change.kind) for change in changes.changes] == [(reported.path, "edit")]:
        patch = patch[patch.index(b"\n@@ ") + 1 :]  # the file has been named
    return head + _indented(diff.render(patch, palette), _INDENT * 2)


def _indented(text: str, indent: str) -> str:
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in text.split("\n")[:-1])
