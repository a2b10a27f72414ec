"""The logger that a module reports failures with, its own where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.syntax.python.calls import call_of
from codemods.transforms.python.triggers.names import Defined, Names

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.source import PythonSource

_NAMES = ("logger", "log", "_logger", "_log", "LOGGER", "LOG", "module_logger")
_MAKING = frozenset({"getLogger", "get_logger", "get_task_logger"})


class Logger(Struct, frozen=True):
    """A logger.

    name:  what it is called
    made:  whether the module has yet to make it
    braces: whether its messages take `{}` for values, as loguru's do, and not `%s`
    """

    name: str
    made: bool = False
    braces: bool = False


def logger_of(project: Project, source: PythonSource) -> Logger:
    """The logger of a module, or the name of one to be made."""
    names = Names(project)
    outline = source.outline
    for name in (*_NAMES, *outline.declarations, *outline.imports):
        found = names.of(source, (name,))
        if found == "loguru.logger":
            return Logger(name, braces=True)
        if isinstance(found, Defined) and _is_logger(found.value):
            return Logger(name)
    taken = {*outline.declarations, *outline.imports}
    return Logger(next((n for n in _NAMES if n not in taken), "inngest_logger"), made=True)


def _is_logger(value: cst.BaseExpression | None) -> bool:
    call = call_of(value) if value is not None else None
    return call is not None and call.name in _MAKING
