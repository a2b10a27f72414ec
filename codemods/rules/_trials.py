"""What is sent only to try something out, and what is no event at all but a realtime message."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, sources_with
from codemods.inngest.wiring.model import Sent
from codemods.rules._language import is_python
from codemods.syntax.nodes import entry_value

_TRIAL = re.compile(r"test(?:[/.:].*)?", re.IGNORECASE)
_ROUTES = frozenset({"api", "app", "controllers", "endpoints", "pages", "routers", "routes"})


def is_route(path: str) -> bool:
    """Whether a file may be one that a request reaches."""
    *folders, file = path.split("/")
    return file.partition(".")[0] == "route" or not _ROUTES.isdisjoint(folders)


def is_trial(project: Project, sent: Sent) -> bool:
    """Whether a script that nobody imports sends an event called `test`, to see it arrive."""
    path = sent.span.path
    return (
        _TRIAL.fullmatch(sent.event or "") is not None
        and not is_route(path)
        and not _is_named_elsewhere(project, path)
    )


def _is_named_elsewhere(project: Project, path: str) -> bool:
    """Whether another file has a string that may be a specifier of this one."""
    stem = PurePosixPath(path).name.partition(".")[0].encode()
    named = re.compile(rb"[\"'`](?:[^\"'`\n]*/)?%s(?:\.[\w.]+)?[\"'`]" % re.escape(stem))
    return any(
        source.path != path and named.search(source.data) is not None
        for source in sources_with(project, stem)
    )


def is_realtime_message(project: Project, sent: Sent) -> bool:
    """Whether the payload is that of a message for the subscribers of a channel, which `publish`
    sends, in a project that uses them."""
    if sent.name is None or is_python(sent.name.path):
        return False
    source = project.source(sent.name.path)
    pair = node_at(source, sent.name).parent
    payload = pair.parent if pair is not None and pair.type == "pair" else None
    if payload is None:
        return False
    keys = (entry_value(source, payload, key) for key in ("channel", "topic"))
    uses = project.files.mentions(b"@inngest/realtime", b"realtimeMiddleware", b"inngest/realtime")
    return all(key is not None for key in keys) and bool(uses)
