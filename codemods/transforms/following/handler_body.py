"""A handler's own statements: where its names come from, and what turns people away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.syntax.nodes import FUNCTIONS, arguments, named_children, unwrap, walk
from codemods.syntax.patterns import parameters, pattern_of, taken
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source
from codemods.transforms.following.asking import throws
from codemods.transforms.triggers.guards import leaves
from codemods.transforms.triggers.model import Handler
from codemods.transforms.triggers.outcomes import outcome_of_response

if TYPE_CHECKING:
    from codemods.inngest.project import Project

# What the request says, which says nothing of who asks.
_HANDED_IN = frozenset(
    {"params", "searchParams", "json", "formData", "body", "query", "context", "ctx", "props"}
)
_WRITING = frozenset(
    """
    create createMany delete deleteMany insert send set update updateMany upsert
    """.split()  # noqa: SIM905 - they read better as words
)


class HandlerBody:
    """The statements of a handler, inside a `try` around them and inside what wraps them.

    request:    the name of its first parameter, or None
    outer:      the names of the parameters of the handler itself
    wrapper:    the call that is given the function that answers: `withAuth(…)`; None without
    function:   that function; else the handler's own
    statements: what runs one after the other
    handler_try: the `try` around them, or None
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.source: Source = handler.source
        self.function = handler.function
        self.wrapper = _wrapper_around(handler.function)
        self.returned: Node | None = None  # `return withAuth(request, async (…) => …)`
        body = handler.body
        inner = _returned_wrapper(body)
        if self.wrapper is None and inner is not None:
            self.returned, self.wrapper, self.function = inner
            body = self.function.child_by_field_name("body") or body
        self.block = body
        self.handler_try: Node | None = None
        self.statements = self._flattened(body)

    @property
    def answers_requests(self) -> bool:
        """Whether it is a route's: what another function gives back is no answer of a route."""
        return self.handler.kind == "route"

    @property
    def is_block(self) -> bool:
        """Whether it has statements at all."""
        return self.block.type == "statement_block"

    @property
    def inner(self) -> Node:
        """The block that the statements stand in: that of the `try` around them, where one is."""
        body = self.handler_try.child_by_field_name("body") if self.handler_try else None
        return body if body is not None else self.block

    @cached_property
    def request(self) -> str | None:
        """What the request is called where the handler answers; None where it is not at hand."""
        if not self.answers_requests:
            return None
        if self.wrapper is None:
            return self.outer_request
        found = self._request_of(self.function)
        return found or (self.outer_request if self.returned is not None else None)

    @cached_property
    def outer_request(self) -> str | None:
        """What the route's own function calls it, which is its first parameter."""
        given = parameters(self.handler.function)
        pattern = pattern_of(given[0]) if given else None
        is_name = pattern is not None and pattern.type == "identifier"
        return self.source.text(pattern) if pattern is not None and is_name else None

    def _request_of(self, function: Node) -> str | None:
        """The parameter that what wraps a function gives the request as, by its name or type."""
        for parameter in parameters(function):
            pattern = pattern_of(parameter)
            name = self.source.text(pattern)
            named = pattern.type == "identifier" and name.lstrip("_").startswith("req")
            if named or (pattern.type == "identifier" and "Request" in self.source.text(parameter)):
                return name
        return None

    @cached_property
    def given(self) -> frozenset[str]:
        """The names that the wrapper hands to the function, but for the request's own parts."""
        if self.wrapper is None:
            return frozenset()
        names = {
            each.name
            for parameter in parameters(self.function)
            for each in taken(self.source, pattern_of(parameter))
        }
        return frozenset(names - _HANDED_IN - {self.request or ""})

    @cached_property
    def declaring(self) -> dict[str, Node]:
        """The statement that declares each name with `const`."""
        found: dict[str, Node] = {}
        for statement in self.statements:
            if statement.type != "lexical_declaration" or statement.children[0].type != "const":
                continue
            for declarator in named_children(statement):
                pattern = declarator.child_by_field_name("name")
                if pattern is not None:
                    found |= {each.name: statement for each in taken(self.source, pattern)}
        return found

    def closure(self, names: Iterable[str]) -> list[Node] | None:
        """The statements that these names need, in order; None where one of them takes something
        from elsewhere, or does more than look up."""
        kept: dict[int, Node] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name == self.request or name in self.given:
                continue
            statement = self.declaring.get(name)
            if statement is None or not self._looks_up(statement):
                return None
            if statement.start_byte not in kept:
                kept[statement.start_byte] = statement
                waiting += self.locals_in(statement)
        return [kept[at] for at in sorted(kept)]

    def guards(self, project: Project, names: frozenset[str]) -> list[Node]:
        """The statements that turn somebody away by nothing but these names."""
        found = []
        for statement in self.statements:
            condition = statement.child_by_field_name("condition")
            then = statement.child_by_field_name("consequence")
            if statement.type != "if_statement" or condition is None:
                continue
            if statement.child_by_field_name("alternative") or not leaves(self.source, then):
                continue
            asked = self.locals_in(condition) - {self.request or ""}
            if not self.answers_requests:
                if asked and asked <= names:
                    found.append(statement)
                continue
            is_own = self.locals_in(statement) <= names | {self.request or ""}
            if asked and is_own and not self._answers_well(project, then):
                found.append(statement)
        return found

    def checks(self, names: frozenset[str]) -> list[Node]:
        """The statements that give nothing back and throw for who may not, by nothing but these
        names and the request: `await requirePermission(user, "write")`."""
        found = []
        for statement in self.statements:
            if statement.type in ("lexical_declaration", "if_statement"):
                continue
            if statement.type != "expression_statement" or not self._only_checks(statement):
                break
            if self.locals_in(statement) <= names | {self.request or ""}:
                found.append(statement)
        return found

    def _only_checks(self, statement: Node) -> bool:
        value = unwrap(named_children(statement)[0])
        call = unwrap(named_children(value)[0]) if value.type == "await_expression" else value
        return throws(self.source, call) and self._looks_up(statement)

    def names_of(self, statements: Iterable[Node]) -> frozenset[str]:
        """The names that the statements declare, and those that the wrapper gives."""
        kept = {each.start_byte for each in statements}
        return self.given | {n for n, at in self.declaring.items() if at.start_byte in kept}

    def locals_in(self, node: Node) -> set[str]:
        """The names of the handler that are used in a node and not declared there."""
        found: set[str] = set()
        for each in walk(node):
            if not is_name(each):
                continue
            name = self.source.text(each)
            local = bound(self.source, each, name)
            if local is None:
                continue
            inside = (
                node.start_byte <= local.node.start_byte and local.node.end_byte <= node.end_byte
            )
            if not inside:
                found.add(name)
        return found

    def calls_in(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Every call in the nodes, in order."""
        for node in nodes:
            yield from (each for each in walk(node) if each.type == "call_expression")

    def _answers_well(self, project: Project, then: Node | None) -> bool:
        """Whether what is done behind a condition is to give an answer that is no error."""
        for node in walk(then, into_functions=False) if then is not None else ():
            value = named_children(node) if node.type == "return_statement" else []
            if value and outcome_of_response(project, self.source, value[0]) == "success":
                return True
        return False

    def _looks_up(self, statement: Node) -> bool:
        """Whether a declaration neither reads the request's own data nor writes anything."""
        for node in walk(statement):
            match node.type:
                case "property_identifier" | "shorthand_property_identifier_pattern":
                    if self.source.text(node) in _HANDED_IN | _WRITING and _is_asked_of(node):
                        return False
                case "identifier":
                    if self.source.text(node) in ("params", "context"):
                        return False
                case _:
                    pass
        return True

    def _flattened(self, body: Node) -> list[Node]:
        """The statements of a block, those of a `try` that holds the rest among them."""
        found: list[Node] = []
        for statement in named_children(body) if body.type == "statement_block" else []:
            inner = statement.child_by_field_name("body")
            if statement.type == "try_statement" and inner is not None:
                if self.handler_try is None:
                    self.handler_try = statement
                    found += named_children(inner)
                continue
            found.append(statement)
        return found


def _is_asked_of(node: Node) -> bool:
    """Whether a property's name is one of what is taken from a value, not of an object's entry."""
    around = node.parent
    return around is not None and around.type != "pair"


def _wrapper_around(function: Node) -> Node | None:
    """The call that the function itself is given to."""
    given = function.parent
    call = given.parent if given is not None and given.type == "arguments" else None
    return call if call is not None and call.type == "call_expression" else None


def _returned_wrapper(body: Node) -> tuple[Node, Node, Node] | None:
    """The `return` of a call that is given the rest of the handler, that call, and the function."""
    statements = named_children(body) if body.type == "statement_block" else []
    if not statements or statements[-1].type != "return_statement":
        return None
    if any(each.type != "lexical_declaration" for each in statements[:-1]):
        return None
    value = named_children(statements[-1])
    call = unwrap(value[0]) if value else None
    if call is not None and call.type == "await_expression":
        call = unwrap(named_children(call)[0])
    if call is None or call.type != "call_expression":
        return None
    functions = [each for each in arguments(call) if each.type in FUNCTIONS]
    return (statements[-1], call, functions[0]) if len(functions) == 1 else None
