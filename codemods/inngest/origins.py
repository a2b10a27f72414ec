"""Where a value comes from: the database client, Inngest client or SDK that an expression is.

Names are followed through scopes, imports, getters, casts, types and callbacks of transactions. It
is by what they lead to, never by the names themselves, that something counts as a client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tree_sitter import Node

from codemods.inngest.anatomy.external_packages import client_package
from codemods.inngest.model import Span
from codemods.inngest.reading import Repository, literal, span
from codemods.syntax.literal import string
from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, property_name, unwrap, walk
from codemods.syntax.scopes import Bound, annotation, bound, parameters, pattern_keys
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName
from codemods.workspace.resolution.modules import External, File

Family = Literal["prisma", "drizzle", "supabase", "kysely", "model", "document", "inngest", "sdk"]

_MAX_HOPS = 16
_PRISMA_CLASS = re.compile(r"\w*PrismaClient")
_DRIZZLE_TYPE = re.compile(r"\w*(Database|Transaction)")
_CASTS = frozenset({"as_expression", "satisfies_expression", "type_assertion"})
_TYPE_WRAPPERS = frozenset(
    {"Promise", "Awaited", "NonNullable", "Readonly", "Required", "Omit", "Pick", "Partial"}
)
# What gives the same client again, with more to it.
_SAME = frozenset(
    {"$extends", "schema", "withSchema", "withPlugin", "$replica", "$primary", "withTables"}
)
# `db.transaction(async (tx) => …)`; Kysely's is `db.transaction().execute(async (trx) => …)`.
_TRANSACTIONS = frozenset({"$transaction", "transaction", "execute"})
# What gives another client of the same SDK: `genAI.getGenerativeModel(…)`, `google.gmail(…)`.
_DERIVED = frozenset({"getGenerativeModel", "startChat", "create", "extend", "withOptions"})
# Queries of a Mongoose model that give a document, to be changed and saved.
_DOCUMENTS = frozenset({"findOne", "findById", "create", "findOneAndUpdate", "findByIdAndUpdate"})


@dataclass(frozen=True, slots=True)
class Origin:
    """What an expression holds.

    name:        the package of an SDK, the model of a Mongoose model or document, else ""
    transaction: the call of the transaction that it is the handle of, or None
    """

    family: Family
    name: str = ""
    transaction: Span | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """The arguments that a function is called with, where one call of it is followed."""

    function: Span
    source: Source
    values: tuple[Node, ...]


Place = tuple[Source, Node]


class Origins:
    """Answers for one repository; what top-level names hold is kept."""

    def __init__(self, repository: Repository, packages: tuple[str, ...] = ()) -> None:
        """`packages` are clients of services besides those that are known."""
        self.repository = repository
        self.packages = packages
        self.known: dict[Span, Origin | None] = {}
        self._bindings: dict[tuple[str, str], Definition | ExternalName | None] = {}
        self._origins: dict[Span, Origin | None] = {}
        self._functions: dict[Span, Place | None] = {}

    def of(self, source: Source, node: Node, passed: Passed | None = None) -> Origin | None:
        """What an expression holds, or None where it is nothing of the kind or not known."""
        if passed is not None:
            return self._search(passed).of(source, node, 0)
        place = span(source, node)
        if place not in self._origins:
            self._origins[place] = self._search().of(source, node, 0)
        return self._origins[place]

    def function(self, source: Source, node: Node) -> Place | None:
        """The function of the project that an expression names, in its file, or None."""
        place = span(source, node)
        if place not in self._functions:
            self._functions[place] = self._search().function(source, node, 0)
        return self._functions[place]

    def meaning(self, source: Source, node: Node) -> Definition | ExternalName | None:
        """What a name or `namespace.name` of the module means, lazily imported ones too.

        None where a scope inside the module binds it to something else.
        """
        return self._search().meaning(source, node)

    def _search(self, passed: Passed | None = None) -> _Search:
        return _Search(self, passed)

    def binding(self, source: Source, name: str) -> Definition | ExternalName | None:
        """What a top-level name of a module means, as `Modules.binding` says it."""
        key = (source.path, name)
        if key not in self._bindings:
            self._bindings[key] = self.repository.modules.binding(source, name)
        return self._bindings[key]

    def is_global(self, source: Source, node: Node) -> bool:
        """Whether a name is bound neither in a scope around the node nor by the module."""
        name = source.text(node)
        return (
            bound(source, node, name) is None
            and name not in source.module.declarations
            and all(each.local != name for each in source.module.imports)
        )


class _Search:
    """One question: `hops` count the names followed so far, so that it comes to an end."""

    def __init__(self, origins: Origins, passed: Passed | None) -> None:
        self.origins = origins
        self.repository = origins.repository
        self.packages = origins.packages
        self.binding = origins.binding
        self.passed = passed

    def anew(self) -> _Search:
        """The same without the arguments of the call that is followed."""
        return _Search(self.origins, None)

    def of(self, source: Source, node: Node, hops: int) -> Origin | None:
        if hops > _MAX_HOPS:
            return None
        while True:
            inner = named_children(node)
            if node.type in ("parenthesized_expression", "non_null_expression") and inner:
                node = inner[0]
                continue
            if node.type not in _CASTS or len(inner) < 2:
                break
            value, kind = (inner[1], inner[0]) if node.type == "type_assertion" else inner[:2]
            found = self.of_type(source, kind, hops + 1)
            if found is not None:
                return found
            node = value
        match node.type:
            case "identifier" | "shorthand_property_identifier":
                return self.of_name(source, node, hops)
            case "await_expression":
                inner = named_children(node)
                return self.of(source, inner[0], hops + 1) if inner else None
            case "new_expression":
                return self.of_creation(source, node, hops)
            case "call_expression":
                return self.of_call(source, node, hops)
            case "member_expression":
                return self.of_member(source, node, hops)
            case "binary_expression":
                operator = node.child_by_field_name("operator")
                if operator is None or source.text(operator) not in ("??", "||", "&&"):
                    return None
                return self.first(source, node, ("left", "right"), hops)
            case "ternary_expression":
                return self.first(source, node, ("consequence", "alternative"), hops)
            case "assignment_expression" | "augmented_assignment_expression":
                return self.first(source, node, ("right",), hops)
            case _:
                return None

    def first(
        self, source: Source, node: Node, fields: tuple[str, ...], hops: int
    ) -> Origin | None:
        for field in fields:
            part = node.child_by_field_name(field)
            found = self.of(source, part, hops + 1) if part is not None else None
            if found is not None:
                return found
        return None

    # Names

    def of_name(self, source: Source, node: Node, hops: int) -> Origin | None:
        name = source.text(node)
        local = bound(source, node, name)
        if local is None:
            return self.of_meaning(self.binding(source, name), hops)
        if local.kind == "variable":
            return self.of_variable(source, local, hops)
        if local.kind == "parameter":
            return self.of_parameter(source, local, hops)
        return None

    def of_variable(self, source: Source, local: Bound, hops: int) -> Origin | None:
        if local.keys is None:
            return None
        if local.keys:
            if local.value is None or len(local.keys) != 1:
                return None
            return self.of_key(source, local.value, local.keys[0], hops + 1)
        found = self.of_type(source, local.type, hops + 1) if local.type is not None else None
        if found is None and local.value is not None:
            found = self.of(source, local.value, hops + 1)
            if found is None:
                found = self.of_document(source, local.value, hops + 1)
        return found

    def of_document(self, source: Source, node: Node, hops: int) -> Origin | None:
        """A Mongoose document: `new Report(…)`, `await Report.findById(id)`."""
        node = unwrap(node)
        if node.type == "new_expression":
            called = node.child_by_field_name("constructor")
            made = self.of(source, called, hops + 1) if called is not None else None
            return Origin("document", made.name) if made and made.family == "model" else None
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
                made = self.of(source, owner, hops + 1)
                return Origin("document", made.name) if made and made.family == "model" else None
            call = unwrap(owner)  # `Report.findById(id).populate("x")`
        return None

    def of_parameter(self, source: Source, local: Bound, hops: int) -> Origin | None:
        function = _function_around(local.node)
        if function is None or local.keys is None:
            return None
        passed = self.passed
        if passed is not None and span(source, function) == passed.function:
            place = parameters(function).index(local.node)
            if place < len(passed.values):
                argument = passed.values[place]
                caller = self.anew()
                found = (
                    caller.of_key(passed.source, argument, local.keys[0], hops + 1)
                    if local.keys
                    else caller.of(passed.source, argument, hops + 1)
                )
                if found is not None:
                    return found
        if local.type is not None:
            kind = _member_type(source, local.type, local.keys)
            found = self.of_type(source, kind, hops + 1) if kind is not None else None
            if found is not None:
                return found
        if local.keys:
            return None
        if local.value is not None:
            found = self.of(source, local.value, hops + 1)  # `async (id, db = prisma) => …`
            if found is not None:
                return found
        return self.of_transaction(source, function, hops)

    def of_transaction(self, source: Source, function: Node, hops: int) -> Origin | None:
        """The handle that a transaction's callback is given."""
        given = function.parent
        call = given.parent if given is not None and given.type == "arguments" else None
        callee = call.child_by_field_name("function") if call is not None else None
        if call is None or callee is None or callee.type != "member_expression":
            return None
        method, owner = callee.child_by_field_name("property"), callee.child_by_field_name("object")
        if method is None or owner is None or source.text(method) not in _TRANSACTIONS:
            return None
        if source.text(method) == "execute":
            before = unwrap(owner)
            while before.type == "call_expression":
                inner = before.child_by_field_name("function")
                below = inner.child_by_field_name("object") if inner is not None else None
                if below is None:
                    return None
                before = unwrap(below)
            owner = before
        origin = self.of(source, owner, hops + 1)
        if origin is None or origin.family not in ("prisma", "drizzle", "kysely"):
            return None
        return replace(origin, transaction=span(source, call))

    def of_meaning(self, meaning: Definition | ExternalName | None, hops: int) -> Origin | None:
        match meaning:
            case ExternalName():
                return _external_value(meaning, self.packages)
            case Definition():
                return self.of_definition(meaning, hops)
            case None:
                return None

    def of_definition(self, definition: Definition, hops: int) -> Origin | None:
        source = self.repository.source(definition.path)
        declared = definition.declaration
        if declared is None:
            value = definition.export.value if definition.export is not None else None
            return self.of(source, value, hops + 1) if value is not None else None
        if declared.kind not in ("const", "let", "var", "using"):
            return None
        place = Span(source.path, declared.statement.start_byte, declared.statement.end_byte)
        key = Span(f"{place.path}#{declared.name}", place.start, place.end)
        if key not in self.origins.known:
            self.origins.known[key] = None  # what is made of itself is not known
            self.origins.known[key] = self.anew().of_declared(
                source, declared.name, declared.statement, declared.value
            )
        return self.origins.known[key]

    def of_declared(
        self, source: Source, name: str, statement: Node, value: Node | None
    ) -> Origin | None:
        """What a variable of a module holds: by its type, its value, or what is assigned to it."""
        for node in walk(statement, into_functions=False):
            if node.type != "variable_declarator":
                continue
            own = node.child_by_field_name("name")
            if own is None:
                continue
            if own.type == "object_pattern":
                found = self.of_pattern(source, own, node.child_by_field_name("value"), name)
                if found is not None:
                    return found
            elif source.text(own) == name:
                kind = annotation(node)
                found = self.of_type(source, kind, 1) if kind is not None else None
                if found is not None:
                    return found
        if value is not None:
            found = self.of(source, value, 1)
            if found is not None:
                return found
        if source.text(statement).removeprefix("export ").startswith("const"):
            return None
        for right in _assigned(source, name):
            found = self.of(source, right, 1)
            if found is not None:
                return found
        return None

    def of_pattern(
        self, source: Source, pattern: Node, value: Node | None, name: str
    ) -> Origin | None:
        keys = pattern_keys(source, pattern, name)
        if not keys or len(keys) != 1 or value is None:
            return None
        return self.of_key(source, value, keys[0], 1)

    # Members

    def of_member(self, source: Source, node: Node, hops: int) -> Origin | None:
        owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or key is None:
            return None
        name = source.text(key)
        owner = unwrap(owner)
        if owner.type == "this":
            return self.of_field(source, node, name, hops)
        if owner.type == "member_expression" and _is_global_object(source, owner):
            return None
        if owner.type == "identifier" and source.text(owner) in ("globalThis", "global"):
            return None
        return self.of_key(source, owner, name, hops + 1)

    def of_key(self, source: Source, node: Node, key: str, hops: int) -> Origin | None:
        """What a property of an expression holds."""
        if hops > _MAX_HOPS:
            return None
        node = unwrap(node)
        if node.type == "await_expression" and named_children(node):
            node = unwrap(named_children(node)[0])
        module = self.imported_module(source, node)
        if module is not None:
            return self.of_meaning(self.exported(module, key), hops)
        match node.type:
            case "object":
                value = _entry(source, node, key)
                return self.of(source, value, hops + 1) if value is not None else None
            case "identifier":
                name = source.text(node)
                local = bound(source, node, name)
                if local is not None:
                    if local.kind == "parameter" and local.keys == () and local.type is not None:
                        kind = _member_type(source, local.type, (key,))
                        return self.of_type(source, kind, hops + 1) if kind is not None else None
                    if local.kind != "variable" or local.keys != () or local.value is None:
                        return None
                    return self.of_key(source, local.value, key, hops + 1)
                found = self.binding(source, name)
                if isinstance(found, Definition) and found.name == "*":
                    return self.of_meaning(self.exported(found.path, key), hops)
                if isinstance(found, ExternalName):
                    if found.name != "*":
                        return None
                    return self.of_meaning(ExternalName(found.package, key, found.subpath), hops)
                if isinstance(found, Definition) and found.declaration is not None:
                    value = found.declaration.value
                    if value is None or found.declaration.kind not in ("const", "let", "var"):
                        return None
                    where = self.repository.source(found.path)
                    return self.of_key(where, value, key, hops + 1)
                return None
            case "call_expression":
                callee = node.child_by_field_name("function")
                made = self.function(source, callee, hops + 1) if callee is not None else None
                if made is None:
                    return None
                for given in _returned(made[1]):
                    found_key = self.of_key(made[0], given, key, hops + 1)
                    if found_key is not None:
                        return found_key
                return None
            case _:
                return None

    def of_field(self, source: Source, node: Node, name: str, hops: int) -> Origin | None:
        """`this.name`: by the field of the class, a parameter property, or what is assigned."""
        body = node.parent
        while body is not None and body.type != "class_body":
            body = body.parent
        if body is None:
            return None
        for member in named_children(body):
            own = member.child_by_field_name("name")
            if own is None:
                continue
            if member.type == "public_field_definition" and source.text(own).lstrip("#") == name:
                kind, value = annotation(member), member.child_by_field_name("value")
                found = self.of_type(source, kind, hops + 1) if kind is not None else None
                if found is None and value is not None:
                    found = self.of(source, value, hops + 1)
                if found is not None:
                    return found
            elif member.type == "method_definition" and source.text(own) == "constructor":
                found = self.of_constructed(source, member, name, hops)
                if found is not None:
                    return found
        return None

    def of_constructed(self, source: Source, made: Node, name: str, hops: int) -> Origin | None:
        for parameter in parameters(made):
            pattern = parameter.child_by_field_name("pattern")
            modified = any(child.type == "accessibility_modifier" for child in parameter.children)
            kind = annotation(parameter)
            if modified and pattern is not None and source.text(pattern) == name and kind:
                return self.of_type(source, kind, hops + 1)
        for each in walk(made):
            if each.type == "assignment_expression":
                left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
                if left is not None and right is not None and source.text(left) == f"this.{name}":
                    return self.of(source, right, hops + 1)
        return None

    # Calls

    def of_creation(self, source: Source, node: Node, hops: int) -> Origin | None:
        called = node.child_by_field_name("constructor")
        if called is None:
            return None
        if source.text(called) == "Proxy":
            return self.of_proxy(source, arguments(node), hops)
        return self.of_class(source, called, hops)

    def of_proxy(self, source: Source, given: list[Node], hops: int) -> Origin | None:
        """A proxy that makes its client when first used: by its target, else by its traps."""
        found = self.of(source, given[0], hops + 1) if given else None
        if found is not None or len(given) < 2:
            return found
        for each in walk(given[1]):
            if each.type == "call_expression":
                found = self.of(source, each, hops + 1)
                if found is not None:
                    return found
        return None

    def of_class(self, source: Source, node: Node, hops: int) -> Origin | None:
        """What an instance of a class is."""
        if hops > _MAX_HOPS or node.type not in ("identifier", "member_expression"):
            return None
        meaning = self.meaning(source, node)
        if isinstance(meaning, ExternalName):
            return _external_instance(meaning, self.packages)
        if isinstance(meaning, Definition) and meaning.declaration is not None:
            declared = meaning.declaration
            where = self.repository.source(meaning.path)
            if declared.kind == "class" and declared.value is not None:
                for child in declared.value.children:
                    if child.type == "class_heritage":
                        for each in walk(child):
                            if each.type == "identifier":
                                return self.of_class(where, each, hops + 1)
            return None
        # A generated client lies in a folder that git ignores: its name is then all there is.
        name = source.text(node)
        imported = any(each.local == name and not each.type_only for each in source.module.imports)
        return Origin("prisma") if imported and _PRISMA_CLASS.fullmatch(name) else None

    def of_call(self, source: Source, node: Node, hops: int) -> Origin | None:
        callee = node.child_by_field_name("function")
        if callee is None:
            return None
        callee = unwrap(callee)
        meaning = self.meaning(source, callee)
        if isinstance(meaning, ExternalName):
            made = _external_result(meaning, self.packages)
            if made is None and meaning.package == "mongoose" and meaning.name == "model":
                return self.of_model(source, node)
            if made is not None:
                return made
        if callee.type == "member_expression":
            owner, key = (
                callee.child_by_field_name("object"),
                callee.child_by_field_name("property"),
            )
            method = source.text(key) if key is not None else ""
            if owner is not None and source.text(owner) == "mongoose" and method == "model":
                return self.of_model(source, node)
            base = self.of(source, owner, hops + 1) if owner is not None else None
            if base is not None:
                if method in _SAME or (base.family == "sdk" and method in _DERIVED):
                    return base
                return base if base.name == "googleapis" and method != "auth" else None
        function = self.function(source, callee, hops + 1)
        return self.of_result(*function, hops + 1) if function is not None else None

    def of_model(self, source: Source, node: Node) -> Origin:
        given = arguments(node)
        name = string(literal(self.repository, source, given[0])) if given else None
        return Origin("model", name or source.text(node))

    def of_result(self, source: Source, function: Node, hops: int) -> Origin | None:
        """What a function of the project gives: by its annotation, else by what it returns."""
        if hops > _MAX_HOPS:
            return None
        declared = function.child_by_field_name("return_type")
        kinds = named_children(declared) if declared is not None else []
        if kinds:
            found = self.of_type(source, kinds[0], hops + 1)
            if found is not None:
                return found
        for given in _returned(function):
            found = self.of(source, given, hops + 1)
            if found is not None:
                return found
        return None

    def function(self, source: Source, node: Node, hops: int) -> Place | None:
        """The function that an expression names or is."""
        if hops > _MAX_HOPS:
            return None
        node = unwrap(node)
        if node.type in FUNCTIONS:
            return source, node
        match node.type:
            case "identifier":
                name = source.text(node)
                local = bound(source, node, name)
                if local is not None:
                    if local.kind == "function":
                        return source, local.node
                    if local.kind != "variable" or local.value is None:
                        return None
                    if local.keys == ():
                        return self.function(source, local.value, hops + 1)
                    if local.keys and len(local.keys) == 1:
                        return self.function_at(source, local.value, local.keys[0], hops + 1)
                    return None
                return self.defined_function(self.binding(source, name), hops)
            case "member_expression":
                owner = node.child_by_field_name("object")
                key = node.child_by_field_name("property")
                if owner is None or key is None:
                    return None
                return self.function_at(source, owner, source.text(key), hops + 1)
            case "call_expression":
                # `cache(async () => …)`, `useCallback(…)`: what it wraps.
                callee, given = node.child_by_field_name("function"), arguments(node)
                if callee is not None and source.text(callee) in (
                    "cache",
                    "React.cache",
                    "memoize",
                ):
                    return self.function(source, given[0], hops + 1) if given else None
                return None
            case _:
                return None

    def defined_function(self, found: Definition | ExternalName | None, hops: int) -> Place | None:
        if not isinstance(found, Definition):
            return None
        where = self.repository.source(found.path)
        declared = found.declaration
        if declared is None:
            value = found.export.value if found.export is not None else None
        elif declared.kind in ("const", "function"):
            value = declared.value
        else:
            return None
        if value is None:
            return None
        if value.type == "function_signature":  # the overloads come before the body
            return next(
                (
                    (where, child)
                    for statement in named_children(where.root)
                    for child in (statement, *named_children(statement))
                    if child.type == "function_declaration"
                    and (own := child.child_by_field_name("name")) is not None
                    and declared is not None
                    and where.text(own) == declared.name
                ),
                None,
            )
        return self.function(where, value, hops + 1)

    def function_at(self, source: Source, node: Node, key: str, hops: int) -> Place | None:
        """The function that a property of an expression is: of a module, an object, a class."""
        if hops > _MAX_HOPS:
            return None
        node = unwrap(node)
        if node.type == "await_expression" and named_children(node):
            node = unwrap(named_children(node)[0])
        module = self.imported_module(source, node)
        if module is not None:
            return self.defined_function(self.exported(module, key), hops)
        match node.type:
            case "object":
                for entry in named_children(node):
                    own = entry.child_by_field_name("name")
                    if entry.type == "method_definition" and own and source.text(own) == key:
                        return source, entry
                value = _entry(source, node, key)
                return self.function(source, value, hops + 1) if value is not None else None
            case "new_expression":
                called = node.child_by_field_name("constructor")
                return self.function_at(source, called, key, hops + 1) if called else None
            case "identifier":
                name = source.text(node)
                local = bound(source, node, name)
                if local is not None:
                    if local.kind != "variable" or local.keys != () or local.value is None:
                        return None
                    return self.function_at(source, local.value, key, hops + 1)
                found = self.binding(source, name)
                if not isinstance(found, Definition):
                    return None
                if found.name == "*":
                    return self.defined_function(self.exported(found.path, key), hops)
                value = found.declaration.value if found.declaration is not None else None
                where = self.repository.source(found.path)
                if value is None or found.declaration is None:
                    return None
                if found.declaration.kind == "class":
                    return _method(where, value, key)
                if found.declaration.kind != "const":
                    return None
                return self.function_at(where, value, key, hops + 1)
            case "this":
                body = node.parent
                while body is not None and body.type != "class_body":
                    body = body.parent
                return _method(source, body.parent, key) if body and body.parent else None
            case _:
                return None

    # Meanings

    def meaning(self, source: Source, node: Node) -> Definition | ExternalName | None:
        node = unwrap(node)
        if node.type in ("identifier", "type_identifier", "shorthand_property_identifier"):
            name = source.text(node)
            local = bound(source, node, name)
            if local is None:
                return self.binding(source, name)
            if local.kind == "variable" and local.keys and local.value is not None:
                if len(local.keys) != 1:
                    return None
                module = self.awaited_module(source, local.value)
                return self.exported(module, local.keys[0]) if module is not None else None
            return None
        if node.type != "member_expression":
            return None
        owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or key is None:
            return None
        owner, name = unwrap(owner), source.text(key)
        if owner.type != "identifier":
            module = self.awaited_module(source, owner)
            return self.exported(module, name) if module is not None else None
        local = bound(source, owner, source.text(owner))
        if local is not None:
            if local.kind != "variable" or local.keys != () or local.value is None:
                return None
            module = self.awaited_module(source, local.value)
            return self.exported(module, name) if module is not None else None
        found = self.binding(source, source.text(owner))
        if isinstance(found, Definition) and found.name == "*":
            return self.exported(found.path, name)
        if isinstance(found, ExternalName):
            # `import * as ai`, and default imports that are namespaces too (`OpenAI.Azure`).
            return ExternalName(found.package, name, found.subpath) if found.name == "*" else None
        return None

    def awaited_module(self, source: Source, node: Node) -> str | External | None:
        node = unwrap(node)
        if node.type == "await_expression" and named_children(node):
            node = unwrap(named_children(node)[0])
        return self.imported_module(source, node)

    def imported_module(self, source: Source, node: Node) -> str | External | None:
        """The module of `import("…")` or `require("…")`: its path, or the package's."""
        if node.type != "call_expression":
            return None
        callee, given = node.child_by_field_name("function"), arguments(node)
        if callee is None or len(given) != 1 or source.text(callee) not in ("import", "require"):
            return None
        specifier = string(literal(self.repository, source, given[0]))
        if specifier is None:
            return None
        match self.repository.modules.resolve(specifier, source.path):
            case File(path):
                return path
            case External() as external:
                return external
            case _:
                return None

    def exported(self, module: str | External, name: str) -> Definition | ExternalName | None:
        if isinstance(module, External):
            return ExternalName(module.package, name, module.subpath)
        return self.repository.modules.export(module, name)

    # Types

    def of_type(self, source: Source, node: Node, hops: int) -> Origin | None:
        """What a value of a type is."""
        if hops > _MAX_HOPS:
            return None
        match node.type:
            case "type_identifier":
                return self.of_type_name(source, node, hops)
            case "generic_type":
                name, given = (
                    node.child_by_field_name("name"),
                    node.child_by_field_name("type_arguments"),
                )
                inner = named_children(given) if given is not None else []
                text = source.text(name) if name is not None else ""
                if text in _TYPE_WRAPPERS and inner:
                    return self.of_type(source, inner[0], hops + 1)
                if text == "ReturnType" and inner and inner[0].type == "type_query":
                    asked = _asked(inner[0])
                    meaning = self.meaning(source, asked) if asked else None
                    if isinstance(meaning, ExternalName):
                        return _external_result(meaning, self.packages)
                    made = self.function(source, asked, hops + 1) if asked else None
                    return self.of_result(*made, hops + 1) if made is not None else None
                return self.of_type(source, name, hops + 1) if name is not None else None
            case "nested_type_identifier":
                text = source.text(node)
                if text.endswith("Prisma.TransactionClient"):
                    return Origin("prisma")
                return Origin("inngest") if text == "Inngest.Any" else None
            case "union_type" | "intersection_type" | "parenthesized_type" | "readonly_type":
                for part in named_children(node):
                    found = self.of_type(source, part, hops + 1)
                    if found is not None:
                        return found
                return None
            case "type_query":
                named = _asked(node)
                return self.of(source, named, hops + 1) if named is not None else None
            case "lookup_type":
                # `Parameters<Parameters<typeof db.transaction>[0]>[0]`
                for each in walk(node):
                    if each.type == "type_query" and named_children(each):
                        asked_node = named_children(each)[0]
                        owner = asked_node.child_by_field_name("object")
                        return self.of(source, owner or asked_node, hops + 1)
                return None
            case _:
                return None

    def of_type_name(self, source: Source, node: Node, hops: int) -> Origin | None:
        name = source.text(node)
        meaning = self.binding(source, name)
        if isinstance(meaning, ExternalName):
            return _external_instance(meaning, self.packages)
        if isinstance(meaning, Definition):
            declared = meaning.declaration
            if declared is None or declared.value is None:
                return None
            where = self.repository.source(meaning.path)
            if declared.kind == "type":
                value = declared.value.child_by_field_name("value")
                return self.of_type(where, value, hops + 1) if value is not None else None
            if declared.kind == "class":
                own = declared.value.child_by_field_name("name")
                return self.of_class(where, own, hops + 1) if own is not None else None
            return None
        return Origin("prisma") if _PRISMA_CLASS.fullmatch(name) else None


