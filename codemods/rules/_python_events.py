"""What rules about events ask of Python's syntax. Imported only where a Python file is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.python.anatomy.handlers import read_handler
from codemods.inngest.python.anatomy.knowledge import knowledge_of
from codemods.inngest.python.anatomy.tree import Tree, method_of, positional, string_of, walk
from codemods.inngest.wiring.model import Sent
from codemods.rules._python import trees

# The SDK's own calls with the name of an event in them, which hand it to nobody else.
_OWN = frozenset(
    {"Cancel", "Event", "TriggerEvent", "create_function", "send", "send_event", "send_sync",
     "wait_for_event"}
)  # fmt: skip
_USER = re.compile(
    r"\b(?:(?:get_|require_)?(?:current|auth|authenticated|active)_user(?:_id)?|user_id"
    r"|request\.user|user\.(?:id|pk|uid))\b"
)


def handed_on(project: Project, events: set[str]) -> set[str]:
    """Those of the names that something is given that is not the SDK's: a queue, a wrapper."""
    found: set[str] = set()
    constants: dict[str, str] = {}
    for tree, node, event in _mentions(project, events):
        outer = tree.parent(node)
        is_name = isinstance(outer, cst.DictElement) and string_of(outer.key) == "name"
        if is_name or _is_given(tree, node):
            found.add(event)
        elif isinstance(outer, cst.Assign):
            for target in outer.targets:
                if isinstance(target.target, cst.Name):
                    constants[target.target.value] = event
    for name, event in constants.items():
        if event not in found and _is_constant_given(project, name):
            found.add(event)
    return found


def _is_constant_given(project: Project, name: str) -> bool:
    """Whether something is given a constant of that name, `EXPORTED` or `Events.EXPORTED`."""
    return any(
        _is_given(tree, node)
        for tree in trees(project, name.encode())
        for node in tree.nodes
        if (isinstance(node, cst.Name) and node.value == name)
        or (isinstance(node, cst.Attribute) and node.attr.value == name)
    )


def _is_given(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a call that is not the SDK's is given what a node is."""
    outer = tree.parent(node)
    call = tree.parent(outer) if isinstance(outer, cst.Arg) and outer.value is node else None
    if not isinstance(call, cst.Call):
        return False
    name = method_of(call)
    own = name in _OWN and (isinstance(call.func, cst.Attribute) or name[:1].isupper())
    return not own


def is_named(project: Project, event: str) -> bool:
    """Whether the name of an event stands in Python anywhere but in what listens to it, or in a
    file that cannot be read."""
    known, mentioning = knowledge_of(project), project.files.python_mentions(event.encode())
    if any(project.is_linted(path) and known.opened(path) is None for path in mentioning):
        return True
    heard = [each.span for each in project.listeners if each.event == event]
    return any(
        not any(each.contains(tree.span(node)) for each in heard)
        for tree, node, _ in _mentions(project, {event})
    )


def _mentions(project: Project, events: set[str]) -> Iterator[tuple[Tree, cst.SimpleString, str]]:
    """The texts that are the name of one of the events."""
    for tree in trees(project, *(event.encode() for event in sorted(events))):
        for node in tree.nodes:
            if isinstance(node, cst.SimpleString):
                text = string_of(node)
                if text in events:
                    yield tree, node, text


def inner_keys(project: Project, job: Job) -> frozenset[str] | None:
    """The keys that the handler reads of whatever it has: those of the records in its event's data
    are among them."""
    known = knowledge_of(project)
    handler = read_handler(known.tree(job.path), known.origins, job)
    if handler is None:
        return frozenset()
    found: set[str] = set()
    for node in walk(handler.node.body):
        match node:
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=key))]):
                text = string_of(key)
            case cst.Call() if method_of(node) == "get" and positional(node):
                text = string_of(positional(node)[0])
            case cst.Attribute(attr=cst.Name(name)):
                text = name
            case _:
                text = None
        if text is not None:
            found.add(text)
    return frozenset(found)


def has_user_at_hand(project: Project, sent: Sent) -> bool:
    """Whether the function that sends an event names who has signed in."""
    tree = knowledge_of(project).tree(sent.span.path)
    node = tree.call_at(sent.span)
    function = tree.function_around(node) if node is not None else None
    return function is not None and _USER.search(tree.text(function)) is not None
