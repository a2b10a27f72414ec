"""Send an event from a handler: a route, a server action, a procedure.

The form is that of https://www.inngest.com/docs/reference/events/send; it stands before the
handler's success response, after everything that it uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.model import language_of
from codemods.inngest.reading import span
from codemods.inngest.wiring.model import Sent
from codemods.syntax import naming
from codemods.transforms.jobs.references import ClientModule, find_client
from codemods.transforms.proof import prove_parses, prove_sent
from codemods.transforms.triggers.choosing import Choice, choose_place
from codemods.transforms.triggers.events import Target, find_event
from codemods.transforms.triggers.expressions import names_in
from codemods.transforms.triggers.handlers import find_function, function_names, handlers_in
from codemods.transforms.triggers.model import Handler, SendMode
from codemods.transforms.triggers.open_question import OpenQuestion
from codemods.transforms.triggers.room import rooms
from codemods.transforms.triggers.send_text import Message, send_statement
from codemods.workspace.writing.changes import Change, ChangeSet

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_ROOMS = 2  # a block first, then a name in it


class AddTrigger(Struct, frozen=True):
    """What is to be sent, and from where.

    path:       the file of the route, or of the function
    event:      the event's name; job: the job whose event it is, by id, export or file
    handler:    the method of the route that sends it (`POST`), where it has several; in Python
                the handler's name too
    function:   another function of the file, such as a server action or a procedure
    data:       (key, expression in the file's language) of the event's data; the rest is inferred
    after_line: the line, from 1, behind which it is sent; None for before the success response
    send:       whether the handler waits; None: as codemod.toml says, else fire and forget
    client:     `PATH` or `PATH#NAME` of the Inngest client, where it is not detected
    """

    path: str
    event: str | None = None
    job: str | None = None
    handler: str | None = None
    function: str | None = None
    data: tuple[tuple[str, str], ...] = ()
    after_line: int | None = None
    send: SendMode | None = None
    client: str | None = None

    def plan(self, project: Project) -> ChangeSet:
        """The send and its import; nothing where the handler already sends the event.

        Raises OpenQuestion for what a person has to decide, CodemodError for bad input, Refusal
        for a place that must not be edited.
        """
        if language_of(self.path) == "python":
            from codemods.transforms.python.add_trigger import plan_trigger

            return plan_trigger(project, self)
        target = find_event(
            project, self.event, self.job, filled=bool(self.data), client=self.client
        )
        handler = self._handler(project)
        facts: dict[str, object] = {
            "event": target.event,
            "handler": handler.name,
            "file": handler.source.path,
        }
        already = sent_in(project, handler, target.event)
        if already:
            line = handler.source.position(already[0].span.start).line
            note = f"{handler.name} already sends {target.event}, in line {line}"
            return ChangeSet(identical=(handler.source.path,), notes=(note,), facts=facts)
        client = find_client(project, self.client)
        if client is None:
            raise CodemodError(
                "there is no Inngest client to send with",
                where=project.app.directory or None,
                mend="create one, and the job, with codemod add-job",
            )
        found = self._choose(project, handler, target)
        changes = found.room | self._edit(found, target, client)
        prove_parses(changes)
        self._prove(project.with_changes(changes), target.event)
        facts |= {"line": found.choice.place.line, "data": dict(found.choice.payload.entries)}
        notes = target.notes
        if found.choice.place.loop is not None and found.choice.payload.each is None:
            notes += ("the send stands in a loop: each pass sends an event",)
        notes += tuple(
            f"nothing is sent before {other.note}: the data is not there"
            for other in found.choice.others
        )
        return changes | ChangeSet(notes=notes, facts=facts)

    def _handler(self, project: Project) -> Handler:
        """The function that is to send the event.

        Raises OpenQuestion where several could be meant, CodemodError where there is none.
        """
        if self.function is not None:
            return find_function(project, self.path, self.function)
        handlers = handlers_in(project, self.path)
        names = [each.name for each in handlers]
        if self.handler is not None:
            for each in handlers:
                if each.name.lower() == self.handler.lower():
                    return each
            raise self._no_such_handler(project, names)
        if len(handlers) == 1:
            return handlers[0]
        if handlers:
            raise OpenQuestion(
                f"several handlers are here: {', '.join(names)}",
                asks="handler",
                choices=tuple((name, name) for name in names),
                where=self.path,
                mend=f"name one with --handler, as in --handler {names[-1]}",
            )
        functions = function_names(project, project.source(self.path))
        if not functions:
            raise CodemodError(
                "there is no handler and no function in this file",
                where=self.path,
                mend="name the file of a route, a server action or a procedure",
            )
        raise OpenQuestion(
            "there is no handler of a route in this file",
            asks="function",
            choices=tuple((name, name) for name in functions),
            where=self.path,
            mend=f"name a function with --function; there are {', '.join(functions)}",
        )

    def _no_such_handler(self, project: Project, names: list[str]) -> CodemodError:
        wanted = self.handler or ""
        near = naming.nearest(wanted.upper(), names)
        functions = function_names(project, project.source(self.path))
        if near:
            mend = f"did you mean {near}?"
        elif wanted in functions:
            mend = f"it is a function: give --function {wanted}"
        elif names:
            mend = f"its handlers are {', '.join(names)}"
        else:
            mend = "there is no handler of a route; name a function with --function"
        return CodemodError(
            f"there is no handler {naming.quoted(wanted)}", where=self.path, mend=mend
        )

    def _choose(self, project: Project, handler: Handler, target: Target, depth: int = 0) -> _Found:
        """The place and the data; where there is none, as it is once room is made for it.

        Raises what speaks against the handler as it is, unless there is one way to make room.
        """
        try:
            choice = choose_place(project, handler, target, self.data, self.after_line)
        except CodemodError as failure:
            is_open = isinstance(failure, OpenQuestion) and failure.asks != "data"
            if is_open or self.after_line is not None or depth == _MOST_ROOMS:
                raise
            wanted = failure.keys if isinstance(failure, OpenQuestion) else ()
            found = [
                each
                for each in self._with_room(project, handler, target, depth + 1)
                if each.fills(frozenset(key for key, _ in wanted))
            ]
            if len(found) != 1:
                raise
            return found[0]
        return _Found(project, handler, choice)

    def _with_room(
        self, project: Project, handler: Handler, target: Target, depth: int
    ) -> Iterator[_Found]:
        for each in rooms(project, handler):
            after = project.with_changes(each.change)
            try:
                found = self._choose(after, self._handler(after), target, depth)
            except CodemodError:
                continue
            room = each.change | ChangeSet(notes=(each.note,)) | found.room
            yield replace(found, room=room, name=each.name)

    def _edit(self, found: _Found, target: Target, client: ClientModule) -> ChangeSet:
        project, handler, place = found.project, found.handler, found.choice.place
        source = handler.source
        source.refuse_errors_at([place.before or place.block])
        mode: SendMode = self.send or _settled_mode(project)
        message = Message(target.event, found.choice.payload, mode)
        edits = send_statement(project, handler, place, client, message)
        why = f"send {target.event}"
        return ChangeSet((Change(source.path, source.data, source.apply(edits), why),))

    def _prove(self, project: Project, event: str) -> None:
        """Raises CodemodError unless the handler, read back, sends the event once."""
        handler = self._handler(project)
        prove_sent(handler.source.path, event, len(sent_in(project, handler, event)))


class _Found(Struct, frozen=True):
    """A place in a handler of a project, which may have been changed by `room` to have it.

    name: the name that the room gave to a record, or None
    """

    project: Project
    handler: Handler
    choice: Choice
    room: ChangeSet = field(default_factory=ChangeSet)
    name: str | None = None

    def fills(self, missing: frozenset[str]) -> bool:
        """Whether the named record is what one of these properties wanted for."""
        if self.name is None or not missing:
            return True
        entries = (text for key, text in self.choice.payload.entries if key in missing)
        return any(self.name in names_in(text) for text in entries)


def sent_in(project: Project, handler: Handler, event: str) -> list[Sent]:
    """Where a handler itself sends an event."""
    around = span(handler.source, handler.function)
    return [each for each in project.sent if each.event == event and around.contains(each.span)]


def _settled_mode(project: Project) -> SendMode:
    match project.config.send:
        case "await":
            return "await"
        case "after":
            return "after"
        case _:
            return "fire-and-forget"
