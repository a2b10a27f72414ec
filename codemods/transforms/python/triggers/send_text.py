"""The text of a send from a Python handler, and the edits that put it there.

https://www.inngest.com/docs/reference/python/client/send. A failure to send is logged and never
reaches the response, however the event is sent:

- FastAPI has `BackgroundTasks` for what is done behind the response;
- elsewhere a thread of its own sends, so that the response does not wait for the SDK's tries;
- with `--send await` the handler waits, and goes on where the send fails.

In a transaction of Django's the send waits for its commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.syntax.edits import Edit
from codemods.syntax.python.paths import path_of
from codemods.syntax.text import BOM
from codemods.transforms.python.triggers.helpers import (
    Helper,
    Means,
    existing,
    free_name,
    helper_text,
)
from codemods.transforms.python.triggers.loggers import Logger
from codemods.transforms.python.triggers.model import Handler, Place
from codemods.transforms.python.triggers.names import Names
from codemods.transforms.python.triggers.signatures import (
    may_take_tasks,
    tasks_parameter,
    with_tasks,
)
from codemods.transforms.python.triggers.writing import (
    Needs,
    Written,
    indented,
    laid_out,
    quoted,
)
from codemods.transforms.triggers.model import Payload

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.python.style import PythonStyle


class Message(Struct, frozen=True):
    """What is sent, and whether the handler waits for that."""

    event: str
    payload: Payload
    waits: bool = False


def send_edits(
    project: Project, place: Place, means: Means, message: Message, style: PythonStyle
) -> Written:
    """The edits that send the event at the place, and the imports that they need.

    Raises Refusal where the place is inside a transaction that commits behind it.
    """
    handler = place.handler
    why = f"send {message.event}"
    sender = _Sender(project, place, means, style, why)
    if message.waits and not sender.in_atomic:
        sender.refuse_open_transaction(message)
        return sender.waiting(message)
    if message.waits or handler.framework == "django" or not sender.takes_tasks():
        sender.refuse_open_transaction(message)
        return sender.apart(message)
    return sender.behind_the_response(message)


class _Sender:
    def __init__(
        self, project: Project, place: Place, means: Means, style: PythonStyle, why: str
    ) -> None:
        self._project = project
        self._place = place
        self._handler = place.handler
        self._source = place.handler.source
        self._means = means
        self._client = means.client
        self._logger = means.logger
        self._style = style
        self._why = why
        self._names = Names(project)
        self._edits: list[Edit] = []
        self._imports: list[tuple[str, str | None]] = []

    # Ways to send

    def waiting(self, message: Message) -> Written:
        """In the handler itself, guarded."""
        if self._client.late:
            raise Refusal(
                "the client's module imports this one, so this one cannot import it",
                where=self._source.path,
                mend="move the client to a module of its own, or give --send fire-and-forget",
            )
        self._import_client()
        method = "send" if self._handler.is_async else "send_sync"
        word = "await " if self._handler.is_async else ""
        text = f"{word}{self._client.name}.{method}({self._event(message)})"
        inner = laid_out(text, self._style, self._margin + self._style.indent)
        said = quoted(f"Failed to send {message.event}", self._style)
        log = f"{self._logger.name}.exception({said})"
        unit = self._style.indent
        lines = [
            "try:",
            *(f"{unit}{line}" for line in inner),
            "except Exception:",
            *(f"{unit}{each}" for each in laid_out(log, self._style, self._margin + unit)),
        ]
        return self._written(lines)

    def behind_the_response(self, message: Message) -> Written:
        """As a background task of FastAPI's."""
        parameter = tasks_parameter(self._handler)
        if parameter is None:
            parameter = "background_tasks"
            edit = with_tasks(self._handler, self._style, self._why)
            if edit is None:
                return self.apart(message)
            self._edits.append(edit)
            self._imports.append(("fastapi", "BackgroundTasks"))
        helper = self._helper("task")
        text = f"{parameter}.add_task({helper}, {self._event(message)})"
        return self._written(laid_out(text, self._style, self._margin))

    def apart(self, message: Message) -> Written:
        """From a thread of its own; where the handler is to wait, behind Django's commit."""
        helper = self._helper("waiting" if message.waits else "thread")
        event = self._event(message)
        if self.in_atomic:
            transaction = self._local("django.db", "transaction")
            partial = self._local("functools", "partial")
            text = f"{transaction}.on_commit({partial}({helper}, {event}))"
        else:
            text = f"{helper}({event})"
        return self._written(laid_out(text, self._style, self._margin))

    # What they need

    def takes_tasks(self) -> bool:
        """Whether FastAPI gives the handler its background tasks, or can."""
        if "background=" in self._answer():
            return False  # a response with tasks of its own is given no others
        if self._handler.framework != "fastapi":
            return tasks_parameter(self._handler) is not None
        taken = frozenset({*self._place.point.state.names, *self._source.outline.declarations})
        return tasks_parameter(self._handler) is not None or may_take_tasks(
            self._project, self._handler, taken
        )

    def _answer(self) -> str:
        """The text of the statement behind the place."""
        before = self._place.point.before
        return self._source.text(before) if before is not None else ""

    @property
    def in_atomic(self) -> bool:
        """Whether the place is inside a transaction of Django's."""
        if self._handler.framework not in ("django", "other"):
            return False
        nodes: list[cst.BaseExpression] = [
            item.item
            for each in self._place.point.around
            if isinstance(each, cst.With)
            for item in each.items
        ]
        nodes += [each.decorator for each in self._handler.function.decorators]
        owner = self._handler.owner
        nodes += [each.decorator for each in owner.decorators] if owner is not None else []
        if any(_names(each, "atomic") for each in nodes):
            return True
        needle = b"ATOMIC_REQUESTS"
        return self._handler.framework == "django" and any(
            b"True" in line
            for path in self._project.files.python_mentions(needle)
            for line in (self._project.files.read(path) or b"").splitlines()
            if needle in line
        )

    def refuse_open_transaction(self, message: Message) -> None:
        """Raises Refusal inside `with session.begin()`, which commits where the block ends."""
        block = open_transaction(self._place)
        if block is None:
            return
        line = self._source.position(self._source.span(block)[0]).line
        method = "await" if self._handler.is_async else ""
        call = "send" if self._handler.is_async else "send_sync"
        text = f"{self._client.name}.{call}({self._event(message)})"
        raise Refusal(
            f"the transaction of line {line} commits only behind this place",
            where=f"{self._source.path}:{self._place.line}",
            mend="move the response behind the block and run this again, or send it there",
            add="\n".join(laid_out(f"{method} {text}".strip(), self._style, "")),
        )

    def _helper(self, kind: Helper) -> str:
        """The name of the function that sends, guarded; one is added where there is none."""
        found = existing(self._names, self._source, kind)
        if found is not None:
            return found
        outline = self._source.outline
        taken = {*outline.declarations, *outline.imports, *self._place.point.state.names}
        if not self._client.late:
            self._import_client()
        if kind == "thread":
            self._imports.append(("threading", None))
        name = free_name(kind, taken)
        text = helper_text(kind, name, self._event_class(), self._means, self._style)
        start = self._above_definition()
        newline = self._style.newline
        block = newline.join(text) + newline * 3
        self._edits.append(Edit(start, start, block.encode(), self._why))
        return name

    def _above_definition(self) -> int:
        """Where the handler's definition at the top level begins, with what stands above it."""
        source = self._source
        node: cst.CSTNode = self._handler.function
        for each in source.ancestors(node):
            if isinstance(each, cst.Module):
                break
            node = each
        start = source.line_start(source.outer_span(node)[0])
        while start > 0:
            above = source.line_start(start - 1)
            if not source.data[above:start].startswith(b"#"):
                break
            start = above
        return max(start, len(BOM) if source.data.startswith(BOM) else 0)

    def _event(self, message: Message) -> str:
        entries = [f"{quoted(key, self._style)}: {text}" for key, text in message.payload.entries]
        data = "{" + "".join(f"{each}, " for each in entries) + "}"
        name = quoted(message.event, self._style)
        return f"{self._event_class()}(name={name}, data={data})"

    def _event_class(self) -> str:
        """`inngest.Event`, as the module calls it or is to."""
        outline = self._source.outline
        for local, imported in outline.imports.items():
            if imported.type_only:
                continue
            found = self._names.external(self._source, (local,))
            if found == "inngest.Event":
                return local
            if found == "inngest":
                return f"{local}.Event"
        taken = {*outline.imports, *outline.declarations, *self._place.point.state.names}
        if self._client.name == "inngest" or "inngest" in taken:
            if "Event" in taken:
                raise Refusal(
                    "both inngest and Event are something else in this module",
                    where=self._source.path,
                    mend="import the SDK under a name of its own, as in import inngest as sdk",
                )
            self._imports.append(("inngest", "Event"))
            return "Event"
        self._imports.append(("inngest", None))
        return "inngest.Event"

    def _local(self, module: str, name: str) -> str:
        """What the module calls something that a package has, imported where it is not."""
        for local, imported in self._source.outline.imports.items():
            if imported.type_only:
                continue
            if self._names.external(self._source, (local,)) == f"{module}.{name}":
                return local
        self._imports.append((module, name))
        return name

    def _import_client(self) -> None:
        if self._client.module is not None:
            self._imports.append((self._client.module, self._client.name))

    @property
    def _margin(self) -> str:
        place = self._place
        node = place.point.before or place.point.block.body[-1]
        return self._source.indent_at(self._source.outer_span(node)[0])

    def _written(self, lines: list[str]) -> Written:
        self._edits.append(_inserted(self._place, lines, self._margin, self._style, self._why))
        imports = tuple(dict.fromkeys(self._imports))
        return Written(tuple(self._edits), Needs(imports, self._logger_needed()))

    def _logger_needed(self) -> Logger | None:
        """The logger that the module has yet to make, where what is written uses it."""
        uses = f"{self._logger.name}.exception".encode()
        used = any(uses in each.new for each in self._edits)
        return self._logger if self._logger.made and used else None


