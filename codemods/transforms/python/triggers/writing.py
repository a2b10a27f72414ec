"""Lines of Python as the project writes them."""

from __future__ import annotations

from msgspec import Struct

from codemods.syntax.edits import Edit
from codemods.syntax.python.layout.statements import printed
from codemods.syntax.python.style import PythonStyle
from codemods.transforms.python.triggers.loggers import Logger

_TAB = 4  # columns that Ruff and Black count for one


class Needs(Struct, frozen=True):
    """What has to stand at the top of a module.

    imports: (module, name or None for the module itself), to be added where they are not there
    logger:  the logger that has yet to be made, or None
    """

    imports: tuple[tuple[str, str | None], ...] = ()
    logger: Logger | None = None


class Written(Struct, frozen=True):
    """Edits of one module, all below its imports, and what they need at its top."""

    edits: tuple[Edit, ...]
    needs: Needs


def laid_out(text: str, style: PythonStyle, margin: str) -> list[str]:
    """The lines of a statement as the formatter would lay them out behind a margin.

    text: on one line, with a comma behind the last entry of what is to stay open
    """
    width = style.line_length - len(margin.expandtabs(_TAB))
    lines = (printed(text, width, style.magic_commas) or text).split("\n")
    return [_reindented(line, style) for line in lines]


def indented(lines: list[str], margin: str, style: PythonStyle) -> str:
    """Lines behind a margin, joined as the file's are."""
    return style.newline.join(f"{margin}{line}" if line else line for line in lines)


def quoted(text: str, style: PythonStyle) -> str:
    """A string of this text in the project's quotes."""
    inside = text.replace("\\", "\\\\")
    quote = style.quote if style.quote not in inside else "'" if style.quote == '"' else '"'
    return f"{quote}{inside}{quote}" if quote not in inside else repr(text)


def _reindented(line: str, style: PythonStyle) -> str:
    body = line.lstrip(" ")
    return style.indent * ((len(line) - len(body)) // _TAB) + body
