"""The project's formatter settings, as far as a file states them: Prettier's and Biome's."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import cast

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax import jsonc
from codemods.syntax.literal import Object, evaluate, static
from codemods.syntax.source import Source
from codemods.syntax.style import Style
from codemods.workspace.tree.files import Files

# https://prettier.io/docs/configuration, without the forms that need a further parser (TOML,
# JSON5): where only one of those is there, the files of the project show their style.
_PRETTIER_DATA = (".prettierrc", ".prettierrc.json", ".prettierrc.yaml", ".prettierrc.yml")
_PRETTIER_MODULES = tuple(
    f"{stem}.{ending}"
    for stem in (".prettierrc", "prettier.config")
    for ending in ("js", "mjs", "cjs", "ts", "mts", "cts")
)
_BIOME = ("biome.json", "biome.jsonc")


class Formatter(Struct, frozen=True):
    """A formatter's settings as a `Style`, and the file that states them.

    newline: False where the file leaves the line ending open
    """

    style: Style
    path: str
    newline: bool


def find_formatter(files: Files, path: str) -> Formatter | None:
    """The settings that hold for a file: those of the nearest folder that has any, or None.

    A file of settings that cannot be read without running it counts as none.
    """
    for folder in (*PurePosixPath(path).parents,):
        prefix = "" if str(folder) == "." else f"{folder}/"
        found = _prettier(files, prefix) or _biome(files, prefix)
        if found is not None:
            return found
    return None


def _prettier(files: Files, prefix: str) -> Formatter | None:
    for name in _PRETTIER_DATA:
        data = files.read(prefix + name)
        if data is not None:
            return _from_prettier(_data(data), prefix + name)
    for name in _PRETTIER_MODULES:
        data = files.read(prefix + name)
        if data is not None:
            return _from_prettier(_module(prefix + name, data), prefix + name)
    data = files.read(prefix + "package.json")
    if data is not None and b'"prettier"' in data:
        settings = _data(data)
        own = settings.get("prettier") if isinstance(settings, dict) else None
        if isinstance(own, dict):
            return _from_prettier(own, prefix + "package.json")
    return None


def _data(data: bytes) -> object:
    """JSON with comments, or YAML, of which JSON is a part; None for neither."""
    text = data.decode("utf-8", "replace")
    try:
        return jsonc.loads(text)
    except CodemodError:
        import yaml

        try:
            return cast(object, yaml.safe_load(text))
        except yaml.YAMLError:
            return None


def _module(path: str, data: bytes) -> object:
    """The object that a JavaScript config exports by default, where it is written in place."""
    try:
        source = Source(path, data)
    except CodemodError:
        return None
    for export in source.module.exports:
        if export.exported == "default" and export.value is not None:
            value = evaluate(source, export.value)
            return static(value) if isinstance(value, Object) else None
    return None


def _from_prettier(settings: object, path: str) -> Formatter | None:
    if not isinstance(settings, dict):
        return None
    tabs = settings.get("useTabs") is True
    width = _whole(settings.get("tabWidth"), 2)
    return Formatter(
        Style(
            quote="'" if settings.get("singleQuote") is True else '"',
            jsx_quote="'" if settings.get("jsxSingleQuote") is True else '"',
            semicolons=settings.get("semi") is not False,
            indent="\t" if tabs else " " * width,
            newline="\r\n" if settings.get("endOfLine") == "crlf" else "\n",
            trailing_commas=settings.get("trailingComma") != "none",
            argument_commas=settings.get("trailingComma", "all") == "all",
            arrow_parens=settings.get("arrowParens") != "avoid",
            bracket_spacing=settings.get("bracketSpacing") is not False,
            print_width=_whole(settings.get("printWidth"), 80),
        ),
        path,
        newline=settings.get("endOfLine") in ("lf", "crlf"),
    )


def _biome(files: Files, prefix: str) -> Formatter | None:
    for name in _BIOME:
        data = files.read(prefix + name)
        settings = _data(data) if data is not None else None
        if isinstance(settings, dict):
            return _from_biome(settings, prefix + name)
    return None


def _from_biome(settings: dict[str, object], path: str) -> Formatter | None:
    formatter = _section(settings, "formatter")
    if formatter.get("enabled") is False:
        return None
    script = _section(_section(settings, "javascript"), "formatter")
    both = {**formatter, **script}
    tabs = both.get("indentStyle", "tab") == "tab"  # Biome's default, unlike Prettier's
    return Formatter(
        Style(
            quote="'" if both.get("quoteStyle") == "single" else '"',
            jsx_quote="'" if both.get("jsxQuoteStyle") == "single" else '"',
            semicolons=both.get("semicolons") != "asNeeded",
            indent="\t" if tabs else " " * _whole(both.get("indentWidth"), 2),
            newline="\r\n" if both.get("lineEnding") == "crlf" else "\n",
            trailing_commas=both.get("trailingCommas") != "none",
            argument_commas=both.get("trailingCommas", "all") == "all",
            arrow_parens=both.get("arrowParentheses") != "asNeeded",
            bracket_spacing=both.get("bracketSpacing") is not False,
            print_width=_whole(both.get("lineWidth"), 80),
        ),
        path,
        newline=both.get("lineEnding") in ("lf", "crlf"),
    )


def _section(settings: dict[str, object], key: str) -> dict[str, object]:
    value = settings.get(key)
    return value if isinstance(value, dict) else {}


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) and 0 < value <= 400 else default
