"""The control flow of one function: what is bound, sure and done wherever a statement could stand.

Nothing is run and nothing is known of libraries: a call that never comes back is told by whoever
asks. Loops are gone through twice, so that what a pass binds is seen by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import libcst as cst
from msgspec import Struct, field
from msgspec.structs import replace

from codemods.syntax.python.bindings import Definition, bound_by, parameters_of
from codemods.syntax.python.conditions import Facts, told
from codemods.syntax.python.paths import path_of
from codemods.syntax.python.running import calls_in

Block = cst.IndentedBlock | cst.SimpleStatementSuite
Statement = cst.BaseStatement | cst.BaseSmallStatement
Definitions = tuple[Definition | None, ...]  # None: on some way there it is not bound


class State(Struct, frozen=True, eq=False):
    """What holds at one point, whichever way led there.

    names: what each name may have been bound by; None among them where it may be unbound
    facts: the paths that surely are not None
    done:  the calls that surely have been made, in order
    maybe: the calls that may have been made too
    """

    names: dict[str, Definitions] = field(default_factory=dict)
    facts: Facts = frozenset()
    done: tuple[cst.Call, ...] = ()
    maybe: tuple[cst.Call, ...] = ()


class Point(Struct, frozen=True, eq=False):
    """A place between two statements.

    block:  the block that a statement put there would be a part of
    before: the statement that comes next, or None at the end of the block
    around: the compound statements around it, the outermost first
    """

    block: Block
    before: Statement | None
    state: State
    around: tuple[cst.CSTNode, ...]


class Way(Struct, frozen=True, eq=False):
    """A way out of the function, or to the end of one of its blocks.

    kind: `return` with its statement; `fall` off the end of the function; `end` of an inner block
          that the function goes on from
    bare: whether there is no room before it: `if x: return y`, `a(); return b`
    """

    kind: Literal["return", "fall", "end"]
    point: Point
    node: cst.Return | None = None
    bare: bool = False


class Flow(Struct, frozen=True, eq=False):
    """A function's ways and the points of all of its blocks, in source order."""

    ways: tuple[Way, ...]
    points: tuple[Point, ...]


def flow_of(function: cst.FunctionDef, never_ends: Callable[[cst.Call], bool]) -> Flow:
    """The flow of a function; `never_ends` tells a call that only raises, such as `abort(404)`."""
    walker = _Walker(never_ends)
    names: dict[str, Definitions] = {each.name: (each,) for each in parameters_of(function)}
    body = function.body
    block = body if isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite)) else None
    if block is None:
        return Flow((), ())
    walker.block(block, State(names), (), outermost=True)
    return Flow(tuple(walker.ways), tuple(walker.points))


class _Loop(Struct):
    """The states with which a loop is left, or begun anew."""

    breaks: list[State]
    continues: list[State]


