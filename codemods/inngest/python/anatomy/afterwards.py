"""Which step a run may still come to, once it has passed a place of a Python handler.

The questions of `inngest.anatomy.afterwards`, for LibCST's syntax.
"""

from __future__ import annotations

import libcst as cst

from codemods.inngest.anatomy.model import Anatomy
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.knowledge import Knowledge
from codemods.inngest.python.anatomy.leaving import Leaving, leaves
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.tree import COMPREHENSIONS, FUNCTIONS, Tree

_WAYS: dict[type[cst.CSTNode], Leaving] = {
    cst.Return: "return",
    cst.Raise: "raise",
    cst.Break: "break",
    cst.Continue: "continue",
}

Region = tuple[int, int]


def step_after(known: Knowledge, anatomy: Anatomy, place: Span) -> Span | None:
    """The first step, or call of a helper that has some, that a run may come to after the place."""
    if anatomy.handler is None or not anatomy.handler.contains(place):
        return None
    tree = known.tree(place.path)
    handler, node = tree.function_at(anatomy.handler), tree.at(place)
    if handler is None or node is None:
        return None
    places = known.places(Handler(tree, handler))
    regions = [
        region for site in _sites(places, node) for region in _regions(known, tree, site, handler)
    ]
    steps = [
        tree.span(site)
        for step in anatomy.steps
        if step.nested is None and step.span.path == tree.path
        for found in (tree.at(step.span),)
        if found is not None
        for site in _sites(places, found)
    ]
    later = [
        each
        for each in (*steps, *anatomy.opaque)
        if any(start <= each.start and each.end <= end for start, end in regions)
    ]
    return min(later, default=None)


def may_follow(known: Knowledge, within: Span, first: Span, second: Span) -> bool:
    """Whether one passage through a piece of code may come to the second place after the first."""
    if not (within.contains(first) and within.contains(second)):
        return False
    tree = known.tree(within.path)
    if (within, first) not in known.regions:
        node = tree.at(first)
        around: cst.CSTNode | None = tree.function_at(within) or tree.at(within)
        passed = _regions(known, tree, node, around) if node and around else []
        known.regions[within, first] = passed
    regions = known.regions[within, first]
    return any(start <= second.start and second.end <= end for start, end in regions)


def may_come_later(known: Knowledge, handler: Span, first: Span, second: Span) -> bool:
    """Whether a run may come to the second place after the first, and does so in source order."""
    tree = known.tree(handler.path)
    around = tree.function_at(handler)
    if around is None:
        return False
    places = known.places(Handler(tree, around))
    earlier, later = (
        [tree.span(site) for site in _sites(places, node)] if node is not None else []
        for node in (tree.at(first), tree.at(second))
    )
    return any(
        one.start < other.start and may_follow(known, handler, one, other)
        for one in earlier
        for other in later
    )


def _sites(places: Places, node: cst.CSTNode) -> list[cst.CSTNode]:
    """Where in the handler a node runs: there, or where the function around it is used."""
    found: list[cst.CSTNode] = []
    pending, seen = [node], set[cst.CSTNode]()
    while pending:
        site = pending.pop()
        function = places.tree.function_around(site)
        if function is None or function is places.handler.node:
            if site is not places.handler.node:
                found.append(site)
        elif function not in seen:
            seen.add(function)
            pending.extend(places.uses_of(function))
    return found


def _regions(known: Knowledge, tree: Tree, node: cst.CSTNode, around: cst.CSTNode) -> list[Region]:
    """The pieces of the code around that may run once the node has."""
    found: list[Region] = []
    leaving: Leaving | None = None  # by what the code around `node` is surely left
    while node is not around:
        parent = tree.parent(node)
        if parent is None:
            break
        leaving = _WAYS.get(type(node), leaving)
        match parent:
            case cst.IndentedBlock() | cst.SimpleStatementLine() | cst.Module():
                if leaving is None:
                    leaving = _rest(known, tree, parent, node, found)
            case cst.Try() | cst.TryStar():
                leaving = _past_try(known, tree, parent, node, leaving=leaving, found=found)
            case cst.For() | cst.While():
                if leaving in (None, "continue") and node is parent.body:
                    found.append(_region(tree, parent))
                if leaving in ("break", "continue"):
                    leaving = None
            case cst.If() | cst.IfExp():
                if node is parent.test:
                    found.append((tree.span(node).end, tree.span(parent).end))
            case cst.With():
                if node is not parent.body:
                    found.append(_region(tree, parent.body))
            case _ if isinstance(parent, COMPREHENSIONS):
                found.append(_region(tree, parent))
            case _ if isinstance(parent, FUNCTIONS):
                if parent is not around:
                    leaving = None
            case _:
                if leaving is None and isinstance(parent, cst.BaseExpression | cst.Arg):
                    found.append((tree.span(node).end, tree.span(parent).end))
        node = parent
    return found


def _region(tree: Tree, node: cst.CSTNode) -> Region:
    place = tree.span(node)
    return place.start, place.end


def _rest(
    known: Knowledge,
    tree: Tree,
    block: cst.IndentedBlock | cst.SimpleStatementLine | cst.Module,
    node: cst.CSTNode,
    found: list[Region],
) -> Leaving | None:
    """Adds what follows in the block; gives by what the block is then surely left."""
    siblings = list(block.body)
    at = next((i for i, each in enumerate(siblings) if each is node), len(siblings))
    leaving: Leaving | None = None
    last: cst.CSTNode | None = None
    for last in siblings[at + 1 :]:
        leaving = leaves(last, tree, known.origins)
        if leaving is not None:
            break
    if last is not None:
        found.append((tree.span(siblings[at + 1]).start, tree.span(last).end))
    return leaving


def _past_try(
    known: Knowledge,
    tree: Tree,
    statement: cst.Try | cst.TryStar,
    node: cst.CSTNode,
    *,
    leaving: Leaving | None,
    found: list[Region],
) -> Leaving | None:
    """Adds what follows a part of a `try`; gives by what the whole statement is then left."""
    if node is statement.body:
        if leaving is None and statement.orelse is not None:
            found.append(_region(tree, statement.orelse))
            leaving = leaves(statement.orelse, tree, known.origins)
        if leaving == "raise" and statement.handlers:
            ways = []
            for handler in statement.handlers:
                found.append(_region(tree, handler))
                ways.append(leaves(handler.body, tree, known.origins))
            leaving = ways[0] if all(ways) else None
    if statement.finalbody is not None and node is not statement.finalbody:
        found.append(_region(tree, statement.finalbody))
    return leaving
