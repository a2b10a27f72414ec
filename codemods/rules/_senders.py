"""Whether an event is sent for somebody else than the project's own jobs."""

from __future__ import annotations

import re

from codemods.inngest.model import Client
from codemods.inngest.project import Project
from codemods.inngest.reading import literal, node_at
from codemods.inngest.wiring.model import Sent
from codemods.rules._language import is_python
from codemods.syntax.literal import string
from codemods.syntax.nodes import arguments, entry_value, method_of, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition

_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)")  # the dev server
_SEVERAL = 3  # events of one function, from which on it is no chance that none is heard


def sends_elsewhere(project: Project, sent: Sent) -> bool:
    """Whether the client of a send has no job, and seems to be that of another app.

    So it does where its id is the first part of the event's name, or another than that of a client
    with jobs that the same module makes; and where it only ever speaks to the dev server.
    A client without jobs says nothing by itself: half of an app may have one of its own.
    """
    if is_python(sent.span.path):
        return False
    source = project.source(sent.span.path)
    called = method_of(source, node_at(source, sent.span))
    client = _client(project, source, source.text(called[0])) if called is not None else None
    if client is None or sent.step:
        return False
    working = _working(project)
    if not working or client in working:
        return False
    if _is_local(project, client):
        return True
    if client.id is None or any(each.id in (client.id, None) for each in working):
        return False
    return (sent.event or "").startswith(f"{client.id}/") or any(
        each.span.path == client.span.path for each in working
    )


def only_announces(project: Project, sent: Sent) -> bool:
    """Whether an event goes out through a function that sends whatever it is told, and none of
    whose several events reaches anything: it is there for a log, a dashboard or another service.
    """
    if sent.relay is None:
        return False
    names = {each.event for each in project.sent if each.relay == sent.relay}
    return len(names) >= _SEVERAL and not any(
        name is None or listener.hears(name) for name in names for listener in project.listeners
    )


def _working(project: Project) -> set[Client]:
    """The clients that a job is made with or that are served."""
    makers = {(job.path, job.client) for job in project.jobs}
    makers |= {(each.path, each.client) for each in project.serves if each.client is not None}
    found = (
        _client(project, project.source(path), text) for path, text in makers if not is_python(path)
    )
    return {client for client in found if client is not None}


def _client(project: Project, source: Source, name: str) -> Client | None:
    """The client that a name of a module means, or None."""
    meaning = project.modules.binding(source, name)
    if not isinstance(meaning, Definition):
        return None
    own = (meaning.path, meaning.name)
    return next((each for each in project.clients if (each.span.path, each.name) == own), None)


def _is_local(project: Project, client: Client) -> bool:
    """Whether the dev server's address is written down for it."""
    source = project.source(client.span.path)
    given = arguments(node_at(source, client.span))
    value = entry_value(source, unwrap(given[0]), "baseUrl") if given else None
    address = string(literal(project, source, value)) if value is not None else None
    return address is not None and _LOCAL.match(address) is not None
