"""Who else sets a status that a job sets."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from codemods.inngest.anatomy.status_values import StatusValues
from codemods.inngest.outside.chains import is_inner
from codemods.inngest.project import Project
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source


def set_in(project: Project, source: Source, tables: Collection[str]) -> Iterator[str]:
    """The strings that the writes of a file set the status of these tables to, in lower case."""
    written = StatusValues(project, project.config.status.fields)
    for node in walk(source.root):
        if node.type != "call_expression" or is_inner(node):
            continue
        done = project.acts.doings.of(source, node)
        if done is None or done.kind != "write" or done.target not in tables:
            continue
        for field, value in written.set_in(source, done):
            for text in written.strings(value) if field is not None else ():
                if text is not None:
                    yield text.lower()
