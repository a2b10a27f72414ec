"""Models and documents of Mongoose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.origins.model import Origin
from codemods.inngest.reading import literal
from codemods.syntax.literal import string
from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.source import Source

if TYPE_CHECKING:
    from codemods.inngest.origins.search import Search

# Queries of a model that give a document, to be changed and saved.
_DOCUMENTS = frozenset({"findOne", "findById", "create", "findOneAndUpdate", "findByIdAndUpdate"})


def of_model(search: Search, source: Source, node: Node) -> Origin:
    """The model that `mongoose.model(…)` gives."""
    given = arguments(node)
    name = string(literal(search.repository, source, given[0])) if given else None
    return Origin("model", name or source.text(node))


def of_document(search: Search, source: Source, node: Node, hops: int) -> Origin | None:
    """A document: `new Report(…)`, `await Report.findById(id)`."""
    node = unwrap(node)
    if node.type == "new_expression":
        called = node.child_by_field_name("constructor")
        return _of_maker(search, source, called, hops)
    if node.type != "await_expression" or not named_children(node):
        return None
    call = unwrap(named_children(node)[0])
    while call.type == "call_expression":
        callee = call.child_by_field_name("function")
        owner = callee.child_by_field_name("object") if callee is not None else None
        method = callee.child_by_field_name("property") if callee is not None else None
        if owner is None or method is None:
            return None
        if source.text(method) in _DOCUMENTS and owner.type != "call_expression":
            return _of_maker(search, source, owner, hops)
        call = unwrap(owner)  # `Report.findById(id).populate("x")`
    return None


def _of_maker(search: Search, source: Source, node: Node | None, hops: int) -> Origin | None:
    """The document of a model."""
    made = search.of(source, node, hops + 1) if node is not None else None
    return Origin("document", made.name) if made and made.family == "model" else None
