"""From a template and its context to the bytes of a file."""

from __future__ import annotations

from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from codemods.errors import CodemodError
from codemods.syntax.layout import restyle
from codemods.syntax.quoting import comment_lines, property_name, string_literal, template_text
from codemods.syntax.style import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.sandbox import SandboxedEnvironment

# A project's own template: its path from the root, and its text.
Override: TypeAlias = tuple[str, str]

# What a template may do with text of unknown origin; Jinja's escaping is for HTML and off.
_FILTERS: dict[str, Callable[[str], str]] = {
    "literal": string_literal,
    "template": template_text,
    "property": property_name,
    "comment": lambda text: " ".join(comment_lines(text)),
}


def render(
    name: str, context: Mapping[str, object], style: Style, path: str, override: Override | None
) -> bytes:
    """The template `name`, or the project's own instead of it, filled in and laid out.

    path: of the file that is to be

    Raises CodemodError where the project's own template fails, naming its line, and where what it
    makes does not parse; a fault in one of ours is a bug.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    # What an expression of a template can raise, besides Jinja's own errors.
    faults = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
    if override is None:
        return restyle(_own().get_template(name).render(context), style, path)
    place = override[0]
    try:
        text = _environment(name, override).get_template(name).render(context)
    except TemplateSyntaxError as error:
        raise _failure(error, f"{place}:{error.lineno}") from error
    except faults as error:
        raise _failure(error, f"{place}:{_line(error.__traceback__, place)}") from error
    try:
        return restyle(text, style, path)
    except CodemodError as error:
        raise CodemodError(
            f"what this template makes does not parse as {path}",
            where=place,
            mend=f"mend the template: the fault is at {error.where}",
        ) from error


def _failure(error: Exception, where: str) -> CodemodError:
    lines = comment_lines(str(error)) or [type(error).__name__]
    what = lines[0].rstrip(".")
    return CodemodError(f"the template fails: {what}", where=where, mend="mend the template")


def _line(traceback: TracebackType | None, place: str) -> int:
    """The line (from 1) of the template where an error was raised; 1 where that is not known."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == place:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


@cache
def _own() -> SandboxedEnvironment:
    """The environment of our own templates, which are compiled once."""
    return _environment("", None)


def _environment(name: str, override: Override | None) -> SandboxedEnvironment:
    """An environment in which `name` is the project's own template."""
    from importlib.resources import files

    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    folder = files("codemods") / "templates"
    entries = (entry for entry in folder.iterdir() if entry.name.endswith(".jinja"))
    ours = {entry.name.partition(".")[0]: entry for entry in entries}

    def load(wanted: str) -> tuple[str, str, None] | None:
        if override is not None and wanted == name:
            return override[1], override[0], None
        if wanted not in ours:
            return None
        return ours[wanted].read_text("utf-8"), str(ours[wanted]), None

    environment = SandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(load),
    )
    environment.filters.update(_FILTERS)
    return environment
