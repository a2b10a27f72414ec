"""The keys of a type or a schema, followed through the modules of the project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, initialiser, literal, span
from codemods.inngest.wiring.model import DataField
from codemods.inngest.wiring.static import constant
from codemods.syntax.literal import Dynamic, Object, Scalar
from codemods.syntax.nodes import arguments, has_token, named_children, property_name, unwrap, walk
from codemods.syntax.scopes import annotation
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName

_MOST_HOPS = 16
_MOST_TYPE = 60  # characters of a type that is told as it is written

_ABSENT = frozenset({"null", "undefined", "void", "never"})
_ZOD_TYPES = {
    "string": "string",
    "uuid": "string",
    "email": "string",
    "url": "string",
    "enum": "string",
    "nativeEnum": None,
    "number": "number",
    "int": "number",
    "boolean": "boolean",
    "date": "Date",
    "null": "null",
}
_ZOD_OBJECTS = frozenset({"object", "strictObject", "looseObject"})
_ZOD_OPTIONAL = frozenset({"optional", "nullish", "default", "catch", "prefault"})
# What changes neither the keys of an object nor which are optional.
_ZOD_SAME = frozenset(
    {
        "strict",
        "strip",
        "passthrough",
        "loose",
        "refine",
        "superRefine",
        "describe",
        "brand",
        "readonly",
        "meta",
        "check",
        "optional",
        "nullable",
        "nullish",
    }
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of an object; `body` is where they are listed, if that is one place."""

    fields: tuple[DataField, ...]
    body: Span | None = None


Place = tuple[Source, Node]


