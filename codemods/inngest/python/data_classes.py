"""The classes that a handler reads its event's data as."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.origins import ClassAt, Origin
from codemods.inngest.python.anatomy.tree import positional, walk
from codemods.inngest.python.data_paths import DATA, DataPaths

_VALIDATING = frozenset({"model_validate", "parse_obj", "model_construct"})
_ADAPTING = frozenset({"validate_python"})
_ADAPTER = "pydantic.TypeAdapter"


def data_classes(known: Knowledge, handler: Handler) -> list[ClassAt]:
    """The project's classes that the whole data is validated as, cast to or annotated with."""
    paths = DataPaths(known, handler)
    found: dict[int, ClassAt] = {}
    for node in walk(handler.node.body):
        for each in _named_by(known, handler, paths, node):
            of = _meant(known, handler, each)
            if isinstance(of, ClassAt):
                found.setdefault(id(of.node), of)
    return list(found.values())


def _meant(known: Knowledge, handler: Handler, node: cst.BaseExpression) -> Origin | None:
    """What a type means, which may be written as a text: `cast("Data", …)`."""
    match node:
        case cst.SimpleString(evaluated_value=str(name)):
            return known.origins.top_level(handler.tree.path, name)
        case _:
            return known.origins.of(handler.tree, node)


def _named_by(
    known: Knowledge, handler: Handler, paths: DataPaths, node: cst.CSTNode
) -> Iterator[cst.BaseExpression]:
    """The expressions of classes that a node takes the data as."""
    tree = handler.tree
    match node:
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(method)), args=[first, *_]) if (
            method in _VALIDATING | _ADAPTING
        ):
            if method in _VALIDATING and paths.of(first.value) == DATA:
                yield owner
            elif method in _ADAPTING and paths.of(first.value) == DATA:
                _, made = known.values.follow(tree, owner)
                if isinstance(made, cst.Call):
                    path = known.origins.path_of(tree, made.func)
                    yield from positional(made)[:1] if path == _ADAPTER else ()
        case cst.Call(func=made, args=[cst.Arg(star="**", value=value)]):
            if paths.of(value) == DATA:
                yield made
        case cst.Call(func=func, args=[cst.Arg(value=kind), cst.Arg(value=value)]):
            is_cast = known.origins.path_of(tree, func) == "typing.cast"
            if is_cast and paths.of(value) == DATA:
                yield kind
        case cst.AnnAssign(annotation=annotation, value=cst.BaseExpression() as value):
            if paths.of(value) == DATA:
                yield annotation.annotation
        case _:
            pass
