"""Send an event from a Python handler: of FastAPI, Flask or Django, or a function that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from codemods.errors import CodemodError
from codemods.inngest.python.house_style import python_style
from codemods.syntax import naming
from codemods.syntax.edits import Edits
from codemods.syntax.python.source import PythonSource
from codemods.transforms.proof import prove_sent
from codemods.transforms.python.triggers import effects
from codemods.transforms.python.triggers.choosing import Choice, choose_place
from codemods.transforms.python.triggers.clients import (
    client_reference,
    find_python_client,
)
from codemods.transforms.python.triggers.handlers import (
    find_function,
    function_names,
    handlers_in,
)
from codemods.transforms.python.triggers.helpers import Means
from codemods.transforms.python.triggers.loggers import logger_of
from codemods.transforms.python.triggers.model import Handler
from codemods.transforms.python.triggers.send_text import (
    Message,
    open_transaction,
    require_known_mode,
    send_edits,
)
from codemods.transforms.python.triggers.sends import sends_in
from codemods.transforms.python.triggers.top import with_top
from codemods.transforms.python.triggers.writing import Written
from codemods.transforms.triggers.events import find_event
from codemods.transforms.triggers.open_question import OpenQuestion
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.style import PythonStyle
    from codemods.transforms.add_trigger import AddTrigger


def plan_trigger(project: Project, wanted: AddTrigger) -> ChangeSet:
    """The send and its imports; nothing where the handler already sends the event.

    Raises OpenQuestion for what a person has to decide, CodemodError for bad input, Refusal
    for a place that must not be edited.
    """
    target = find_event(
        project, wanted.event, wanted.job, filled=bool(wanted.data), client=wanted.client
    )
    handler = _handler(project, wanted)
    source = handler.source
    facts: dict[str, object] = {
        "event": target.event,
        "handler": handler.name,
        "file": source.path,
    }
    already = sends_in(project, handler, target.event)
    if already:
        line = source.position(already[0]).line
        note = f"{handler.name} already sends {target.event}, in line {line}"
        return ChangeSet(identical=(source.path,), notes=(note,), facts=facts)
    require_known_mode(wanted.send, handler)
    client = find_python_client(project, wanted.client, source.path)
    choice = choose_place(project, handler, target, wanted.data, wanted.after_line)
    taken = frozenset({*source.outline.imports, *source.outline.declarations})
    reference = client_reference(
        project, source, client, taken | frozenset(choice.place.point.state.names)
    )
    waits = (wanted.send or project.config.send) == "await"
    style = python_style(project, source.path)
    message = Message(target.event, choice.payload, waits)
    logger = logger_of(project, source)
    written = send_edits(project, choice.place, Means(reference, logger), message, style)
    after = _applied(project, source, written, style)
    changes = ChangeSet((Change(source.path, source.data, after, f"send {target.event}"),))
    _prove(project.with_changes(changes), wanted, target.event)
    facts |= {"line": choice.place.line, "data": dict(choice.payload.entries)}
    return changes | ChangeSet(notes=(*target.notes, *_notes(choice)), facts=facts)


def _notes(choice: Choice) -> tuple[str, ...]:
    """What a person should know about the place."""
    found = []
    place = choice.place
    if any(isinstance(each, cst.For | cst.While) for each in place.point.around):
        found.append("the send stands in a loop: each pass sends an event")
    if effects.pending(place.point.state) and open_transaction(place) is None:
        found.append(
            f"{place.handler.name} does not commit what it adds: see to it that whoever does "
            "comes before the job looks for it"
        )
    found += [
        f"nothing is sent before {other.note}: the data is not there" for other in choice.others
    ]
    return tuple(found)


def _handler(project: Project, wanted: AddTrigger) -> Handler:
    """The function that is to send the event.

    Raises OpenQuestion where several could be meant, CodemodError where there is none.
    """
    if wanted.function is not None:
        return find_function(project, wanted.path, wanted.function)
    handlers = handlers_in(project, wanted.path)
    if wanted.handler is not None:
        return _named(project, wanted, handlers)
    if len(handlers) == 1:
        return handlers[0]
    names = [each.name for each in handlers]
    if handlers:
        raise OpenQuestion(
            f"several handlers are here: {', '.join(names)}",
            asks="handler",
            choices=tuple((_shown(each), each.name) for each in handlers),
            where=wanted.path,
            mend=f"name one with --handler, as in --handler {names[-1]}",
        )
    functions = function_names(project, wanted.path)
    if not functions:
        raise CodemodError(
            "there is no handler and no function in this file",
            where=wanted.path,
            mend="name the file of a route, or of a function that is to send the event",
        )
    raise OpenQuestion(
        "there is no handler of a route in this file",
        asks="function",
        choices=tuple((name, name) for name in functions),
        where=wanted.path,
        mend=f"name a function with --function; there are {', '.join(functions)}",
    )


def _shown(handler: Handler) -> str:
    return f"{handler.name}  ({', '.join(handler.methods)})" if handler.methods else handler.name


def _named(project: Project, wanted: AddTrigger, handlers: list[Handler]) -> Handler:
    """The handler that was asked for by its name, or by the one method that it answers."""
    name = wanted.handler or ""
    for each in handlers:
        if name in (each.name, each.function.name.value):
            return each
    answering = [each for each in handlers if name.upper() in each.methods]
    if len(answering) == 1:
        return answering[0]
    names = [each.name for each in (answering or handlers)]
    if answering:
        raise OpenQuestion(
            f"several handlers answer {name.upper()}: {', '.join(names)}",
            asks="handler",
            choices=tuple((each.name, each.name) for each in answering),
            where=wanted.path,
            mend=f"name one, as in --handler {names[-1]}",
        )
    near = naming.nearest(name, names)
    functions = function_names(project, wanted.path)
    if near:
        mend = f"did you mean {near}?"
    elif name in functions:
        mend = f"it is a function: give --function {name}"
    elif names:
        mend = f"its handlers are {', '.join(names)}"
    else:
        mend = "there is no handler of a route; name a function with --function"
    raise CodemodError(f"there is no handler {naming.quoted(name)}", where=wanted.path, mend=mend)


def _applied(project: Project, source: PythonSource, written: Written, style: PythonStyle) -> bytes:
    """The module with the edits made, and with what they need at its top."""
    data = source.apply(Edits.of(source.data, written.edits))

    def own(module: str) -> bool:
        return project.python_modules.resolve(module, source.path) is not None or (
            project.python_modules.folder(module, source.path) is not None
        )

    return with_top(source, data, written.needs, style, own)


def _prove(project: Project, wanted: AddTrigger, event: str) -> None:
    """Raises CodemodError unless the module parses and the handler sends the event once."""
    handler = _handler(project, wanted)
    prove_sent(handler.source.path, event, len(sends_in(project, handler, event)))