class _Walker:
    def __init__(self, never_ends: Callable[[cst.Call], bool]) -> None:
        self._never_ends = never_ends
        self.ways: list[Way] = []
        self.points: list[Point] = []
        self._loops: list[_Loop] = []
        self._raising: list[list[State]] = []
        self._silent = 0

    # Blocks

    def block(
        self,
        block: Block,
        state: State,
        around: tuple[cst.CSTNode, ...],
        *,
        outermost: bool = False,
    ) -> State | None:
        """The state behind a block, or None where nothing comes to its end."""
        now: State | None = state
        for statement in block.body:
            if now is None:
                return None
            self._record(Point(block, statement, now, around))
            now = self._statement(block, statement, now, around)
        if now is None:
            return None
        end = Point(block, None, now, around)
        self._record(end)
        bare = isinstance(block, cst.SimpleStatementSuite)
        self._way(Way("fall" if outermost else "end", end, bare=bare))
        return now

    def _record(self, point: Point) -> None:
        if not self._silent:
            self.points.append(point)
        for states in self._raising:
            states.append(point.state)

    def _way(self, way: Way) -> None:
        if not self._silent:
            self.ways.append(way)

    # Statements

    def _statement(
        self, block: Block, node: Statement, state: State, around: tuple[cst.CSTNode, ...]
    ) -> State | None:
        match node:
            case cst.SimpleStatementLine():
                now: State | None = state
                for index, small in enumerate(node.body):
                    if now is not None:
                        point = Point(block, node, now, around)
                        now = self._small(small, now, point, bare=index > 0)
                return now
            case cst.If():
                return self._if(node, state, (*around, node))
            case cst.For():
                return self._loop(node, state, (*around, node))
            case cst.While():
                return self._loop(node, state, (*around, node))
            case cst.Try() | cst.TryStar():
                return self._try(node, state, (*around, node))
            case cst.With():
                return self._with(node, state, (*around, node))
            case cst.Match():
                return self._match(node, state, (*around, node))
            case cst.FunctionDef() | cst.ClassDef():
                return _bind(state, bound_by(node))
            case _:
                point = Point(block, node, state, around)
                bare = isinstance(block, cst.SimpleStatementSuite)
                return self._small(node, state, point, bare=bare)

    def _small(self, node: cst.CSTNode, state: State, point: Point, *, bare: bool) -> State | None:
        state = self._run(node, state)
        match node:
            case cst.Return():
                self._way(Way("return", point, node, bare))
                return None
            case cst.Raise():
                return None
            case cst.Break():
                if self._loops:
                    self._loops[-1].breaks.append(state)
                return None
            case cst.Continue():
                if self._loops:
                    self._loops[-1].continues.append(state)
                return None
            case cst.Assert():
                state = replace(state, facts=state.facts | told(node.test, True))
            case cst.Expr(value=cst.Call() as call) if self._never_ends(call):
                return None
            case cst.Expr(value=cst.Await(expression=cst.Call() as call)) if self._never_ends(call):
                return None
            case _:
                pass
        state = _bind(state, bound_by(node))
        for states in self._raising:
            states.append(state)
        return state

    def _run(self, node: cst.CSTNode, state: State) -> State:
        sure, maybe = calls_in(node)
        if not sure and not maybe:
            return state
        return replace(state, done=(*state.done, *sure), maybe=(*state.maybe, *maybe))

    def _if(self, node: cst.If, state: State, around: tuple[cst.CSTNode, ...]) -> State | None:
        state = _bind(self._run(node.test, state), bound_by(node.test))
        then = self._branch(node.body, _knowing(state, told(node.test, True)), around)
        otherwise: State | None = _knowing(state, told(node.test, False))
        if otherwise is not None:
            match node.orelse:
                case cst.If():
                    otherwise = self._if(node.orelse, otherwise, (*around[:-1], node.orelse))
                case cst.Else():
                    otherwise = self._branch(node.orelse.body, otherwise, around)
                case _:
                    pass
        return _merged([then, otherwise])

    def _branch(
        self, body: cst.BaseSuite, state: State, around: tuple[cst.CSTNode, ...]
    ) -> State | None:
        if isinstance(body, (cst.IndentedBlock, cst.SimpleStatementSuite)):
            return self.block(body, state, around)
        return state

    def _loop(
        self, node: cst.For | cst.While, state: State, around: tuple[cst.CSTNode, ...]
    ) -> State | None:
        header = node.iter if isinstance(node, cst.For) else node.test
        state = self._run(header, state)
        self._silent += 1
        once = self._pass(node, state, around)
        self._silent -= 1
        entry = _merged([state, *once.continues]) or state
        last = self._pass(node, entry, around)
        endless = isinstance(node, cst.While) and _is_true(node.test)
        ends: list[State | None] = [] if endless else [state, *last.continues]
        after = _merged(ends)
        if after is not None and isinstance(node, cst.While):
            after = _knowing(after, told(node.test, False))
        if after is not None and node.orelse is not None:
            after = self._branch(node.orelse.body, after, around)
        return _merged([after, *last.breaks])

    def _pass(
        self, node: cst.For | cst.While, state: State, around: tuple[cst.CSTNode, ...]
    ) -> _Loop:
        loop = _Loop([], [])
        self._loops.append(loop)
        begin = _bind(state, bound_by(node))
        if isinstance(node, cst.While):
            begin = _knowing(begin, told(node.test, True))
        end = self._branch(node.body, begin, around)
        self._loops.pop()
        if end is not None:
            loop.continues.append(end)
        return loop

    def _try(
        self, node: cst.Try | cst.TryStar, state: State, around: tuple[cst.CSTNode, ...]
    ) -> State | None:
        raising: list[State] = [state]
        self._raising.append(raising)
        after = self._branch(node.body, state, around)
        self._raising.pop()
        if after is not None and node.orelse is not None:
            after = self._branch(node.orelse.body, after, around)
        failed = _merged(raising) or state
        ends = [after]
        for handler in node.handlers:
            begin = _bind(failed, bound_by(handler))
            ends.append(self._branch(handler.body, begin, (*around, handler)))
        result = _merged(ends)
        if node.finalbody is None:
            return result
        inside = (*around, node.finalbody)
        if result is None:
            self._branch(node.finalbody.body, failed, inside)
            return None
        return self._branch(node.finalbody.body, result, inside)

    def _with(self, node: cst.With, state: State, around: tuple[cst.CSTNode, ...]) -> State | None:
        for item in node.items:
            state = self._run(item.item, state)
        begin = _bind(state, bound_by(node))
        if not any(_suppresses(item.item) for item in node.items):
            return self._branch(node.body, begin, around)
        raising: list[State] = [begin]
        self._raising.append(raising)
        after = self._branch(node.body, begin, around)
        self._raising.pop()
        return _merged([after, *raising])

    def _match(
        self, node: cst.Match, state: State, around: tuple[cst.CSTNode, ...]
    ) -> State | None:
        state = self._run(node.subject, state)
        ends: list[State | None] = []
        for case in node.cases:
            ends.append(self._branch(case.body, _bind(state, bound_by(case)), (*around, case)))
        if not node.cases or not _is_wildcard(node.cases[-1]):
            ends.append(state)
        return _merged(ends)


