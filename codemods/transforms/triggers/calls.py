"""The types of what calls give, and of the parameters that callbacks are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.syntax.nodes import (
    FUNCTIONS,
    arguments,
    callee_of,
    named_children,
    unwrap,
)
from codemods.syntax.patterns import parameters
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.transforms.triggers import drizzle_types, supabase_types
from codemods.transforms.triggers.libraries import (
    Called,
    better_auth_session,
    called_type,
    response,
    session,
    supabase_type,
)
from codemods.transforms.triggers.prisma_types import delegate_model, result_of
from codemods.transforms.triggers.types import (
    ANY,
    BIGINT,
    BOOLEAN,
    NULL,
    NUMBER,
    OTHER,
    STRING,
    UNDEFINED,
    UNKNOWN,
    Type,
    array,
    promise,
    shape,
    tuple_of,
    union,
)
from codemods.transforms.triggers.written_types import type_parameters
from codemods.workspace.resolution.exports import Definition, ExternalName

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.triggers.inference import Inference

_GLOBALS = {
    "String": STRING,
    "Number": NUMBER,
    "parseInt": NUMBER,
    "parseFloat": NUMBER,
    "Boolean": BOOLEAN,
    "BigInt": BIGINT,
    "crypto.randomUUID": STRING,
    "JSON.stringify": STRING,
    "JSON.parse": ANY,
    "Date.now": NUMBER,
}
_RESPONSES = frozenset({"NextResponse", "Response"})
_TEXT_METHODS = frozenset(
    """
    toString toISOString toJSON toLowerCase toUpperCase trim trimStart trimEnd slice substring
    replace replaceAll padStart padEnd concat repeat normalize toLocaleString toFixed
    """.split()  # noqa: SIM905 - they read better as words
)
_SAME_LIST = frozenset({"filter", "slice", "sort", "reverse", "toSorted", "concat", "toReversed"})
_EACH = frozenset(
    {"map", "forEach", "filter", "flatMap", "some", "every", "find", "findIndex", "findLast"}
)
_PARSING = frozenset({"parse", "parseAsync"})
_SAFE_PARSING = frozenset({"safeParse", "safeParseAsync"})
_INPUTS = frozenset({"input", "schema", "inputSchema"})
_INPUT_NAMES = frozenset({"input", "parsedInput", "clientInput"})


class CallTypes:
    """Reads the types of calls; `inference` reads those of all other expressions."""

    def __init__(self, project: Project, inference: Inference) -> None:
        self._project = project
        self._inference = inference

    def of(self, source: Source, call: Node) -> Type:
        """The type of what a call gives, a promise where it gives one."""
        callee = callee_of(call)
        if callee is None:
            return UNKNOWN
        callee = unwrap(callee)
        name = source.text(callee)
        if name.rpartition(".")[0] in _RESPONSES:
            return response(name.rpartition(".")[0])
        if name in _GLOBALS and bound(source, callee, name.partition(".")[0]) is None:
            return _GLOBALS[name]
        by_library = self._by_library(source, callee)
        if by_library is not None:
            return by_library
        if callee.type == "member_expression":
            by_method = self._by_method(source, call, callee)
            if by_method is not None:
                return by_method
        function = self._project.origins.function(source, callee)
        if function is not None:
            return self._inference.returned(*function, self._type_arguments(source, call, function))
        held = self._inference.of(source, callee)
        return held.elements[0] if held.kind == "other" and held.elements else UNKNOWN

    def _type_arguments(
        self, source: Source, call: Node, function: tuple[Source, Node]
    ) -> list[Type]:
        """The type arguments of a call; those not written are what its callbacks give.

        `inTenant(id, (tx) => tx.document.create(…))` of a function whose parameter is a
        `(tx: Client) => Promise<T>` gives a document for `T`.
        """
        types = call.child_by_field_name("type_arguments")
        if types is not None:
            return [self._inference.written.of(source, each) for each in named_children(types)]
        where, node = function
        names = type_parameters(where, node)
        found = dict.fromkeys(names, UNKNOWN)
        for given, taken in zip(arguments(call), parameters(node) if names else (), strict=False):
            kind = taken.child_by_field_name("type")
            parts = named_children(kind) if kind is not None else []
            typed = self._function_type(where, parts[0]) if parts else None
            gives = typed[1].child_by_field_name("return_type") if typed is not None else None
            name = _awaited_name(where, gives) if gives is not None else None
            if name in found and unwrap(given).type in FUNCTIONS:
                found[name] = self._inference.returned(source, unwrap(given)).awaited
        return list(found.values())

    def parameter(self, source: Source, node: Node) -> Type:
        """The type of a callback's parameter without an annotation, by what it is given to."""
        function = node
        while function.type not in FUNCTIONS:
            if function.parent is None:
                return UNKNOWN
            function = function.parent
        given = function.parent
        while given is not None and given.type in ("parenthesized_expression", "as_expression"):
            given = given.parent
        call = given.parent if given is not None and given.type == "arguments" else None
        callee = callee_of(call) if call is not None else None
        if call is None or callee is None or node not in parameters(function):
            return UNKNOWN
        index = parameters(function).index(node)
        if callee.type == "member_expression":
            owner, key = (
                callee.child_by_field_name("object"),
                callee.child_by_field_name("property"),
            )
            method = source.text(key) if key is not None else ""
            if owner is not None and method in _EACH:
                held = self._inference.of(source, owner)
                if held.kind in ("array", "any"):
                    return (held.element, NUMBER)[index] if index < 2 else UNKNOWN
            if owner is not None and index == 0:
                by_input = self._input(source, owner)
                if by_input is not None:
                    return by_input
        return self._of_wrapper(source, callee, arguments(call).index(function), index)

    # By what is called

    def _by_library(self, source: Source, callee: Node) -> Type | None:
        """A call of what a package exports, or of next-auth's `auth` that the project made."""
        owner, member = callee, None
        if callee.type == "member_expression":
            inner, key = (
                callee.child_by_field_name("object"),
                callee.child_by_field_name("property"),
            )
            if inner is None or key is None:
                return None
            owner, member = unwrap(inner), source.text(key)
        meaning = self._project.origins.meaning(source, owner)
        if isinstance(meaning, ExternalName):
            name = meaning.name
            return called_type(
                self._project, self._inference.written, Called(meaning.package, name, member)
            )
        if isinstance(meaning, Definition) and meaning.declaration is not None:
            where = self._project.source(meaning.path)
            text = where.text(meaning.declaration.statement)
            if member is None and meaning.declaration.name == "auth" and "NextAuth(" in text:
                return promise(session(self._project, self._inference.written).maybe({NULL}))
        if source.text(callee).endswith(".api.getSession"):
            return better_auth_session()
        return None

    def _by_method(self, source: Source, call: Node, callee: Node) -> Type | None:
        owner, key = callee.child_by_field_name("object"), callee.child_by_field_name("property")
        if owner is None or key is None:
            return None
        method, given = source.text(key), arguments(call)
        by_query = self._query(source, owner, method, given)
        if by_query is not None:
            return by_query
        if method in _PARSING | _SAFE_PARSING:
            return self._parsed(source, owner, method)
        if given and (
            method == "$transaction" or (method == "transaction" and given[0].type in FUNCTIONS)
        ):
            return self._transaction(source, given[0])
        if source.text(callee) in ("Promise.all", "Promise.allSettled"):
            return self._all(source, given) if source.text(callee) == "Promise.all" else UNKNOWN
        if method == "json" and not given and self._is_request(source, owner):
            return promise(ANY)
        if source.text(owner).endswith(".auth") and b"supabase" in source.data.lower():
            return supabase_type(method)
        by_rows = supabase_types.result(self._project, source, call)
        if by_rows is not None:
            return by_rows
        if method == "returning":
            return drizzle_types.returned(self._project, source, call)
        by_selection = drizzle_types.selected(self._project, source, call, method)
        if by_selection is not None:
            return by_selection
        return self._of_value(source, owner, method, given)

    def _query(self, source: Source, owner: Node, method: str, given: list[Node]) -> Type | None:
        """A query of the Prisma client: by its schema, and where there is none by its client."""
        schema = self._project.schema
        owner = unwrap(owner)
        key = owner.child_by_field_name("property") if owner.type == "member_expression" else None
        if key is None:
            return None
        model = delegate_model(schema, source.text(key)) if schema is not None else None
        if schema is None or model is None:
            return drizzle_types.query(self._project, source, owner, method)
        found = result_of(schema, model, method, source, given[0] if given else None)
        if found is not None:
            return promise(found)
        return promise(NUMBER) if method == "count" else None

    def _parsed(self, source: Source, schema: Node, method: str) -> Type | None:
        data = self._inference.written.of_schema(source, schema)
        if data.kind == "unknown":
            return None
        if method in _PARSING:
            return promise(data) if method == "parseAsync" else data
        result = union(
            [
                shape({"success": Type("boolean", "true", value=True), "data": data}),
                shape({"success": Type("boolean", "false", value=False), "error": OTHER}),
            ]
        )
        return promise(result) if method == "safeParseAsync" else result

    def _transaction(self, source: Source, given: Node) -> Type:
        """What the callback gives, or each query of a list."""
        if given.type in FUNCTIONS:
            return promise(self._inference.returned(source, given).awaited)
        return self._all(source, [given])

    def _all(self, source: Source, given: list[Node]) -> Type:
        held = self._inference.of(source, given[0]) if given else UNKNOWN
        if held.kind != "array":
            return promise(UNKNOWN)
        if held.fixed:
            return promise(tuple_of([each.awaited for each in held.elements]))
        return promise(array(held.element.awaited))

    def _of_value(self, source: Source, owner: Node, method: str, given: list[Node]) -> Type | None:
        """A method of a list or a string."""
        if method in ("toString", "toISOString") and not given:
            return STRING
        held = self._inference.of(source, owner)
        if held.kind == "string" and method in _TEXT_METHODS:
            return STRING
        if held.kind == "string" and method == "split":
            return array(STRING)
        if held.kind != "array":
            return None
        if method == "map" and given and given[0].type in FUNCTIONS:
            return array(self._inference.returned(source, given[0]))
        if method in _SAME_LIST:
            return array(held.element)
        if method in ("find", "at", "pop", "shift", "findLast"):
            return held.element.maybe({UNDEFINED})
        return None

    def _is_request(self, source: Source, owner: Node) -> bool:
        """Whether it is the request: the first parameter of a function, or called like one."""
        owner = unwrap(owner)
        if owner.type != "identifier":
            return False
        local = bound(source, owner, source.text(owner))
        return local is not None and (
            local.kind == "parameter" or source.text(owner) in ("req", "request")
        )

    # By what a callback is given to

    def _input(self, source: Source, chain: Node) -> Type | None:
        """The argument of a procedure: `.input(schema).mutation(({ input }) => …)`."""
        node = unwrap(chain)
        while node.type == "call_expression":
            callee = node.child_by_field_name("function")
            key = callee.child_by_field_name("property") if callee is not None else None
            if callee is None or key is None:
                return None
            if source.text(key) in _INPUTS and arguments(node):
                data = self._inference.written.of_schema(source, arguments(node)[0])

                def lookup(name: str, data: Type = data) -> Type:
                    return data if name in _INPUT_NAMES else UNKNOWN

                return Type("object", lookup=lookup)
            owner = callee.child_by_field_name("object")
            if owner is None:
                return None
            node = unwrap(owner)
        return None

    def _of_wrapper(self, source: Source, callee: Node, argument: int, index: int) -> Type:
        """What a wrapper of the project says that it gives its handler: `withAuth(handler)`."""
        function = self._project.origins.function(source, callee)
        if function is None:
            return UNKNOWN
        where, node = function
        taken = parameters(node)
        if argument >= len(taken):
            return UNKNOWN
        kind = taken[argument].child_by_field_name("type")
        parts = named_children(kind) if kind is not None else []
        found = self._function_type(where, parts[0]) if parts else None
        if found is None:
            return UNKNOWN
        where, kind = found
        listed = kind.child_by_field_name("parameters")
        given = named_children(listed) if listed is not None else []
        if index >= len(given):
            return UNKNOWN
        annotated = given[index].child_by_field_name("type")
        inner = named_children(annotated) if annotated is not None else []
        found_type = self._inference.written.of(where, inner[0]) if inner else UNKNOWN
        optional = given[index].type == "optional_parameter"
        return found_type.maybe({UNDEFINED}) if optional else found_type

    def _function_type(self, source: Source, node: Node) -> tuple[Source, Node] | None:
        """The function type that a parameter's type is, or is the name of."""
        if node.type == "function_type":
            return source, node
        if node.type != "type_identifier":
            return None
        binding = self._project.modules.binding(source, source.text(node))
        if not isinstance(binding, Definition) or binding.declaration is None:
            return None
        declared = binding.declaration.value
        where = self._project.source(binding.path)
        if binding.declaration.kind == "interface" and declared is not None:
            body = declared.child_by_field_name("body")
            signatures = [
                (where, each)
                for each in (named_children(body) if body is not None else [])
                if each.type == "call_signature"
            ]
            return signatures[0] if len(signatures) == 1 else None
        value = declared.child_by_field_name("value") if declared is not None else None
        return (where, value) if value is not None and value.type == "function_type" else None


def _awaited_name(source: Source, node: Node) -> str:
    """`T` of `T` and of `Promise<T>`."""
    inner = node.child_by_field_name("type_arguments")
    name = node.child_by_field_name("name")
    if inner is not None and name is not None and source.text(name) == "Promise":
        return source.text(named_children(inner)[0])
    return source.text(node)
