"""One walk over a handler's statements: its ways out, and the ends of its inner blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.flow import falls_through
from codemods.syntax.nodes import FUNCTIONS, arguments, callee_of, named_children, unwrap, walk
from codemods.syntax.patterns import parameters
from codemods.syntax.source import Source
from codemods.transforms.triggers.model import Handler
from codemods.transforms.triggers.outcomes import (
    INTERRUPTS,
    REDIRECTS,
    called_name,
    outcome_of_interrupt,
    outcome_of_response,
    outcome_of_sent,
    outcome_of_value,
    sends_response,
)
from codemods.transforms.triggers.wording import Outcome

if TYPE_CHECKING:
    from codemods.inngest.project import Project

BLOCKS = frozenset({"statement_block", "switch_case", "switch_default"})
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
# Methods whose callback is not the rest of the handler: it runs in a transaction, for each element,
# or for a failure.
_NO_CONTINUATION = frozenset(
    {
        "$transaction",
        "transaction",
        "execute",
        "map",
        "flatMap",
        "filter",
        "forEach",
        "reduce",
        "some",
        "every",
        "find",
        "sort",
        "catch",
        "finally",
    }
)


class Way(Struct, frozen=True, eq=False):
    """A point that control comes to, and what happens there.

    kind:   a way out of the handler, or the end of a block inside it
    block:  the block that it stands in; a statement without braces has that of its `if`
    before: the statement that leaves, or that ends the block, or None where nothing stands there
    bare:   whether that is no direct part of the block: the arm of an `if` without braces
    """

    kind: Literal["exit", "end"]
    block: Node
    before: Node | None
    outcome: Outcome
    loop: Node | None
    bare: bool = False


class Block(Struct, frozen=True, eq=False):
    """A block whose statements belong to the handler.

    loop: the innermost loop around it inside the handler, or None
    safe: False within `catch` and `finally`
    own:  whether it is the body of the handler, or of the callback that continues it
    """

    node: Node
    loop: Node | None
    safe: bool
    own: bool


class Walked(Struct, frozen=True):
    """What a handler's statements were found to be, in source order."""

    blocks: tuple[Block, ...]
    ways: tuple[Way, ...]


def never_ends(project: Project, source: Source, statement: Node) -> bool:
    """Whether nothing runs after a statement: it returns, throws, or leads to another page."""
    return _is_interrupt(project, source, statement) or not falls_through(source, statement)


def walk_handler(project: Project, handler: Handler) -> Walked:
    """The blocks and the ways of a handler, callbacks that continue it included.

    A function whose body is one expression has none.
    """
    if handler.body.type != "statement_block":
        return Walked((), ())
    return _Walk(project, handler).all()


def statements(block: Node) -> list[Node]:
    """The statements of a block or of a `case`, without comments."""
    if block.type == "statement_block":
        return named_children(block)
    return [each for each in block.children_by_field_name("body") if each.type != "comment"]


