"""The calls of a handler that write to the database, also through clients of unknown origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.outside.chains import chain, is_inner
from codemods.inngest.outside.doings import Doings
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, named_children, unwrap
from codemods.syntax.patterns import taken
from codemods.syntax.source import Source
from codemods.transforms.triggers.conditions import tests_of
from codemods.transforms.triggers.guards import leaves
from codemods.transforms.triggers.model import Handler, Place
from codemods.transforms.triggers.prisma_types import delegate_model
from codemods.transforms.triggers.walking import BLOCKS, statements

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# Prisma Client 6, CRUD methods: https://www.prisma.io/docs/orm/reference/prisma-client-reference
_ONE = frozenset({"create", "update", "upsert"})
_WRITING = _ONE | {
    "createMany",
    "createManyAndReturn",
    "delete",
    "deleteMany",
    "updateMany",
    "updateManyAndReturn",
}
# What calls the function that it is given in its course.
_CONDITIONAL = frozenset({"if_statement", "switch_statement"})
_RUNNING = frozenset({"$transaction", "transaction", "execute", "map", "forEach", "then"})


class Write(Struct, frozen=True):
    """A call that writes.

    target: the model or table, as it is written
    record: whether it gives back the one record that it wrote
    """

    target: str
    method: str
    record: bool


def write_of(project: Project, source: Source, call: Node) -> Write | None:
    """What a call writes; None for one that does not, as far as that is known.

    A client that comes out of a context, such as `ctx.db`, is told by the schema's models.
    """
    if is_inner(call):
        return None
    done = Doings(project, project.origins).of(source, call)
    if done is not None:
        if done.kind != "write":
            return None
        return Write(done.target, done.method, done.method in _ONE and done.call == call)
    links = chain(source, call).links
    if project.schema is None or len(links) < 2 or links[-1].call is None:
        return None
    model, method = links[-2], links[-1].name
    if model.call is not None or method not in _WRITING:
        return None
    if delegate_model(project.schema, model.name) is None:
        return None
    return Write(model.name, method, method in _ONE)


def written_before(project: Project, handler: Handler, place: Place) -> frozenset[str]:
    """The models and tables that are written to before a place, on the way to it."""
    return _written(project, place.source, _before(place, handler))


def surely_written_before(project: Project, handler: Handler, place: Place) -> frozenset[str]:
    """The same, without what is written only under a condition, or is caught when it fails."""
    return _written(project, place.source, _before(place, handler), sure=True)


def written_in_block(project: Project, place: Place) -> frozenset[str]:
    """What is surely written before the place in the place's own block."""
    own = [each for each in statements(place.block) if each.end_byte <= place.byte]
    failing = [each for each in own if goes_on_after(place.source, each, own)]
    return _written(project, place.source, [each for each in own if each not in failing], sure=True)


def _written(
    project: Project, source: Source, before: list[Node], *, sure: bool = False
) -> frozenset[str]:
    return frozenset(
        write.target
        for statement in before
        for call in _calls(source, statement, sure=sure)
        if (write := write_of(project, source, call)) is not None
    )


def _before(place: Place, handler: Handler) -> list[Node]:
    """The statements that come before a place, in its block and in those around it."""
    found: list[Node] = []
    at = place.block
    limit = place.byte
    while at.start_byte >= handler.body.start_byte:
        if at.type in BLOCKS:
            found += [each for each in statements(at) if each.end_byte <= limit]
        if at == handler.body or at.parent is None:
            break
        limit = at.start_byte
        at = at.parent
    return found


def goes_on_after(source: Source, statement: Node, own: list[Node]) -> bool:
    """Whether a statement takes an error, which a later `if` looks at and goes on all the same."""
    named = [
        each
        for declarator in named_children(statement)
        if statement.type == "lexical_declaration"
        and (pattern := declarator.child_by_field_name("name")) is not None
        for each in taken(source, pattern)
        if each.keys == ("error",)
    ]
    for each in own:
        condition = each.child_by_field_name("condition") if each.type == "if_statement" else None
        if condition is None or leaves(source, each.child_by_field_name("consequence")):
            continue
        paths = {test.path for test in tests_of(source, condition, True)}
        if any((name.name,) in paths for name in named):
            return True
    return False


def _calls(source: Source, node: Node, *, sure: bool = False) -> list[Node]:
    """The calls of a statement that are made on the way: those of a transaction's callback too.

    sure: only those that are made whenever the statement comes to its end
    """
    found: list[Node] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "catch_clause":
            continue
        if sure and current.type in _CONDITIONAL:
            continue
        if current.type == "if_statement" and _is_left(source, current):
            continue
        if sure and current.type == "try_statement":
            catch = current.child_by_field_name("handler")
            if catch is not None and not leaves(source, catch.child_by_field_name("body")):
                continue
        if current.type in FUNCTIONS and not _is_transaction(source, current):
            continue
        if current.type == "call_expression":
            found.append(current)
        stack.extend(current.named_children)
    return found


def _is_left(source: Source, statement: Node) -> bool:
    """Whether an `if` is no part of the way to what follows it, as its only branch leaves."""
    other = statement.child_by_field_name("alternative")
    return other is None and leaves(source, statement.child_by_field_name("consequence"))


def _is_transaction(source: Source, function: Node) -> bool:
    """Whether a function is called as it is given: by a transaction, for each element."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    if call is None or function not in arguments(call):
        return False
    callee = callee_of(call)
    key = unwrap(callee).child_by_field_name("property") if callee is not None else None
    return key is not None and source.text(key) in _RUNNING
