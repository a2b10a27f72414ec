"""The function of a module that sends an event and logs a failure, so that no response fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import libcst as cst
from msgspec import Struct

from codemods.transforms.python.triggers.clients import Reference
from codemods.transforms.python.triggers.loggers import Logger
from codemods.transforms.python.triggers.names import Defined, Names
from codemods.transforms.python.triggers.writing import laid_out, quoted

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource
    from codemods.syntax.python.style import PythonStyle


class Means(Struct, frozen=True):
    """What a module sends with, and what it reports a failure with."""

    client: Reference
    logger: Logger


# `task` is awaited behind the response, `thread` sends from one, `waiting` sends before it returns.
Helper = Literal["task", "thread", "waiting"]

_NAMES: dict[Helper, tuple[str, ...]] = {
    "task": ("send_event", "send_inngest_event", "send_event_task"),
    "thread": ("send_in_background", "send_event_in_background", "send_inngest_event"),
    "waiting": ("send_event", "send_inngest_event", "send_event_now"),
}
_DOC: dict[Helper, str] = {
    "task": "Send an event to Inngest; a failure is logged and raises nothing.",
    "thread": "Send an event from a thread of its own; a failure is only logged.",
    "waiting": "Send an event to Inngest; a failure is logged and raises nothing.",
}


def existing(names: Names, source: PythonSource, kind: Helper) -> str | None:
    """The local name of a function that the module has, or imports, and that does the same."""
    for local in (*source.outline.declarations, *source.outline.imports):
        found = names.of(source, (local,))
        if isinstance(found, Defined) and _does(found.node, kind):
            return local
    return None


def _does(node: cst.CSTNode, kind: Helper) -> bool:
    if not isinstance(node, cst.FunctionDef) or len(node.params.params) != 1:
        return False
    annotation = node.params.params[0].annotation
    text = _code(node.body)
    if annotation is None or not _code(annotation.annotation).endswith("Event"):
        return False
    method = ".send(" if kind == "task" else ".send_sync("
    threaded = "Thread(" in text
    is_async = node.asynchronous is not None
    return (
        method in text
        and "except Exception" in text
        and threaded == (kind == "thread")
        and is_async == (kind == "task")
    )


def helper_text(
    kind: Helper, name: str, event_class: str, means: Means, style: PythonStyle
) -> list[str]:
    """The lines of such a function, called `name`.

    event_class: `inngest.Event`, as the module calls it
    """
    client, logger = means.client, means.logger
    unit = style.indent
    mark = "{}" if logger.braces else "%s"
    log = f"{logger.name}.exception({quoted(f'Failed to send {mark}', style)}, event.name)"
    late = [f"from {client.module} import {client.name}", ""] if client.late else []
    method = "send" if kind == "task" else "send_sync"
    call = f"{'await ' if kind == 'task' else ''}{client.name}.{method}(event)"
    depth = 3 if kind == "thread" else 2
    guarded = [
        "try:",
        f"{unit}{call}",
        "except Exception:",
        *(f"{unit}{line}" for line in laid_out(log, style, unit * depth)),
    ]
    word = "async def" if kind == "task" else "def"
    head = laid_out(f"{word} {name}(event: {event_class}) -> None:", style, "")
    doc = f'{unit}"""{_DOC[kind]}"""'
    if kind != "thread":
        return [*head, doc, *_inside([*late, *guarded], unit)]
    inner = ["def send() -> None:", *_inside([*late, *guarded], unit)]
    start = ["", "threading.Thread(target=send).start()"]
    return [*head, doc, "", *_inside([*inner, *start], unit)]


def free_name(kind: Helper, taken: Iterable[str]) -> str:
    """A name for such a function that means nothing yet."""
    known = set(taken)
    return next((each for each in _NAMES[kind] if each not in known), f"{_NAMES[kind][0]}_again")


def _inside(lines: list[str], unit: str) -> list[str]:
    return [f"{unit}{line}" if line else line for line in lines]


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)