class Shapes:
    """Reads types and schemas of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    # Types

    def of_type(self, source: Source, node: Node, hops: int = 0) -> Shape | None:
        """The keys of a type; None where they are not all known."""
        if hops > _MOST_HOPS:
            return None
        match node.type:
            case "object_type" | "interface_body":
                return self._members(source, node)
            case "type_identifier":
                return self._named(source, node, hops)
            case "generic_type":
                return self._generic(source, node, hops)
            case "intersection_type":
                parts = [self.of_type(source, part, hops + 1) for part in named_children(node)]
                return _both(parts)
            case "union_type":
                parts = [
                    self.of_type(source, part, hops + 1)
                    for part in named_children(node)
                    if source.text(part) not in _ABSENT
                ]
                return _either(parts)
            case "parenthesized_type" | "readonly_type":
                inner = named_children(node)
                return self.of_type(source, inner[0], hops + 1) if inner else None
            case "lookup_type":
                found = self._looked_up(source, node, hops)
                return self.of_type(*found, hops + 1) if found is not None else None
            case _:
                return None

    def member(self, source: Source, node: Node, key: str, hops: int = 0) -> Place | None:
        """The type of a key of a type."""
        if hops > _MOST_HOPS:
            return None
        match node.type:
            case "object_type" | "interface_body":
                for each in named_children(node):
                    if _key(source, each) == key:
                        kind = annotation(each)
                        return (source, kind) if kind is not None else None
                return None
            case "type_identifier":
                for place in self._bodies(source, node):
                    found = self.member(*place, key, hops + 1)
                    if found is not None:
                        return found
                return None
            case "intersection_type" | "parenthesized_type" | "readonly_type":
                for part in named_children(node):
                    found = self.member(source, part, key, hops + 1)
                    if found is not None:
                        return found
                return None
            case "generic_type":
                name, given = _generic_parts(source, node)
                if name in ("Readonly", "Required", "NonNullable", "Awaited", "Prettify") and given:
                    return self.member(source, given[0], key, hops + 1)
                return None
            case "lookup_type":
                looked = self._looked_up(source, node, hops)
                return self.member(*looked, key, hops + 1) if looked is not None else None
            case _:
                return None

    def variants(self, source: Source, node: Node, hops: int = 0) -> list[Place]:
        """The parts of a union, followed through names."""
        if hops > _MOST_HOPS:
            return []
        if node.type == "union_type":
            parts = (self.variants(source, part, hops + 1) for part in named_children(node))
            return [place for part in parts for place in part]
        if node.type == "type_identifier":
            found = list(self._bodies(source, node))
            if len(found) == 1 and found[0][1].type == "union_type":
                return self.variants(*found[0], hops + 1)
        return [(source, node)]

    def _looked_up(self, source: Source, node: Node, hops: int) -> Place | None:
        """`Events["a/b"]`."""
        inner = named_children(node)
        if len(inner) != 2 or inner[1].type != "literal_type":
            return None
        return self.member(source, inner[0], source.text(inner[1]).strip("\"'"), hops + 1)

    def _bodies(self, source: Source, node: Node) -> Iterable[Place]:
        """What a type's name stands for: an alias's type; an interface's body, and its bases."""
        definition = self._repository.modules.binding(source, source.text(node))
        if not isinstance(definition, Definition) or definition.declaration is None:
            return
        declared = definition.declaration.value
        if declared is None or definition.declaration.kind not in ("interface", "type"):
            return
        where = self._repository.source(definition.path)
        if definition.declaration.kind == "type":
            value = declared.child_by_field_name("value")
            if value is not None:
                yield where, value
            return
        body = declared.child_by_field_name("body")
        if body is not None:
            yield where, body
        for child in declared.children:
            if child.type == "extends_type_clause":
                for base in named_children(child):
                    yield where, base

    def _named(self, source: Source, node: Node, hops: int) -> Shape | None:
        places = list(self._bodies(source, node))
        if not places:
            return None
        first, *bases = [self.of_type(*place, hops + 1) for place in places]
        if first is None or None in bases:
            return None
        inherited = _both(bases) if bases else Shape(())
        if inherited is None:
            return None
        own = {each.name for each in first.fields}
        kept = tuple(each for each in inherited.fields if each.name not in own)
        return Shape((*first.fields, *kept), first.body)

    def _generic(self, source: Source, node: Node, hops: int) -> Shape | None:
        name, given = _generic_parts(source, node)
        if not given:
            return None
        if name.rpartition(".")[2] in ("infer", "output", "input", "TypeOf", "Infer"):
            asked = named_children(given[0]) if given[0].type == "type_query" else []
            return self.of_schema(source, asked[0], hops + 1) if asked else None
        if name not in ("Pick", "Omit", "Partial", "Required", "Readonly", "NonNullable"):
            return None
        shape = self.of_type(source, given[0], hops + 1)
        if shape is None:
            return None
        match name:
            case "Partial":
                return Shape(tuple(replace(each, optional=True) for each in shape.fields))
            case "Required":
                return Shape(tuple(replace(each, optional=False) for each in shape.fields))
            case "Readonly" | "NonNullable":
                return shape
            case _:
                keys = _literal_keys(source, given[1]) if len(given) > 1 else None
                if keys is None:
                    return None
                wanted = name == "Pick"
                return Shape(tuple(e for e in shape.fields if (e.name in keys) == wanted))

    def _members(self, source: Source, body: Node) -> Shape | None:
        fields: list[DataField] = []
        for member in named_children(body):
            key = _key(source, member)
            if key is None:
                return None  # an index signature: any key
            kind = annotation(member)
            text = " ".join(source.text(kind).split()) if kind is not None else ""
            told = text if text and len(text) <= _MOST_TYPE else None
            fields.append(DataField(key, has_token(member, "?"), told))
        return Shape(tuple(fields), span(source, body))

    # Schemas

    def of_schema(self, source: Source, node: Node, hops: int = 0) -> Shape | None:
        """The keys of a zod object; also of `staticSchema<T>()`."""
        node = unwrap(node)
        if hops > _MOST_HOPS:
            return None
        if node.type != "call_expression":
            followed = self._followed(source, node)
            return self.of_schema(*followed, hops + 1) if followed is not None else None
        callee, given = node.child_by_field_name("function"), arguments(node)
        if callee is None:
            return None
        if callee.type == "identifier":
            types = node.child_by_field_name("type_arguments")
            inner = named_children(types) if types is not None else []
            if source.text(callee) == "staticSchema" and inner:
                return self.of_type(source, inner[0], hops + 1)
            return None
        owner, key = callee.child_by_field_name("object"), callee.child_by_field_name("property")
        if owner is None or key is None:
            return None
        method = source.text(key)
        if self._is_zod(source, owner):
            return self._made(source, method, given, hops)
        shape = self.of_schema(source, owner, hops + 1)
        return self._changed(source, shape, method, given, hops) if shape is not None else None

    def schema_entry(self, source: Source, node: Node, key: str) -> Place | None:
        """The value of a key of an object of schemas, followed through names and spreads."""
        found = literal(self._repository, source, node)
        if not isinstance(found, Object):
            return None
        value = found.get(key)
        return (value.source, value.node) if value is not None else None

    def _followed(self, source: Source, node: Node) -> Place | None:
        if node.type in ("identifier", "shorthand_property_identifier"):
            held = constant(source, node, source.text(node))
            if held is not None:
                return source, held
            return initialiser(self._repository, source, source.text(node))
        if node.type in ("member_expression", "subscript_expression"):
            found = literal(self._repository, source, node)
            if isinstance(found, Dynamic) and found.node != node:
                return found.source, found.node
        return None

    def _is_zod(self, source: Source, node: Node) -> bool:
        if node.type != "identifier":
            return False
        name = source.text(node)
        found = self._repository.modules.binding(source, name)
        if isinstance(found, ExternalName):
            return found.package.partition("/")[0] == "zod"
        return found is None and name == "z"

    def _made(self, source: Source, method: str, given: list[Node], hops: int) -> Shape | None:
        if method in _ZOD_OBJECTS and given:
            return self._zod_object(source, given[0])
        if method == "intersection":
            return _both([self.of_schema(source, each, hops + 1) for each in given])
        if method in ("union", "discriminatedUnion") and given and given[-1].type == "array":
            parts = named_children(given[-1])
            return _either([self.of_schema(source, each, hops + 1) for each in parts])
        return None

    def _changed(
        self, source: Source, shape: Shape, method: str, given: list[Node], hops: int
    ) -> Shape | None:
        """What a method of a zod object makes of it."""
        if method in _ZOD_SAME:
            return shape
        if method in ("extend", "merge", "and", "safeExtend", "augment") and given:
            more = (
                self.of_schema(source, given[0], hops + 1)
                if method in ("merge", "and")
                else self._zod_object(source, given[0])
            )
            if more is None:
                return None
            names = {each.name for each in more.fields}
            kept = tuple(each for each in shape.fields if each.name not in names)
            return Shape((*kept, *more.fields), more.body)
        if method in ("partial", "required") and not given:
            optional = method == "partial"
            return Shape(tuple(replace(each, optional=optional) for each in shape.fields))
        if method in ("pick", "omit", "partial") and given and given[0].type == "object":
            keys = {_key(source, each) for each in named_children(given[0])}
            if None in keys:
                return None
            if method == "partial":
                fields = (replace(e, optional=e.optional or e.name in keys) for e in shape.fields)
                return Shape(tuple(fields))
            wanted = method == "pick"
            return Shape(tuple(e for e in shape.fields if (e.name in keys) == wanted))
        return None

    def _zod_object(self, source: Source, node: Node) -> Shape | None:
        node = unwrap(node)
        if node.type != "object":
            followed = self._followed(source, node)
            return self._zod_object(*followed) if followed and followed[1] != node else None
        fields: list[DataField] = []
        for entry in named_children(node):
            key = _key(source, entry)
            if entry.type == "shorthand_property_identifier":
                fields.append(DataField(source.text(entry), self._is_optional(source, entry)))
                continue
            value = entry.child_by_field_name("value")
            if key is None or value is None:
                return None  # a spread
            fields.append(
                DataField(key, self._is_optional(source, value), self._zod_type(source, value))
            )
        return Shape(tuple(fields), span(source, node))

    def _is_optional(self, source: Source, node: Node, hops: int = 0) -> bool:
        """Whether a key may be absent; `.optional()` anywhere in the schema's chain."""
        node = unwrap(node)
        while node.type == "call_expression":
            callee = node.child_by_field_name("function")
            key = callee.child_by_field_name("property") if callee is not None else None
            owner = callee.child_by_field_name("object") if callee is not None else None
            name = source.text(key) if key is not None else ""
            if name in _ZOD_OPTIONAL:
                return True
            if owner is None:
                return False
            node = unwrap(owner)
        followed = self._followed(source, node) if hops < _MOST_HOPS else None
        return followed is not None and self._is_optional(*followed, hops + 1)

    def _zod_type(self, source: Source, node: Node) -> str | None:
        """The type of a plain zod schema: of `z.string().min(1)` it is string."""
        node = unwrap(node)
        nullable = False
        while node.type == "call_expression":
            callee = node.child_by_field_name("function")
            key = callee.child_by_field_name("property") if callee is not None else None
            owner = callee.child_by_field_name("object") if callee is not None else None
            if key is None or owner is None:
                return None
            name = source.text(key)
            if name in ("transform", "pipe", "or", "coerce"):
                return None
            nullable = nullable or name in ("nullable", "nullish")
            if self._is_zod(source, owner):
                kind = _ZOD_TYPES.get(name)
                if name == "literal" and arguments(node):
                    kind = _type_of(literal(self._repository, source, arguments(node)[0]))
                return f"{kind} | null" if kind is not None and nullable else kind
            node = unwrap(owner)
        return None


