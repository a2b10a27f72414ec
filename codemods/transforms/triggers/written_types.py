"""Types as a program writes them: annotations, interfaces, aliases, schemas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.shapes.model import DataField, Shape
from codemods.inngest.shapes.shapes import Shapes
from codemods.syntax.nodes import has_token, named_children, unwrap
from codemods.syntax.source import Source
from codemods.transforms.triggers.libraries import library_type, response
from codemods.transforms.triggers.prisma_types import record_of
from codemods.transforms.triggers.types import (
    ANY,
    BIGINT,
    BOOLEAN,
    DATE,
    NULL_TYPE,
    NUMBER,
    OTHER,
    SCALARS,
    STRING,
    UNDEFINED,
    UNDEFINED_TYPE,
    UNKNOWN,
    Type,
    array,
    promise,
    shape,
    tuple_of,
    union,
)
from codemods.workspace.resolution.exports import Definition, ExternalName

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_MOST_HOPS = 12
Place = tuple[Source, Node]
_PLAIN = {
    "string": STRING,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "bigint": BIGINT,
    "Date": DATE,
    "any": ANY,
    "null": NULL_TYPE,
    "undefined": UNDEFINED_TYPE,
    "void": UNDEFINED_TYPE,
    "true": replace(BOOLEAN, text="true", value=True),
    "false": replace(BOOLEAN, text="false", value=False),
}
_SAME = frozenset({"Readonly", "Required", "Prettify", "Simplify", "Awaited"})
_LITERAL = re.compile(r"""("[^"\\]*"|'[^'\\]*')$""")