def _knowing(state: State, facts: Facts) -> State:
    return replace(state, facts=state.facts | facts) if facts else state


def _bind(state: State, definitions: Iterable[Definition]) -> State:
    names, facts = dict(state.names), state.facts
    for each in definitions:
        path = (each.name,) if each.attribute is None else path_of(each.attribute)
        if path is None:
            continue
        facts = frozenset(fact for fact in facts if fact[: len(path)] != path)
        if each.attribute is None:
            names[each.name] = (None,) if each.kind == "deleted" else (each,)
    return replace(state, names=names, facts=facts)


def _merged(states: Sequence[State | None]) -> State | None:
    """What holds whichever of the states it is; None where there is none."""
    given = [each for each in states if each is not None]
    if len(given) < 2:
        return given[0] if given else None
    names: dict[str, Definitions] = {}
    for name in dict.fromkeys(name for each in given for name in each.names):
        found: dict[int, Definition | None] = {}
        for each in given:
            for definition in each.names.get(name, (None,)):
                found[id(definition)] = definition
        names[name] = tuple(found.values())
    facts = frozenset.intersection(*(each.facts for each in given))
    others = [{id(call) for call in each.done} for each in given[1:]]
    sure = tuple(call for call in given[0].done if all(id(call) in other for other in others))
    known = {id(call) for call in sure}
    maybe: dict[int, cst.Call] = {}
    for each in given:
        for call in (*each.done, *each.maybe):
            if id(call) not in known:
                maybe[id(call)] = call
    return State(names, facts, sure, tuple(maybe.values()))


def _is_true(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "True"


def _suppresses(node: cst.BaseExpression) -> bool:
    path = path_of(node.func) if isinstance(node, cst.Call) else None
    return path is not None and path[-1] == "suppress"


def _is_wildcard(case: cst.MatchCase) -> bool:
    return (
        case.guard is None
        and isinstance(case.pattern, cst.MatchAs)
        and case.pattern.pattern is None
    )
