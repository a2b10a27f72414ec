"""A `CodemodError` as a person reads it."""

from __future__ import annotations

from codemods.errors import CodemodError
from codemods.report.terminal import PLAIN, Palette, escape


def render(error: CodemodError, palette: Palette = PLAIN) -> str:
    r"""`error: where: what`, then how to mend it, then the lines to add by hand; ends in `\n`.

    What is quoted from the project or from the command line is escaped.
    """
    where = f"{palette(escape(error.where), 'bold')}: " if error.where else ""
    lines = [f"{palette('error:', 'red', 'bold')} {where}{escape(error.what)}"]
    if error.mend:
        lines.append(f"  {escape(error.mend)}")
    if error.add:
        lines.append("")
        lines += (
            f"    {palette(line, 'cyan')}".rstrip()
            for line in escape(error.add.replace("\r\n", "\n"), lines=True).rstrip("\n").split("\n")
        )
    return "\n".join(lines) + "\n"
