"""The status that a job's database writes give to a record, by the vocabulary of the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.anatomy.acts import Act, Acts, Call
from codemods.inngest.anatomy.model import State, StatusWrite
from codemods.inngest.chains import chain
from codemods.inngest.origins import Passed
from codemods.inngest.reading import initialiser, literal, span
from codemods.syntax.literal import string
from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    named_children,
    property_name,
    unwrap,
    walk,
)
from codemods.syntax.scopes import bound, parameters, pattern_keys
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.workspace.settings.config import Status

_PENDING = ("pending", "queued")
_PROCESSING = ("processing", "running")
_COMPLETED = ("completed", "done", "succeeded")
_FAILED = ("failed", "error")

_MOST_HOPS = 12
_LOGGERS = frozenset({"console", "logger", "log", "Sentry", "posthog", "span", "tracer"})
_BUILT_IN_METHODS = frozenset(
    {
        "add",
        "at",
        "captureException",
        "captureMessage",
        "concat",
        "endsWith",
        "entries",
        "every",
        "filter",
        "find",
        "flat",
        "flush",
        "get",
        "getTime",
        "has",
        "includes",
        "isArray",
        "join",
        "keys",
        "map",
        "match",
        "parse",
        "pop",
        "push",
        "replace",
        "reverse",
        "set",
        "shift",
        "slice",
        "some",
        "sort",
        "split",
        "startsWith",
        "stringify",
        "substring",
        "test",
        "toFixed",
        "toISOString",
        "toLowerCase",
        "toString",
        "toUpperCase",
        "trim",
        "values",
    }
)
# What makes a new row, which is not the one that the job works on.
_CREATING = frozenset({"create", "createMany", "createManyAndReturn", "insert", "insertMany"})
# What may change a row in a way that is not seen.
_HIDDEN_WRITES = frozenset({"rpc", "$queryRaw", "$queryRawUnsafe", "query", "execute"})


def read_status(project: Project, acts: Acts) -> tuple[tuple[StatusWrite, ...], bool]:
    """The status writes of what a job does; and whether a failed status may be set unseen.

    That is so where a helper that cannot be followed is called in a `catch` or `onFailure`, where
    what is written there is not known, or where a status field is set to a value that is not.
    """
    reader = _Reader(project)
    writes: list[StatusWrite] = []
    opaque = False
    for act in acts.known:
        if act.done.kind != "write":
            continue
        found, hidden = reader.of_act(act)
        writes.extend(found)
        opaque = opaque or hidden
    return tuple(writes), opaque or any(
        reader.is_opaque(call)
        for call in acts.calls
        if call.handler.failure or call.site.context.in_catch
    )


def states(settings: Status) -> dict[str, State]:
    """What each value of the vocabulary counts as, in lower case."""
    found: dict[str, State] = dict.fromkeys(_PENDING, "pending")
    found.update(dict.fromkeys(_COMPLETED, "completed"))
    found.update(dict.fromkeys(_PROCESSING, "processing"))
    found.update(dict.fromkeys(_FAILED, "failed"))
    found.update(dict.fromkeys(map(str.lower, settings.processing), "processing"))
    found.update(dict.fromkeys(map(str.lower, settings.failed), "failed"))
    return found


@dataclass(frozen=True, slots=True)
class _At:
    """An expression in its file; `passed` while a helper is followed."""

    source: Source
    node: Node
    passed: Passed | None


class _Reader:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.states = states(project.config.status)
        self.fields = project.config.status.fields

    def of_act(self, act: Act) -> tuple[list[StatusWrite], bool]:
        """The status writes of an act, and whether it may set a failed status unseen."""
        in_failure = act.handler.failure or act.site.context.in_catch
        if not act.done.values and not act.done.what.endswith(".save"):
            return [], in_failure and act.done.method not in ("delete", "deleteMany", "deleteOne")
        writes: list[StatusWrite] = []
        hidden = False
        for field, value in self._set(act):
            if field is None:
                hidden = hidden or in_failure
                continue
            for text in self._values(value, 0):
                if text is None:
                    hidden = hidden or in_failure or act.done.method not in _CREATING
                elif (state := self.states.get(text.lower())) is not None:
                    writes.append(self._write(act, field, text, state))
        return list(dict.fromkeys(writes)), hidden

    def _write(self, act: Act, field: str, text: str, state: State) -> StatusWrite:
        source, node = act.handler.source, act.site.node
        return StatusWrite(
            state=state,
            value=text,
            field=field,
            span=span(source, node),
            order=_statement(node).start_byte,
            context=act.site.context,
            step=act.step,
            in_failure=act.handler.failure,
        )

    def _set(self, act: Act) -> Iterator[tuple[str | None, _At]]:
        """The status fields that a write sets, with their values; None for what is not known."""
        for node in act.done.values:
            yield from self._fields(_At(act.source, node, act.passed), 0)
        if act.done.what.endswith(".save"):
            yield from self._assigned(act)

    def _assigned(self, act: Act) -> Iterator[tuple[str | None, _At]]:
        """`document.status = value` before `document.save()`."""
        source, call = act.source, act.done.call
        root = chain(source, call).root
        function: Node | None = call
        while function is not None and function.type not in FUNCTIONS:
            function = function.parent
        for node in walk(function) if function is not None else ():
            if node.type != "assignment_expression" or node.start_byte > call.start_byte:
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None or left.type != "member_expression":
                continue
            owner, _, name = source.text(left).rpartition(".")
            if owner == source.text(root) and name in self.fields:
                yield name, _At(source, right, act.passed)

    def _fields(self, at: _At, hops: int) -> Iterator[tuple[str | None, _At]]:
        node = unwrap(at.node)
        if hops > _MOST_HOPS:
            yield None, at
            return
        match node.type:
            case "object":
                yield from self._entries(at, node, hops)
            case "array":
                for item in named_children(node):
                    yield from self._fields(_At(at.source, item, at.passed), hops + 1)
            case "ternary_expression":
                for arm in ("consequence", "alternative"):
                    part = node.child_by_field_name(arm)
                    if part is not None:
                        yield from self._fields(_At(at.source, part, at.passed), hops + 1)
            case "call_expression":
                callback = _mapped(at.source, node)
                if callback is not None:
                    yield from self._fields(_At(at.source, callback, at.passed), hops + 1)
                else:
                    yield None, at
            case _:
                followed = self._followed(at, node)
                if followed is None:
                    yield None, at
                else:
                    yield from self._fields(followed, hops + 1)

    def _entries(self, at: _At, node: Node, hops: int) -> Iterator[tuple[str | None, _At]]:
        for entry in named_children(node):
            match entry.type:
                case "pair":
                    key = entry.child_by_field_name("key")
                    value = entry.child_by_field_name("value")
                    name = property_name(key, at.source.text(key)) if key is not None else None
                    if value is None:
                        continue
                    if name in self.fields:
                        yield name, _At(at.source, value, at.passed)
                    elif name == "$set":
                        yield from self._fields(_At(at.source, value, at.passed), hops + 1)
                case "shorthand_property_identifier":
                    if at.source.text(entry) in self.fields:
                        yield at.source.text(entry), _At(at.source, entry, at.passed)
                case "spread_element":
                    inner = named_children(entry)
                    if inner:
                        yield from self._spread(_At(at.source, inner[0], at.passed), hops)
                case _:
                    pass

    def _spread(self, at: _At, hops: int) -> Iterator[tuple[str | None, _At]]:
        """What is spread into the data; `...(done && { status: "completed" })` too."""
        node = unwrap(at.node)
        if node.type == "binary_expression":
            right = node.child_by_field_name("right")
            if right is not None:
                node = unwrap(right)
        yield from self._fields(_At(at.source, node, at.passed), hops + 1)

    def _values(self, at: _At, hops: int) -> Iterator[str | None]:
        """The strings that a value may be; None for one that is not known."""
        source, node = at.source, unwrap(at.node)
        if hops > _MOST_HOPS:
            yield None
            return
        match node.type:
            case "ternary_expression":
                for arm in ("consequence", "alternative"):
                    part = node.child_by_field_name(arm)
                    if part is not None:
                        yield from self._values(_At(source, part, at.passed), hops + 1)
                return
            case "binary_expression":
                for side in ("left", "right"):
                    part = node.child_by_field_name(side)
                    if part is not None:
                        yield from self._values(_At(source, part, at.passed), hops + 1)
                return
            case "object":  # Prisma's `{ set: "failed" }`
                for entry in named_children(node):
                    value = entry.child_by_field_name("value")
                    if value is not None:
                        yield from self._values(_At(source, value, at.passed), hops + 1)
                return
            case "undefined" | "null":
                return
            case _:
                pass
        known = string(literal(self.project, source, node))
        if known is not None:
            yield known
            return
        if node.type == "member_expression":
            yield _of_enum(source, node)
            return
        followed = self._followed(at, node)
        if followed is None:
            yield None
        else:
            yield from self._values(followed, hops + 1)

    def _followed(self, at: _At, node: Node) -> _At | None:
        """What a name holds: a constant's value, or the argument that a helper is given."""
        if node.type not in ("identifier", "shorthand_property_identifier"):
            return None
        name = at.source.text(node)
        local = bound(at.source, node, name)
        if local is None:
            found = initialiser(self.project, at.source, name)
            return _At(*found, None) if found is not None else None
        if local.keys is None:
            return None
        if local.kind == "variable":
            constant = local.keys == () and _is_constant(at.source, local.node)
            return _At(at.source, local.value, at.passed) if constant and local.value else None
        if local.kind != "parameter" or at.passed is None:
            return None
        return _argument(at.source, local.node, name, at.passed) or (
            _At(at.source, local.value, None) if local.value is not None else None
        )

    # What is not seen

    def is_opaque(self, call: Call) -> bool:
        """Whether a call in a `catch` or `onFailure` may set a status that is not seen."""
        where, node = call.handler.source, call.site.node
        if call.helper is None or _logs(where.text(chain(where, node).root)):
            return self._may_write(where, node)
        if any(act.done.kind == "write" and act.done.values for act in call.acts):
            return False
        source, function = call.helper
        return any(
            node.type == "call_expression" and self._may_write(source, node)
            for node in walk(function)
        )

    def _may_write(self, source: Source, node: Node) -> bool:
        """Whether a call leads to code of the project, or to a database in a way not followed."""
        origins = self.project.origins
        found = chain(source, node)
        root = found.root
        names = {link.name for link in found.links}
        if root.type not in ("identifier", "this", "call_expression", "await_expression"):
            return False
        if origins.of(source, root) is not None:
            return bool(names & _HIDDEN_WRITES)
        if root.type != "identifier":
            return bool(names - _BUILT_IN_METHODS)
        name = source.text(root)
        if _logs(name):
            return False
        called = next((link.name for link in found.links if link.call is not None), "")
        if called in _BUILT_IN_METHODS:
            return False
        if origins.is_global(source, root):
            return False
        if isinstance(origins.meaning(source, root), ExternalName):
            return False
        local = bound(source, root, name)
        if local is None:
            return True
        return local.kind not in ("other", "parameter") and not self._is_plain(source, local.value)

    def _is_plain(self, source: Source, node: Node | None) -> bool:
        """Whether a variable is made of a literal or a class of the language: `new Date()`."""
        node = unwrap(node) if node is not None else None
        if node is None:
            return False
        if node.type == "new_expression":
            made = node.child_by_field_name("constructor")
            return made is not None and self.project.origins.is_global(source, made)
        return node.type in ("array", "object", "string", "template_string", "number")