def _type_of(value: object) -> str | None:
    if not isinstance(value, Scalar) or value.value is None:
        return None
    if isinstance(value.value, bool):
        return "boolean"
    return "string" if isinstance(value.value, str) else "number"


def _both(parts: list[Shape | None]) -> Shape | None:
    """An intersection: a key is optional where it is in every part that has it."""
    found: dict[str, DataField] = {}
    for part in parts:
        if part is None:
            return None
        for each in part.fields:
            known = found.get(each.name)
            optional = each.optional and (known is None or known.optional)
            found[each.name] = replace(each, optional=optional)
    bodies = [part.body for part in parts if part is not None and part.body is not None]
    return Shape(tuple(found.values()), bodies[-1] if bodies else None)


def _either(parts: list[Shape | None]) -> Shape | None:
    """A union: a key is optional where it is in any part, or where a part lacks it."""
    if not parts or None in parts:
        return None
    shapes = [part for part in parts if part is not None]
    if len(shapes) == 1:
        return shapes[0]
    names = dict.fromkeys(each.name for shape in shapes for each in shape.fields)
    fields = []
    for name in names:
        having = [each for shape in shapes for each in shape.fields if each.name == name]
        optional = len(having) < len(shapes) or any(each.optional for each in having)
        kinds = {each.type for each in having}
        fields.append(DataField(name, optional, kinds.pop() if len(kinds) == 1 else None))
    return Shape(tuple(fields))


def _generic_parts(source: Source, node: Node) -> tuple[str, list[Node]]:
    name, given = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
    return (
        source.text(name) if name is not None else "",
        named_children(given) if given is not None else [],
    )


def _literal_keys(source: Source, node: Node) -> set[str] | None:
    """The strings of `"a" | "b"`; None for another type."""
    for part in walk(node):
        if part.is_named and part.type not in (
            "union_type",
            "literal_type",
            "string",
            "string_fragment",
            "parenthesized_type",
        ):
            return None
    return {source.text(part)[1:-1] for part in walk(node) if part.type == "string"}


def _key(source: Source, member: Node) -> str | None:
    """The name of a member of a type or object; None for what has none that is static."""
    if member.type == "shorthand_property_identifier":
        return source.text(member)
    key = member.child_by_field_name("name") or member.child_by_field_name("key")
    if key is None or member.type == "index_signature":
        return None
    return property_name(key, source.text(key))
