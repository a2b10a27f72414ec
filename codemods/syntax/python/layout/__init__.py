"""How generated Python is laid out: as Ruff and Black format it, without running either.

The text of a template has each statement on one line. A line that is too long, or that a trailing
comma keeps open, is printed anew from its LibCST tree; every other stays as it is. The rules are
those of Ruff's formatter (crates/ruff_python_formatter) for what job modules are made of: calls,
attribute chains, displays, comprehensions, comparisons, conditions and signatures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codemods.syntax.python.style import PythonStyle

__all__ = ["lay_out", "lay_out_statement"]

_OPEN = re.compile(r",\s*[)\]}]")
_CONTINUES = ("except ", "except:", "elif ", "else:", "finally:")
_STANDARD_INDENT = 4  # Ruff's and Black's, and what a tab counts for


def lay_out(text: str, style: PythonStyle, path: str) -> bytes:
    """`text`, a whole module with ``\\n`` line ends and four spaces a level, under `style`.

    path: names the file in messages

    Raises CodemodError where the text does not parse.
    """
    from codemods.syntax.python.layout.strings import requoted

    text = _with_blank_lines(requoted(text, style.quote, path))
    lines = [_line(line, style) for line in text.split("\n")]
    text = _indented("\n".join(lines), style.indent)
    data = text.replace("\n", style.newline).encode()
    return b"\xef\xbb\xbf" + data if style.bom else data


def lay_out_statement(text: str, margin: str, style: PythonStyle) -> str | None:
    """A statement of one line, without its margin, as it stands behind that margin in a file.

    None where the text is no statement by itself, or one that is not printed anew.
    """
    from codemods.syntax.python.layout.statements import printed

    width = style.line_length - len(margin.expandtabs(_STANDARD_INDENT))
    again = printed(text, width, style.magic_commas)
    if again is None:
        return None
    first, *rest = _indented(again, style.indent).split("\n")
    return style.newline.join([first, *(margin + each for each in rest)])


def _line(line: str, style: PythonStyle) -> str:
    from codemods.syntax.python.layout.statements import printed
    from codemods.syntax.width import text_width

    stripped = line.lstrip(" ")
    if not stripped or stripped.startswith("#"):
        return line
    if text_width(line) <= style.line_length and not _OPEN.search(line):
        return line
    again = printed(stripped, style.line_length - (len(line) - len(stripped)), style.magic_commas)
    if again is None:  # not a statement by itself, such as a line of a docstring
        return line
    margin = line[: len(line) - len(stripped)]
    return "\n".join(margin + each if each else each for each in again.split("\n"))


def _with_blank_lines(text: str) -> str:
    """Two blank lines at most at the top level, one elsewhere, none where a block begins or ends.

    Before a definition at the top level, with its comments and decorators, there are two.
    """
    out: list[str] = []
    blank = 0
    for line in map(str.rstrip, text.rstrip().split("\n")):
        if not line:
            blank += 1
            continue
        if out:
            out += [""] * _blank_lines(out[-1], line, blank)
        out.append(line)
        blank = 0
    return "\n".join(out) + "\n"


def _blank_lines(before: str, line: str, given: int) -> int:
    top = not line.startswith(" ")
    opens = before.endswith((":", "(", "[", "{")) and not before.lstrip().startswith("#")
    if opens or before.lstrip().startswith("@") or line.lstrip().startswith(_CONTINUES):
        return 0
    if top and line.startswith(("def ", "async def ", "class ", "@")):
        return 0 if before.startswith("#") and not given else 2
    if top and before.startswith(" "):  # after a definition
        return 2
    return min(given, 2 if top else 1)


def _indented(text: str, indent: str) -> str:
    if indent == " " * _STANDARD_INDENT:
        return text
    levels = re.compile(rf"(?m)^(?: {{{_STANDARD_INDENT}}})+")
    return levels.sub(lambda match: indent * (len(match[0]) // _STANDARD_INDENT), text)