def _external_instance(name: ExternalName, packages: tuple[str, ...]) -> Origin | None:
    """What an instance of a package's class, or a value of its type, is."""
    package, exported = name.package, name.name
    if _PRISMA_CLASS.fullmatch(exported):
        return Origin("prisma")
    if package == "inngest":
        return Origin("inngest") if exported == "Inngest" else None
    if package.startswith("@supabase/"):
        return Origin("supabase") if exported.endswith("Client") else None
    if package == "drizzle-orm":
        return Origin("drizzle") if _DRIZZLE_TYPE.fullmatch(exported) else None
    if package == "kysely":
        return Origin("kysely") if exported in ("Kysely", "Transaction") else None
    known = client_package(package, packages)
    return Origin("sdk", package) if known is not None and known.makes(exported) else None


def _external_result(name: ExternalName, packages: tuple[str, ...]) -> Origin | None:
    """What a call of a package's function gives."""
    package, exported = name.package, name.name
    if package == "drizzle-orm" and exported == "drizzle":
        return Origin("drizzle")
    if package.startswith("@supabase/"):
        is_client = exported.startswith("create") and "Client" in exported
        return Origin("supabase") if is_client else None
    known = client_package(package, packages)
    return Origin("sdk", package) if known is not None and known.gives(exported) else None


