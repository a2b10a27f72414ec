"""How a Python file is to be formatted, as the settings of Ruff or Black say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.syntax.python.style import PythonStyle
from codemods.workspace.settings import toml
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.workspace.tree.files import Files


class Formatting(Struct, frozen=True):
    """The style that is set, the file that sets it, and what that leaves to the files.

    quotes, indent, newline: whether the settings say so
    """

    style: PythonStyle
    path: str
    quotes: bool = True
    indent: bool = True
    newline: bool = False


def find_formatting(files: Files, path: str) -> Formatting | None:
    """The settings of the nearest folder around a file that has some; None without any.

    Settings that are not TOML are passed over, as other tools report them.
    """
    for folder in paths.ancestors(paths.parent(path)):
        for name in ("ruff.toml", ".ruff.toml"):
            table = _read(files, paths.child(folder, name))
            if table is not None:
                return _ruff(table, paths.child(folder, name))
        pyproject = paths.child(folder, "pyproject.toml")
        tools = _table(_read(files, pyproject) or {}, "tool")
        if "ruff" in tools:
            return _ruff(_table(tools, "ruff"), pyproject)
        if "black" in tools:
            return _black(_table(tools, "black"), pyproject)
    return None


def _ruff(table: Mapping[str, object], path: str) -> Formatting:
    """See https://docs.astral.sh/ruff/settings/#format."""
    chosen = _table(table, "format")
    quotes = chosen.get("quote-style", "double")
    ending = chosen.get("line-ending", "auto")
    spaces = " " * _number(table.get("indent-width"), 4)
    style = PythonStyle(
        quote="'" if quotes == "single" else '"',
        indent="\t" if chosen.get("indent-style") == "tab" else spaces,
        newline="\r\n" if ending == "cr-lf" else "\n",
        line_length=_number(chosen.get("line-length", table.get("line-length")), 88),
        magic_commas=chosen.get("skip-magic-trailing-comma") is not True,
    )
    # Without these keys Ruff may be there for its rules alone: the files show their layout.
    return Formatting(
        style,
        path,
        quotes=quotes != "preserve" and "quote-style" in chosen,
        indent="indent-style" in chosen or "indent-width" in table,
        newline=ending in ("lf", "cr-lf"),
    )


def _black(table: Mapping[str, object], path: str) -> Formatting:
    """See https://black.readthedocs.io/en/stable/usage_and_configuration/the_basics.html."""
    style = replace(
        PythonStyle(),
        line_length=_number(table.get("line-length", table.get("line_length")), 88),
        magic_commas=table.get("skip-magic-trailing-comma") is not True,
    )
    return Formatting(style, path, quotes=table.get("skip-string-normalization") is not True)


def _read(files: Files, path: str) -> dict[str, object] | None:
    data = files.read(path)
    if data is None:
        return None
    try:
        return toml.read(data, path)
    except CodemodError:
        return None


def _table(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _number(value: object, default: int) -> int:
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default
    )
