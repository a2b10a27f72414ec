"""The keys that Pydantic models, TypedDicts and dataclasses of the project have."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.origins import ClassAt
from codemods.inngest.python.anatomy.tree import Tree, keyword, positional
from codemods.inngest.python.anatomy.values import held_in
from codemods.inngest.shapes.model import DataField, Shape

_MOST_HOPS = 12  # classes made from classes
_PYDANTIC = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel"})
_TYPED_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})
_NO_FIELDS = frozenset({"builtins.object", "abc.ABC", "typing.Generic[]", "typing.Protocol"})
_DATACLASSES = frozenset(
    {
        *("dataclasses.dataclass", "dataclasses.dataclass()"),
        *("pydantic.dataclasses.dataclass", "pydantic.dataclasses.dataclass()"),
    }
)
_FIELDS = frozenset({"pydantic.Field()", "dataclasses.field()"})
_TO_CAMEL = frozenset({"pydantic.alias_generators.to_camel"})
_TYPES = {
    "builtins.str": "string",
    "builtins.int": "number",
    "builtins.float": "number",
    "builtins.bool": "boolean",
}


def class_shape(known: Knowledge, of: ClassAt, hops: int = 0) -> Shape | None:
    """The keys of a class as they are in JSON; None where something unknown may add to them."""
    if hops > _MOST_HOPS:
        return None
    found: dict[str, DataField] = {}
    is_data = _is_dataclass(known, of)
    for arg in of.node.bases:
        base = known.origins.of(of.tree, arg.value)
        if isinstance(base, ClassAt):
            inner = class_shape(known, base, hops + 1)
            if inner is None:
                return None
            found.update((each.name, each) for each in inner.fields)
            is_data = True
            continue
        path = known.origins.path_of(of.tree, arg.value)
        if path in _PYDANTIC | _TYPED_DICTS:
            is_data = True
        elif path not in _NO_FIELDS:
            return None
    if not is_data:
        return None
    naming = _naming(known, of)
    if naming is None:
        return None
    typed_dict = is_typed_dict(known, of)
    total = not (typed_dict and _is_partial(known, of))
    for each in _own_fields(known, of, camel=naming == "camel", total=total, required=typed_dict):
        found[each.name] = each
    return Shape(tuple(found.values()), Span(of.tree.path, *_body(of)))


def is_typed_dict(known: Knowledge, of: ClassAt) -> bool:
    """Whether a class is a TypedDict: its objects are plain dicts."""
    return any(each in _TYPED_DICTS for each in known.origins.bases(of))


def _body(of: ClassAt) -> tuple[int, int]:
    span = of.tree.span(of.node.body)
    return span.start, span.end


def _is_dataclass(known: Knowledge, of: ClassAt) -> bool:
    return any(
        known.origins.path_of(of.tree, each.decorator) in _DATACLASSES
        for each in of.node.decorators
    )


def _is_partial(known: Knowledge, of: ClassAt) -> bool:
    """`class Data(TypedDict, total=False)`."""
    return any(
        each.keyword is not None
        and each.keyword.value == "total"
        and known.values.of(of.tree, each.value) is False
        for each in of.node.keywords
    )


def _naming(known: Knowledge, of: ClassAt) -> str | None:
    """How a model's keys are named in JSON: "own", or "camel"; None where that is not known."""
    config = held_in(of, "model_config")
    if config is None:
        return "own"
    given: cst.BaseExpression | None = None
    match config:
        case cst.Call():
            given = keyword(config, "alias_generator")
        case cst.Dict(elements=elements):
            given = next(
                (
                    each.value
                    for each in elements
                    if isinstance(each, cst.DictElement)
                    and known.values.of(of.tree, each.key) == "alias_generator"
                ),
                None,
            )
        case _:
            return None
    if given is None:
        return "own"
    return "camel" if known.origins.path_of(of.tree, given) in _TO_CAMEL else None


def _own_fields(
    known: Knowledge, of: ClassAt, *, camel: bool, total: bool, required: bool
) -> Iterator[DataField]:
    """The annotated names of the class's body.

    required: whether a value in the body is no default, as in a TypedDict
    """
    for statement in of.node.body.body:
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        for each in statement.body:
            if not isinstance(each, cst.AnnAssign) or not isinstance(each.target, cst.Name):
                continue
            name, annotation = each.target.value, each.annotation.annotation
            wrapped, inner = _wrapped(known, of.tree, annotation)
            if name.startswith("_") or wrapped == "ClassVar" or name == "model_config":
                continue
            alias, has_default = _field(known, of.tree, each.value, annotation)
            optional = wrapped == "NotRequired" or (not total and wrapped != "Required")
            if not required:
                optional = has_default
            key = alias or (_camel(name) if camel else name)
            yield DataField(key, optional, type_of(known, of.tree, inner))


def _field(
    known: Knowledge,
    tree: Tree,
    value: cst.BaseExpression | None,
    annotation: cst.BaseExpression,
) -> tuple[str | None, bool]:
    """The alias of a field, and whether it has a default."""
    calls = [value] if value is not None else []
    if isinstance(annotation, cst.Subscript):  # Annotated[str, Field(alias="userId")]
        calls += [
            part.slice.value for part in annotation.slice if isinstance(part.slice, cst.Index)
        ]
    alias: str | None = None
    has_default = value is not None
    for each in calls:
        if not isinstance(each, cst.Call) or known.origins.path_of(tree, each) not in _FIELDS:
            continue
        for name in ("validation_alias", "alias"):
            given = keyword(each, name)
            text = known.values.of(tree, given) if given is not None else None
            alias = text if isinstance(text, str) else alias
        if each is value:
            first = positional(each)[:1]
            given_default = [
                *(part for part in first if not isinstance(part, cst.Ellipsis)),
                *filter(None, (keyword(each, "default"), keyword(each, "default_factory"))),
            ]
            has_default = bool(given_default)
    return alias, has_default


def _wrapped(
    known: Knowledge, tree: Tree, node: cst.BaseExpression
) -> tuple[str | None, cst.BaseExpression]:
    """The name and the inside of `NotRequired[…]`, `ClassVar[…]`, `Annotated[…]`."""
    if isinstance(node, cst.Subscript) and node.slice:
        path = known.origins.path_of(tree, node.value) or ""
        name = path.rpartition(".")[2]
        first = node.slice[0].slice
        if name in ("NotRequired", "Required", "ClassVar", "Annotated", "ReadOnly"):
            inner = first.value if isinstance(first, cst.Index) else node
            if name in ("Annotated", "ReadOnly"):
                return _wrapped(known, tree, inner)
            return name, inner
    return None, node


def type_of(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> str | None:
    """The name of an annotation's type, as JSON has it; None where it is none of the plain."""
    return _TYPES.get(known.origins.path_of(tree, node) or "")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