def _external_value(name: ExternalName, packages: tuple[str, ...]) -> Origin | None:
    """What a package's export is in itself: `axios`, `google`."""
    known = client_package(name.package, packages)
    return Origin("sdk", name.package) if known is not None and known.offers(name.name) else None


def _is_global_object(source: Source, node: Node) -> bool:
    return source.text(node) in ("process.env", "import.meta")


def _asked(query: Node) -> Node | None:
    """The expression of `typeof f` or `typeof f<T>`."""
    inner = next(iter(named_children(query)), None)
    if inner is not None and inner.type == "instantiation_expression":
        return inner.child_by_field_name("function")
    return inner


def _function_around(parameter: Node) -> Node | None:
    node = parameter.parent
    while node is not None and node.type not in FUNCTIONS:
        node = node.parent
    return node


def _returned(function: Node) -> Iterator[Node]:
    """The expressions that a function gives."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield body
        return
    for node in walk(body, into_functions=False):
        if node.type == "return_statement":
            yield from named_children(node)[:1]


def _assigned(source: Source, name: str) -> Iterator[Node]:
    """What is assigned to a variable of the module, anywhere in it."""
    if not re.search(rf"\b{re.escape(name)}\s*(\?\?|\|\|)?=[^=]", source.data.decode()):
        return
    for node in walk(source.root):
        if node.type in ("assignment_expression", "augmented_assignment_expression"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and source.text(left) == name:
                yield right


def _entry(source: Source, node: Node, key: str) -> Node | None:
    """The value of a key of an object literal."""
    for entry in named_children(node):
        if entry.type == "pair":
            own = entry.child_by_field_name("key")
            if own is not None and property_name(own, source.text(own)) == key:
                return entry.child_by_field_name("value")
        elif entry.type == "shorthand_property_identifier" and source.text(entry) == key:
            return entry
    return None


def _method(source: Source, cls: Node, key: str) -> Place | None:
    body = cls.child_by_field_name("body")
    for member in named_children(body) if body is not None else []:
        own = member.child_by_field_name("name")
        if own is None or source.text(own) != key:
            continue
        if member.type == "method_definition":
            return source, member
        value = member.child_by_field_name("value")
        if value is not None and value.type in FUNCTIONS:
            return source, value
    return None


def _member_type(source: Source, kind: Node, keys: tuple[str, ...]) -> Node | None:
    """The type of a property that is written in place: `{ db: PrismaClient }`."""
    for key in keys:
        if kind.type != "object_type":
            return None
        member = next(
            (
                each
                for each in named_children(kind)
                if (own := each.child_by_field_name("name")) is not None and source.text(own) == key
            ),
            None,
        )
        found = annotation(member) if member is not None else None
        if found is None:
            return None
        kind = found
    return kind


__all__ = ["Family", "Origin", "Origins", "Passed", "Place"]