def _logs(name: str) -> bool:
    """Whether a name is that of something that only reports."""
    return name in _LOGGERS or name.lower().endswith(("logger", "log"))


def _mapped(source: Source, call: Node) -> Node | None:
    """The object that each element is made into by `.map(() => ({ … }))`."""
    callee, given = call.child_by_field_name("function"), arguments(call)
    method = callee.child_by_field_name("property") if callee is not None else None
    if method is None or source.text(method) != "map" or not given:
        return None
    body = given[0].child_by_field_name("body")
    return body if body is not None and body.type != "statement_block" else None


def _argument(source: Source, parameter: Node, name: str, passed: Passed) -> _At | None:
    """The argument that a parameter of the followed helper holds, or a property of it."""
    function: Node | None = parameter
    while function is not None and function.type not in FUNCTIONS:
        function = function.parent
    if function is None or span(source, function) != passed.function:
        return None
    listed = parameters(function)
    place = next((i for i, each in enumerate(listed) if each == parameter), len(listed))
    if place >= len(passed.values):
        return None
    value = passed.values[place]
    pattern = parameter.child_by_field_name("pattern") or parameter
    keys = pattern_keys(source, pattern, name)
    for key in keys or ():
        value = unwrap(value)
        if value.type != "object":
            return None
        for entry in named_children(value):
            own = entry.child_by_field_name("key")
            if own is not None and property_name(own, passed.source.text(own)) == key:
                found = entry.child_by_field_name("value")
                break
            if entry.type == "shorthand_property_identifier" and passed.source.text(entry) == key:
                found = entry
                break
        else:
            return None
        if found is None:
            return None
        value = found
    return _At(passed.source, value, None)


def _is_constant(source: Source, declarator: Node) -> bool:
    statement = declarator.parent
    return statement is not None and source.text(statement).startswith("const")


def _of_enum(source: Source, node: Node) -> str | None:
    """The member of an enum that cannot be followed: `ReportStatus.FAILED` from Prisma."""
    owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
    if owner is None or key is None:
        return None
    name = source.text(owner).rpartition(".")[2]
    return source.text(key) if name[:1].isupper() else None


def _statement(node: Node) -> Node:
    """The statement that an expression stands in."""
    while node.parent is not None and node.parent.type not in ("statement_block", "program"):
        if node.parent.type in FUNCTIONS:
            return node
        node = node.parent
    return node
