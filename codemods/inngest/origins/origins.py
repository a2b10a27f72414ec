"""`Origins`: where a value comes from, asked of one repository."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.model import Span
from codemods.inngest.origins.functions import Functions
from codemods.inngest.origins.meanings import Meaning, Meanings
from codemods.inngest.origins.model import Origin, Passed
from codemods.inngest.origins.search import Known, Search
from codemods.inngest.reading import Place, Repository, span
from codemods.syntax.source import Source


class Origins:
    """Answers for one repository; what was found is kept."""

    def __init__(self, repository: Repository, packages: tuple[str, ...] = ()) -> None:
        """`packages` are clients of services besides those that are known."""
        self.packages = packages
        self._meanings = Meanings(repository)
        self._functions = Functions(self._meanings)
        self._declared: Known = {}
        self._origins: dict[Span, Origin | None] = {}

    def of(self, source: Source, node: Node, passed: Passed | None = None) -> Origin | None:
        """What an expression holds, or None where it is nothing of the kind or not known."""
        if passed is not None:
            return self._search(passed).of(source, node, 0)
        place = span(source, node)
        if place not in self._origins:
            self._origins[place] = self._search().of(source, node, 0)
        return self._origins[place]

    def function(self, source: Source, node: Node) -> Place | None:
        """The function of the project that an expression names, in its file, or None."""
        return self._functions.named(source, node)

    def meaning(self, source: Source, node: Node) -> Meaning:
        """What a name or `namespace.name` of the module means, lazily imported ones too.

        None where a scope inside the module binds it to something else.
        """
        return self._meanings.of(source, node)

    def is_global(self, source: Source, node: Node) -> bool:
        """Whether a name is bound neither in a scope around the node nor by the module."""
        return self._meanings.is_global(source, node)

    def _search(self, passed: Passed | None = None) -> Search:
        return Search(self._meanings, self._functions, self.packages, self._declared, passed)