def _inserted(place: Place, lines: list[str], margin: str, style: PythonStyle, why: str) -> Edit:
    """The edit that puts lines at the place, with an empty line on either side."""
    source, newline = place.handler.source, style.newline
    text = indented(lines, margin, style)
    if place.point.before is None:
        end = source.data.find(b"\n", place.byte)
        end = len(source.data) if end < 0 else end
        if source.data[end - 1 : end] == b"\r":
            end -= 1
        return Edit(end, end, f"{newline}{newline}{text}".encode(), why)
    start = place.byte
    above = source.data[:start].rstrip(b" \t")
    is_first = place.point.block.body[0] is place.point.before
    gap = "" if is_first or above.endswith((b"\n\n", b"\r\n\r\n")) else newline
    return Edit(start, start, f"{gap}{text}{newline}{newline}".encode(), why)


def open_transaction(place: Place) -> cst.With | None:
    """The block around a place that commits where it ends: `with session.begin()`."""
    for each in place.point.around:
        if isinstance(each, cst.With) and any(
            _names(item.item, "begin", "begin_nested") for item in each.items
        ):
            return each
    return None


def _names(node: cst.BaseExpression, *names: str) -> bool:
    path = path_of(node.func if isinstance(node, cst.Call) else node)
    return path is not None and path[-1] in names


def require_known_mode(mode: str | None, handler: Handler) -> None:
    """Raises CodemodError for `after`, which is a function of Next's."""
    if mode == "after":
        raise CodemodError(
            "after() is a function of Next, and a Python handler has none",
            where=handler.source.path,
            mend="give --send fire-and-forget, which answers before it sends, or --send await",
        )
