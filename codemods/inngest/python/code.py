"""`PythonCode`: what the Python files of a repository have to do with Inngest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.model import Client, Job, Send, Serve
from codemods.inngest.python import clients, jobs, serves
from codemods.inngest.python.anatomy.knowledge import Knowledge, knowledge_of
from codemods.inngest.python.anatomy.tree import Tree
from codemods.inngest.python.clients import read_clients
from codemods.inngest.python.jobs import read_jobs
from codemods.inngest.python.serves import read_serves

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.inngest.wiring.model import Listener, Sent

MENTION = b"inngest"


class PythonCode:
    """The clients, jobs, lists and events of a repository's Python files, read when asked for."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @property
    def known(self) -> Knowledge:
        """Follows names to what they mean, and expressions to what they hold."""
        return knowledge_of(self.project)

    def trees(self, *needles: bytes) -> Iterator[Tree]:
        """The files that contain any of the needles, by path.

        A file that cannot be read as Python is passed over: nothing in it is known.
        """
        return self._read(self.project.files.python_mentions(*needles))

    def _read(self, paths: Iterable[str]) -> Iterator[Tree]:
        for path in paths:
            try:
                yield self.known.tree(path)
            except CodemodError:
                continue

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The files that have to do with Inngest and can be read."""
        return tuple(tree.path for tree in self.trees(MENTION, jobs.MENTION))

    @cached_property
    def clients(self) -> tuple[Client, ...]:
        """Every client, by path and place."""
        return tuple(read_clients(self.known, self.trees(*clients.MENTIONS)))

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """Every job, by path and place."""
        return tuple(read_jobs(self.known, self.trees(jobs.MENTION)))

    @cached_property
    def jobs_by_path(self) -> dict[str, tuple[Job, ...]]:
        """The jobs of each file that has any."""
        found: defaultdict[str, list[Job]] = defaultdict(list)
        for job in self.jobs:
            found[job.path].append(job)
        return {path: tuple(each) for path, each in found.items()}

    @cached_property
    def serves(self) -> tuple[Serve, ...]:
        """Every list of jobs that is served, by path and place."""
        files = self.project.files
        near = set(files.python_mentions(MENTION)).intersection(
            files.python_mentions(*serves.MENTIONS)
        )
        # The call stands alone where a module of the project passes `serve` on.
        near.update(files.python_mentions(serves.CALL))
        return tuple(read_serves(self, self._read(sorted(near))))

    @cached_property
    def sent(self) -> tuple[Sent, ...]:
        """Every event that the project's own running code sends, with what it carries."""
        from codemods.inngest.python.sent import read_sent

        return tuple(read_sent(self))

    @cached_property
    def listeners(self) -> tuple[Listener, ...]:
        """What listens to events in the project's own running code."""
        from codemods.inngest.python.listeners import read_listeners

        return tuple(read_listeners(self))

    @cached_property
    def sends(self) -> tuple[Send, ...]:
        """Every event that is sent under a static name."""
        return tuple(Send(sent.span, sent.event) for sent in self.sent if sent.event is not None)
