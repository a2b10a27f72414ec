"""The calls and constructions of a file, by the name of what is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import arguments, callee_of, named_children, unwrap

if TYPE_CHECKING:
    from codemods.syntax.source import Source


class Call(Struct, frozen=True, eq=False):
    """A call `name(…)` or `receiver.name(…)`, or a construction `new name(…)`.

    node:     the whole expression
    callee:   what is called, without casts: a name, or a member expression
    name:     the function's, method's or class's own name
    receiver: what the method is called on, None for a plain name
    """

    node: Node
    callee: Node
    name: str
    receiver: Node | None

    @property
    def arguments(self) -> list[Node]:
        """What is passed, without comments; nothing for a tagged template."""
        return arguments(self.node)


class Calls:
    """What a file calls and constructs by name: not what a subscript or another call gives.

    Parentheses, casts and a comma before the callee do not count: `(inngest.send as any)(…)` is a
    `send`, and so is `(0, client.send)(…)`, as compilers write it.

    every: all calls, in source order
    """

    def __init__(self, source: Source) -> None:
        self._by_name: dict[str, list[Call]] = {}
        self.every: list[Call] = []
        self.constructions: list[Call] = []
        for match in source.match("calls"):
            construction = match.get("construction")
            if construction is None:
                node = match["call"]
                if (call := _named(source, node, callee_of(node))) is not None:
                    self.every.append(call)
                    self._by_name.setdefault(call.name, []).append(call)
            else:
                made = _named(source, construction, match["construction.class"])
                if made is not None and made.receiver is None:
                    self.constructions.append(made)

    def of(self, names: tuple[str, ...]) -> list[Call]:
        """The calls of these names, in source order, an outer one before what it is made on."""
        found = [call for name in names for call in self._by_name.get(name, ())]
        if len(names) > 1:
            found.sort(key=lambda call: (call.node.start_byte, -call.node.end_byte))
        return found


def _named(source: Source, node: Node, callee: Node | None) -> Call | None:
    if callee is None:
        return None
    callee = unwrap(callee)
    if callee.type == "sequence_expression":
        callee = unwrap(named_children(callee)[-1])
    if callee.type == "identifier":
        return Call(node, callee, source.text(callee), None)
    if callee.type == "member_expression":
        name = callee.child_by_field_name("property")
        receiver = callee.child_by_field_name("object")
        if name is not None and name.type == "property_identifier":
            return Call(node, callee, source.text(name), receiver)
    return None
