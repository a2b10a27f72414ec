"""Named tree-sitter queries: `queries/<name>.scm`, compiled on first use.

A query file begins with comments; each public capture is described there as `; @name  what it is`.
Above each pattern stands a line of TypeScript that it matches.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct
from tree_sitter import Node, Query, QueryCursor

from codemods.syntax import languages
from codemods.syntax.languages import Grammar
from codemods.syntax.source import Source

# No person nests deeper, and what a search takes grows with the square of the depth.
_MOST_DEPTH = 20_000


class QueryFault(Exception):
    """A query asks for more than the runtime can do: a fault of ours."""


class Match(Struct, frozen=True):
    """One match: the number of its pattern in the file (from 0) and the captured nodes."""

    pattern: int
    captures: dict[str, list[Node]]

    def __getitem__(self, capture: str) -> Node:
        """The first node captured under the name; KeyError when there is none."""
        return self.captures[capture][0]

    def get(self, capture: str) -> Node | None:
        """The first node captured under the name, or None."""
        nodes = self.captures.get(capture)
        return nodes[0] if nodes else None


def matches(name: str, source: Source) -> list[Match]:
    """All matches in the whole file, by where they start in it."""
    cursor = QueryCursor(compiled(name, source.grammar))
    cursor.set_max_start_depth(_MOST_DEPTH)
    found = [Match(pattern, captures) for pattern, captures in cursor.matches(source.root)]
    if cursor.did_exceed_match_limit:
        raise QueryFault(f"{name}: more matches in {source.path} than a cursor holds")
    return found


@cache
def compiled(name: str, grammar: Grammar) -> Query:
    """The compiled query of `queries/<name>.scm` for a grammar."""
    return Query(languages.language(grammar), read(name))


def names() -> list[str]:
    """The names of all query files, sorted."""
    return sorted(path.stem for path in _folder().glob("*.scm"))


def read(name: str) -> str:
    """The text of a query file."""
    return _path(name).read_text(encoding="utf-8")


def _path(name: str) -> Path:
    return _folder() / f"{name}.scm"


@cache
def _folder() -> Path:
    package = Path(__file__).resolve().parents[1]
    shipped = package / "queries"
    # An editable install has the folder where the repository has it: beside the package.
    return shipped if shipped.is_dir() else package.parent / "queries"