class WrittenTypes:
    """Reads the types that one project writes down."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._shapes = Shapes(project)
        self._given: dict[str, Type] = {}

    def of(self, source: Source, node: Node, hops: int = 0) -> Type:
        """The type that a type's text means."""
        if hops > _MOST_HOPS:
            return UNKNOWN
        match node.type:
            case "predefined_type":
                text = source.text(node)
                return _PLAIN.get(text, UNKNOWN if text in ("unknown", "object") else OTHER)
            case "literal_type":
                return self._literal(source, node)
            case "union_type":
                return union([self.of(source, part, hops + 1) for part in named_children(node)])
            case "parenthesized_type" | "readonly_type":
                inner = named_children(node)
                return self.of(source, inner[0], hops + 1) if inner else UNKNOWN
            case "array_type":
                inner = named_children(node)
                return array(self.of(source, inner[0], hops + 1)) if inner else UNKNOWN
            case "tuple_type":
                return tuple_of([self.of(source, e, hops + 1) for e in named_children(node)])
            case "type_identifier" | "nested_type_identifier":
                return self._named(source, node, hops)
            case "generic_type":
                return self._generic(source, node, hops)
            case "intersection_type":
                return self._branded(source, node, hops) or self._object(source, node, hops)
            case "object_type" | "interface_body":
                return self._object(source, node, hops)
            case "lookup_type":
                return self._looked_up(source, node, hops)
            case "function_type":
                result = node.child_by_field_name("return_type")
                given = self.of(source, result, hops + 1) if result is not None else UNKNOWN
                return Type("other", elements=(given,))
            case _:
                return UNKNOWN

    def returned(self, source: Source, function: Node, given: list[Type]) -> Type | None:
        """The type that a function says it gives, for a call with these type arguments."""
        declared = function.child_by_field_name("return_type")
        kinds = named_children(declared) if declared is not None else []
        if not kinds:
            return None
        before, self._given = self._given, {}
        for name, kind in zip(type_parameters(source, function), given, strict=False):
            self._given[name] = kind
        try:
            return self.of(source, kinds[0])
        finally:
            self._given = before

    def of_schema(self, source: Source, node: Node) -> Type:
        """What a zod schema gives when it has parsed something."""
        found = self._shapes.of_schema(source, node)
        if found is None:
            return UNKNOWN
        defaults = self._defaults(found)
        members = {
            field.name: self._of_field(field, present=field.name in defaults)
            for field in found.fields
        }
        return shape(members)

    # Parts

    def _literal(self, source: Source, node: Node) -> Type:
        text = source.text(node)
        if text in _PLAIN:
            return _PLAIN[text]
        if _LITERAL.match(text):
            return Type("string", f'"{text[1:-1]}"', value=text[1:-1])
        return replace(NUMBER, text=text) if text[:1].isdigit() or text[:1] == "-" else UNKNOWN

    def _named(self, source: Source, node: Node, hops: int) -> Type:
        name = source.text(node)
        if _is_parameter(source, node, name):
            return self._given.get(name, UNKNOWN)
        if name == "Date":
            return DATE
        if name == "Response":
            return response(name)
        binding = self._project.modules.binding(source, name.partition(".")[0])
        if isinstance(binding, ExternalName):
            return self._external(binding, name)
        if not isinstance(binding, Definition) or binding.declaration is None:
            return self._generated(source, name)
        declared = binding.declaration
        where = self._project.source(binding.path)
        if declared.kind == "type" and declared.value is not None:
            value = declared.value.child_by_field_name("value")
            found = self.of(where, value, hops + 1) if value is not None else UNKNOWN
            return found if found.text or found.kind != "object" else replace(found, text=name)
        if declared.kind == "interface":
            return self._object(source, node, hops, text=name)
        if declared.kind == "enum":
            return Type("string", name)
        return Type("other", name)

    def _external(self, binding: ExternalName, name: str) -> Type:
        if binding.package == "@prisma/client":
            return self._model(name.rpartition(".")[2])
        return library_type(self._project, binding.package, binding.name) or _opaque(name)

    def _generated(self, source: Source, name: str) -> Type:
        """A model's type out of a generated client, which git ignores and nobody finds."""
        local = name.partition(".")[0]
        for each in source.module.imports:
            if each.local == local and "prisma" in each.specifier:
                return self._model(each.imported if "." not in name else name.rpartition(".")[2])
        return _opaque(name)

    def _model(self, name: str) -> Type:
        schema = self._project.schema
        model = schema.model(name) if schema is not None else None
        if schema is not None and model is not None:
            return record_of(schema, model)
        enum = schema.enum(name) if schema is not None else None
        if enum is not None:
            return Type("string", " | ".join(f'"{value.name}"' for value in enum.values))
        return UNKNOWN

    def _generic(self, source: Source, node: Node, hops: int) -> Type:
        name, given = node.child_by_field_name("name"), node.child_by_field_name("type_arguments")
        inner = named_children(given) if given is not None else []
        text = source.text(name) if name is not None else ""
        if not inner:
            return UNKNOWN
        match text:
            case "Promise":
                return promise(self.of(source, inner[0], hops + 1))
            case "Array" | "ReadonlyArray":
                return array(self.of(source, inner[0], hops + 1))
            case "NonNullable":
                return self.of(source, inner[0], hops + 1).present()
            case _ if text in _SAME:
                return self.of(source, inner[0], hops + 1).awaited
            case _:
                return self._alias(source, text, inner[0], hops) or self._object(source, node, hops)

    def _alias(self, source: Source, name: str, given: Node, hops: int) -> Type | None:
        """`Brand<string, "UserId">`: an alias that adds something to what it is given."""
        if given.type != "predefined_type":
            return None
        binding = self._project.modules.binding(source, name)
        if not isinstance(binding, Definition) or binding.declaration is None:
            return None
        declared = binding.declaration.value
        value = declared.child_by_field_name("value") if declared is not None else None
        listed = declared.child_by_field_name("type_parameters") if declared is not None else None
        first = named_children(listed)[0].child_by_field_name("name") if listed else None
        if value is None or first is None or value.type != "intersection_type":
            return None
        where = self._project.source(binding.path)
        names = [where.text(part) for part in named_children(value)]
        return self.of(source, given, hops + 1) if where.text(first) in names else None

    def _looked_up(self, source: Source, node: Node, hops: int) -> Type:
        inner = named_children(node)
        if len(inner) != 2 or inner[1].type != "literal_type":
            return UNKNOWN
        owner = self.of(source, inner[0], hops + 1)
        return owner.member(source.text(inner[1]).strip("\"'")) or UNKNOWN

    def _branded(self, source: Source, node: Node, hops: int) -> Type | None:
        """`string & { readonly brand: "UserId" }`, which is a string; None for other types."""
        parts = [self.of(source, part, hops + 1) for part in named_children(node)]
        return next((part for part in parts if part.kind in SCALARS), None)

    def _object(self, source: Source, node: Node, hops: int, text: str | None = None) -> Type:
        found = self._shapes.of_type(source, node)
        if found is None:
            return self._partly(source, node, hops, text)
        fields = {field.name: field for field in found.fields}

        def lookup(key: str) -> Type | None:
            field = fields.get(key)
            if field is None:
                return None
            place = self._shapes.member(source, node, key)
            if place is None:
                return self._of_field(field)
            kind = self.of(*place, hops + 1)
            return kind.maybe({UNDEFINED}) if field.optional else kind

        return Type("object", text, keys=tuple(fields), lookup=lookup)

    def _partly(self, source: Source, node: Node, hops: int, text: str | None) -> Type:
        """An object of which not every property is known: `Session & { user: { id: string } }`."""
        match node.type:
            case "intersection_type":
                of_parts = [self.of(source, part, hops + 1) for part in named_children(node)]
            case "type_identifier":
                of_parts = [self.of(*base, hops + 1) for base in self._bases(source, node)]
            case "object_type" | "interface_body":
                of_parts = []
            case _:
                return UNKNOWN

        def lookup(key: str) -> Type | None:
            place = self._shapes.member(source, node, key)
            if place is not None and node.type != "intersection_type":
                kind = self.of(*place, hops + 1)
                return kind.maybe({UNDEFINED}) if _is_optional(place) else kind
            known = [found for part in of_parts if (found := part.member(key)) is not None]
            sure = [found for found in known if found.kind != "unknown"]
            return min(sure, key=lambda each: len(each.absent)) if sure else UNKNOWN

        return Type("object", text, lookup=lookup)

    def _bases(self, source: Source, node: Node) -> list[Place]:
        """What an interface extends."""
        binding = self._project.modules.binding(source, source.text(node))
        if not isinstance(binding, Definition) or binding.declaration is None:
            return []
        where, declared = self._project.source(binding.path), binding.declaration.value
        return [
            (where, base)
            for child in (declared.children if declared is not None else ())
            if child.type == "extends_type_clause"
            for base in named_children(child)
        ]

    def _of_field(self, field: DataField, *, present: bool = False) -> Type:
        found = of_text(field.type)
        return found.maybe({UNDEFINED}) if field.optional and not present else found

    def _defaults(self, found: Shape) -> frozenset[str]:
        """The keys that may be absent in what is parsed and are there in what that gives."""
        if found.body is None:
            return frozenset()
        source = self._project.source(found.body.path)
        body = source.root.named_descendant_for_byte_range(found.body.start, found.body.end)
        names = set()
        for entry in named_children(body) if body is not None else ():
            key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if key is not None and value is not None and _is_defaulted(source, value):
                names.add(source.text(key).strip("\"'"))
        return frozenset(names)