class _Walk:
    def __init__(self, project: Project, handler: Handler) -> None:
        self.project = project
        self.handler = handler
        self.source: Source = handler.source
        self.ways: list[Way] = []
        self.blocks: list[Block] = []
        self.response = _response_name(handler)
        self.work = [Block(handler.body, None, safe=True, own=True)]

    def all(self) -> Walked:
        while self.work:
            block = self.work.pop()
            self.blocks.append(block)
            for statement in statements(block.node):
                self._statement(statement, block, bare=False)
            self._end(block)
        self.blocks.sort(key=lambda each: each.node.start_byte)
        self.ways.sort(key=lambda way: (way.before or way.block).start_byte)
        return Walked(tuple(self.blocks), tuple(self.ways))

    def _enter(self, node: Node | None, around: Block, *, loop: Node | None, safe: bool) -> None:
        """A statement that another is made of: a block of its own, or one without braces."""
        if node is None:
            return
        inner = Block(node, loop, safe and around.safe, own=False)
        if node.type in BLOCKS:
            self.work.append(inner)
        else:
            held = Block(around.node, loop, inner.safe, own=False)
            self._statement(node, held, bare=True)

    def _statement(self, node: Node, block: Block, *, bare: bool) -> None:
        stack = [(node, block, bare)]
        while stack:
            node, block, bare = stack.pop()
            match node.type:
                case "return_statement":
                    self._return(node, block, bare)
                case "expression_statement":
                    self._expression(node, block, bare)
                case "statement_block":
                    self._enter(node, block, loop=block.loop, safe=True)
                case "if_statement":
                    self._enter(
                        node.child_by_field_name("consequence"), block, loop=block.loop, safe=True
                    )
                    other = node.child_by_field_name("alternative")
                    inner = named_children(other)[-1:] if other is not None else []
                    for each in inner:
                        if each.type == "if_statement":  # a chain of `else if` can be long
                            stack.append((each, block, True))
                        else:
                            self._enter(each, block, loop=block.loop, safe=True)
                case "try_statement":
                    self._enter(node.child_by_field_name("body"), block, loop=block.loop, safe=True)
                    for name in ("handler", "finalizer"):
                        clause = node.child_by_field_name(name)
                        body = named_children(clause)[-1:] if clause is not None else []
                        for each in body:
                            self._enter(each, block, loop=block.loop, safe=False)
                case "switch_statement":
                    body_node = node.child_by_field_name("body")
                    for case in named_children(body_node) if body_node is not None else ():
                        self._enter(case, block, loop=block.loop, safe=True)
                case "labeled_statement":
                    self._enter(node.child_by_field_name("body"), block, loop=block.loop, safe=True)
                case kind if kind in _LOOPS:
                    self._enter(node.child_by_field_name("body"), block, loop=node, safe=True)
                case _:
                    pass

    def _return(self, node: Node, block: Block, bare: bool) -> None:
        inner = named_children(node)
        value = inner[0] if inner else None
        callback = self._continuation(value) if value is not None else None
        if callback is not None:
            self.work.append(Block(callback, block.loop, block.safe, own=block.own))
            return
        kind = self.handler.kind
        outcome: Outcome
        if kind == "pages":
            if value is None or not self._sends(value):
                return  # the response was sent before, or is by what is called
            outcome = outcome_of_sent(self.project, self.source, unwrap(value))
        elif kind == "route":
            outcome = (
                outcome_of_response(self.project, self.source, value)
                if value is not None
                else "unclear"
            )
        else:
            outcome = outcome_of_value(
                self.project, self.source, value, last=block.own and not bare
            )
        self._exit(node, block, outcome, bare)

    def _expression(self, node: Node, block: Block, bare: bool) -> None:
        inner = named_children(node)
        call = unwrap(inner[0]) if inner else None
        if call is not None and call.type == "await_expression":
            call = unwrap(named_children(call)[0])
        if call is None or call.type != "call_expression":
            return
        if called_name(self.source, call) in REDIRECTS | INTERRUPTS:
            outcome = outcome_of_interrupt(self.project, self.source, call)
            self._exit(node, block, outcome, bare)
        elif self.handler.kind == "pages" and self._sends(call):
            outcome = outcome_of_sent(self.project, self.source, call)
            self._exit(node, block, outcome, bare)

    def _sends(self, node: Node) -> bool:
        node = unwrap(node)
        return (
            self.response is not None
            and node.type == "call_expression"
            and sends_response(self.source, node, self.response)
        )

    def _exit(self, node: Node, block: Block, outcome: Outcome, bare: bool) -> None:
        if not block.safe:
            outcome = "error"
        self.ways.append(Way("exit", block.node, node, outcome, block.loop, bare))

    def _end(self, block: Block) -> None:
        """The end of a block that control runs off, or that a `break` ends."""
        if not block.safe:
            return
        inside = statements(block.node)
        last = inside[-1] if inside else None
        if last is not None and _is_interrupt(self.project, self.source, last):
            return
        leaves = last is not None and last.type in ("break_statement", "continue_statement")
        if not leaves and not falls_through(self.source, block.node):
            return
        before = last if leaves else None
        if block.own:
            if self.handler.kind in ("action", "procedure"):
                self.ways.append(Way("exit", block.node, None, "success", None))
            return
        self.ways.append(Way("end", block.node, before, "success", block.loop))

    def _continuation(self, value: Node) -> Node | None:
        """The block of the callback that the rest of the handler is: `return run(async () => …)`.

        It is one if it gives back what a handler does, so if any `return` with a value is in it.
        """
        call = unwrap(value)
        if call.type == "await_expression":
            call = unwrap(named_children(call)[0])
        callee = callee_of(call) if call.type == "call_expression" else None
        if callee is None:
            return None
        key = unwrap(callee).child_by_field_name("property")
        if key is not None and self.source.text(key) in _NO_CONTINUATION:
            return None
        blocks = [
            body
            for each in arguments(call)
            if (function := unwrap(each)).type in FUNCTIONS
            and (body := function.child_by_field_name("body")) is not None
            and body.type == "statement_block"
        ]
        if len(blocks) != 1:
            return None
        returns = (
            each
            for each in walk(blocks[0], into_functions=False)
            if each.type == "return_statement"
        )
        return blocks[0] if any(named_children(each) for each in returns) else None


def _is_interrupt(project: Project, source: Source, statement: Node) -> bool:
    """Whether a statement is a call that throws: `redirect("/")`, `notFound()`, a helper's."""
    inner = named_children(statement)
    call = unwrap(inner[0]) if statement.type == "expression_statement" and inner else None
    if call is None or call.type != "call_expression":
        return False
    if called_name(source, call) in REDIRECTS | INTERRUPTS:
        return True
    callee = callee_of(call)
    helper = project.origins.function(source, callee) if callee is not None else None
    gives = helper[1].child_by_field_name("return_type") if helper is not None else None
    return (
        helper is not None
        and gives is not None
        and helper[0].text(gives).removeprefix(":").strip() == "never"
    )


def _response_name(handler: Handler) -> str | None:
    """The name of the response that a Pages Router handler is given."""
    if handler.kind != "pages":
        return None
    given = parameters(handler.function)
    pattern = given[1].child_by_field_name("pattern") if len(given) > 1 else None
    return handler.source.text(pattern) if pattern is not None else None
