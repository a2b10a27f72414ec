"""What is said beside the findings, on the other stream: the count, notes, stale entries."""

from __future__ import annotations

from codemods.lint.model import Result
from codemods.report.findings.severities import count, in_words
from codemods.report.terminal import PLAIN, Palette, escape


def render(result: Result, palette: Palette = PLAIN) -> str:
    r"""Notes, then stale entries of the baseline, then one line that counts; lines end in `\n`."""
    note = palette("note:", "yellow")
    lines = [f"{note} {escape(each)}" for each in result.notes]
    lines += [
        f"{note} {escape(f'stale in the baseline: {entry.rule} in {entry.path}: {entry.message}')}"
        for entry in result.stale
    ]
    lines.append(_count(result, palette))
    return "".join(f"{line}\n" for line in lines)


def _count(result: Result, palette: Palette) -> str:
    files = count(len(result.files_checked), "file", "files")
    held = ", ".join(
        f"{number} {how}"
        for number, how in (
            (_held(result, "in source"), "suppressed by comments"),
            (_held(result, "baseline"), "in the baseline"),
        )
        if number
    )
    aside = f" ({held})" if held else ""
    if not result.reported:
        return f"{palette('no findings', 'green')} in {files}{aside}"
    number = palette(count(len(result.reported), "finding", "findings"), "bold")
    return f"{number} in {files}: {in_words(result.reported)}{aside}{_mendable(result)}"


def _held(result: Result, how: str) -> int:
    return sum(each.suppressed == how for each in result.suppressed)


def _mendable(result: Result) -> str:
    fixes = [each.finding.fix for each in result.reported if each.finding.fix]
    safe = sum(fix.applicability == "safe" for fix in fixes)
    unsafe = len(fixes) - safe
    if safe and unsafe:
        return f"; --fix mends {safe}, --unsafe-fixes {unsafe} more"
    if safe:
        return f"; --fix mends {safe}"
    return f"; --unsafe-fixes mends {unsafe}" if unsafe else ""