def type_parameters(source: Source, node: Node) -> list[str]:
    """The names of the type parameters that a declaration has."""
    listed = node.child_by_field_name("type_parameters")
    names = (each.child_by_field_name("name") for each in named_children(listed)) if listed else ()
    return [source.text(name) for name in names if name is not None]


def _is_parameter(source: Source, node: Node, name: str) -> bool:
    """Whether a type's name is a parameter of what is declared around it."""
    around = node.parent
    while around is not None:
        if name in type_parameters(source, around):
            return True
        around = around.parent
    return False


def _opaque(name: str) -> Type:
    """A type of a package: it has a name, and what it has besides is not known."""
    return Type("object", name)


def of_text(text: str | None) -> Type:
    """The type of a short text such as `string | null`; of anything else nothing is known."""
    if text is None:
        return UNKNOWN
    parts = [part.strip() for part in text.split("|")]
    found = []
    for part in parts:
        if part in _PLAIN:
            found.append(_PLAIN[part])
        elif _LITERAL.match(part):
            found.append(Type("string", f'"{part[1:-1]}"', value=part[1:-1]))
        elif part.endswith("[]") and part[:-2] in _PLAIN:
            found.append(array(_PLAIN[part[:-2]]))
        else:
            return UNKNOWN
    return union(found)


def _is_defaulted(source: Source, value: Node) -> bool:
    """Whether a schema's outermost call that decides it is a default: `z.string().default("")`."""
    node = unwrap(value)
    while node.type == "call_expression":
        callee = node.child_by_field_name("function")
        key = callee.child_by_field_name("property") if callee is not None else None
        name = source.text(key) if key is not None else ""
        if name in ("default", "catch", "prefault"):
            return True
        if name in ("optional", "nullish") or callee is None:
            return False
        owner = callee.child_by_field_name("object")
        if owner is None:
            return False
        node = unwrap(owner)
    return False


def _is_optional(place: Place) -> bool:
    node = place[1].parent
    while node is not None and node.type == "type_annotation":
        node = node.parent
    return node is not None and has_token(node, "?")
