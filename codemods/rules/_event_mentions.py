"""Where else than at a job's trigger the name of an event stands, and what its data has inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.handlers import read_handler
from codemods.inngest.model import Job
from codemods.inngest.project import Project
from codemods.inngest.reading import span
from codemods.syntax.nodes import entry_value, member_name, named_children, unwrap, walk
from codemods.syntax.patterns import taken
from codemods.syntax.source import Source

_DATA = ("event", "data")
_DECLARING = ("eventType", "createFunction", "waitForEvent")  # calls that send nothing


def is_named_elsewhere(project: Project, event: str) -> bool:
    """Whether the name of an event stands in a source anywhere but in what listens to it."""
    if any(True for _ in _mentions(project, event)):
        return True
    if project.python_code is None:
        return False
    from codemods.rules._python_events import is_named

    return is_named(project, event)


def is_handed_on(project: Project, event: str, is_key: Callable[[str], bool]) -> bool:
    """Whether something that is no client of Inngest is given the event, perhaps with a key.

    A `{ name, data }` whose data is known not to have the key is not counted.
    """
    if any(_is_given(source, node, is_key) for source, node in _mentions(project, event)):
        return True
    if project.python_code is None:
        return False
    from codemods.rules._python_events import handed_on

    return event in handed_on(project, {event})


def _mentions(project: Project, event: str) -> Iterator[tuple[Source, Node]]:
    """The texts that are the name of the event, those of its listeners aside."""
    heard = [each.span for each in project.listeners if each.event == event]
    for path in project.files.mentions(event.encode()):
        if not project.is_linted(path):
            continue
        source = project.source(path)
        for node in walk(source.root):
            if node.type not in ("string", "template_string"):
                continue
            if source.text(node)[1:-1] != event:
                continue
            place = span(source, node)
            if not any(each.contains(place) for each in heard):
                yield source, node


def _is_given(source: Source, node: Node, is_key: Callable[[str], bool]) -> bool:
    around = node.parent
    if around is None:
        return False
    if around.type == "pair":
        if member_name(source, around) != "name" or around.parent is None:
            return False
        data = entry_value(source, around.parent, "data")
        data = unwrap(data) if data is not None else None
        if data is None or data.type != "object":
            return True
        names = [member_name(source, each) for each in named_children(data)]
        return any(name is None or is_key(name) for name in names)
    call = around.parent if around.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    return callee is not None and not source.text(callee).endswith(_DECLARING)


def inner_keys(project: Project, job: Job) -> frozenset[str] | None:
    """What the handler reads of the records in its event's data: `uid` of `event.data.author.uid`;
    None where it gathers the rest of one."""
    if job.language == "python":
        from codemods.rules._python_events import inner_keys as in_python

        return in_python(project, job)
    handler = read_handler(project, job)
    if handler is None:
        return frozenset()
    found: set[str] = set()
    for site in handler.walk():
        node = site.node
        if node.type == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            path = site.path(unwrap(value)) if value is not None else None
            if name is None or path is None or path[:2] != _DATA or name.type != "object_pattern":
                continue
            for each in taken(handler.source, name):
                if each.keys is None or (each.rest and len(path) + len(each.keys) > len(_DATA)):
                    return None
                found.update((*path, *each.keys)[3:4])
        elif node.type == "member_expression":
            path = site.path(node)
            if path is not None and path[:2] == _DATA:
                found.update(path[3:4])
    return frozenset(found)
