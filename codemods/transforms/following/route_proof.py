"""The post-condition of `add-api-route`, proved on the planned tree before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.errors import CodemodError
from codemods.inngest.reading import span
from codemods.syntax.nodes import arguments, callee_of, entry_value, named_children, unwrap, walk
from codemods.syntax.source import Source
from codemods.transforms.following.followed_job import FollowedJob
from codemods.transforms.following.scope import Scope
from codemods.transforms.triggers.handlers import handlers_in
from codemods.transforms.triggers.model import Handler

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_METHODS = {"GET", "POST"}


def prove_route(
    project: Project, followed: FollowedJob, scope: Scope, template: str | None
) -> None:
    """Raises CodemodError unless the route, read back, has both methods, sends the event once, in
    POST, and finds nothing but by the id and by whose it is.

    project:  as it will be
    template: the file of the project's own template that made it, if one did
    """
    path = followed.route
    mend = (
        f"mend the template {template}"
        if template
        else "nothing was written; please report this with the file"
    )

    def failed(what: str) -> CodemodError:
        return CodemodError(what, where=path, mend=mend)

    handlers = {each.name: each for each in handlers_in(project, path)}
    if set(handlers) != _METHODS:
        raise failed(f"the route would answer {', '.join(sorted(handlers)) or 'nothing'}")
    sent = [each for each in project.sent if each.span.path == path]
    inside = span(handlers["POST"].source, handlers["POST"].function)
    if len(sent) != 1 or sent[0].event != followed.event or not inside.contains(sent[0].span):
        raise failed(f"the event {followed.event} would be sent {len(sent)} times")
    for handler in handlers.values():
        queries = _queries(handler, followed.model.delegate)
        if not queries or not all(_is_scoped(handler, query, scope) for query in queries):
            raise failed(f"{handler.name} would find records that are not of who asks")


def _queries(handler: Handler, delegate: str) -> list[Node]:
    """The queries of the model's records, but for those that come before the path is read: they
    look for who asks, who may be such a record."""
    source, body = handler.source, handler.body
    read = next(
        (n.start_byte for n in walk(body) if n.type == "identifier" and source.text(n) == "params"),
        body.start_byte,
    )
    found = []
    for node in walk(body):
        if node.start_byte < read:
            continue
        callee = callee_of(node) if node.type == "call_expression" else None
        owner = callee.child_by_field_name("object") if callee is not None else None
        name = owner.child_by_field_name("property") if owner is not None else None
        if name is not None and source.text(name) == delegate and owner is not None:
            root = owner.child_by_field_name("object")
            if root is not None and root.type == "identifier":
                found.append(node)
    return found


def _is_scoped(handler: Handler, query: Node, scope: Scope) -> bool:
    given = arguments(query)
    where = entry_value(handler.source, unwrap(given[0]), "where") if given else None
    return where is not None and _has(handler.source, handler.function, where, scope.column)


def _has(source: Source, within: Node, node: Node, column: str) -> bool:
    """Whether an object has the column, also by what it spreads."""
    if node.type in ("identifier", "shorthand_property_identifier"):
        name = source.text(node)
        for each in walk(within):
            declared = each.child_by_field_name("name")
            if each.type == "variable_declarator" and declared is not None:
                value = each.child_by_field_name("value")
                if source.text(declared) == name and value is not None:
                    return _has(source, within, unwrap(value), column)
        return False
    if entry_value(source, node, column) is not None:
        return True
    spread = [each for each in named_children(node) if each.type == "spread_element"]
    return any(_has(source, within, named_children(each)[0], column) for each in spread)
