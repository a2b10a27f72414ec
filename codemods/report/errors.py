"""A `CodemodError` as a person reads it."""

from __future__ import annotations

from codemods.errors import CodemodError
from codemods.report.terminal import PLAIN, Palette, escape, wrap


def render(error: CodemodError, palette: Palette = PLAIN, width: int | None = None) -> str:
    r"""`error: where: what`, then how to mend it, then the lines to add by hand; ends in `\n`.

    What is quoted from the project or from the command line is escaped. width: columns to break
    lines at, other than those to add, if at all
    """
    where = escape(error.where) if error.where else ""
    text = _broken(f"error: {where}: {error.what}" if where else f"error: {error.what}", width)
    head, rest = text[: len("error:")], text[len("error:") :]
    if where:
        rest = rest.replace(where, palette(where, "bold"), 1)
    lines = [palette(head, "red", "bold") + rest]
    if error.mend:
        lines.append(f"  {_broken(error.mend, width)}")
    if error.add:
        lines.append("")
        lines += (
            f"    {palette(line, 'cyan')}".rstrip()
            for line in escape(error.add.replace("\r\n", "\n"), lines=True).rstrip("\n").split("\n")
        )
    return "\n".join(lines) + "\n"


def _broken(text: str, width: int | None) -> str:
    """The text escaped, and its lines after the first indented."""
    return escape(text) if width is None else "\n  ".join(wrap(escape(text), width - 2))
