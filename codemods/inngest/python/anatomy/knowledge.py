"""What the readers of a project's Python jobs share: files, origins, doings, values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from codemods.errors import CodemodError
from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.doings import Doings
from codemods.inngest.python.anatomy.handlers import Handler
from codemods.inngest.python.anatomy.origins import Origins
from codemods.inngest.python.anatomy.places import Places
from codemods.inngest.python.anatomy.tree import Tree
from codemods.inngest.python.anatomy.values import Values

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Knowledge:
    """The readers for one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.origins = Origins(self._resolve, self.opened)
        self._places: dict[tuple[cst.CSTNode, cst.Param | None, bool], Places] = {}
        self._trees: dict[str, Tree] = {}
        # What may be passed after a place (the second), in a piece of code (the first).
        self.regions: dict[tuple[Span, Span], list[tuple[int, int]]] = {}
        self.values = Values(self.origins)
        self.doings = Doings(self.origins, project.config.lint.external_calls)

    def places(self, handler: Handler) -> Places:
        """What each function of a handler is to its steps, read once."""
        key = (handler.node, handler.context, handler.failure)
        if key not in self._places:
            self._places[key] = Places(handler, self.origins)
        return self._places[key]

    def tree(self, path: str) -> Tree:
        """The tree of a file; raises CodemodError where it cannot be read."""
        source = self._project.python(path)
        if path not in self._trees:
            self._trees[path] = Tree(source)
        return self._trees[path]

    def opened(self, path: str) -> Tree | None:
        """The tree of a file, or None where it cannot be read."""
        try:
            return self.tree(path)
        except CodemodError:
            return None  # nothing in it is known

    def resolve(self, module: str, importer: str) -> str | None:
        """The file of the module that an import in a file names, or None.

        module: as it is written, with its leading dots
        """
        return self._project.python_modules.resolve(module, importer)

    def _resolve(self, module: str, dots: int, path: str) -> str | None:
        return self.resolve("." * dots + module, path)


def knowledge_of(project: Project) -> Knowledge:
    """What is known of a project's Python, read once."""
    return project.python_knowledge
