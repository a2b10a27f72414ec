"""Named tree-sitter queries: `queries/<name>.scm`, checked when loaded, compiled on first use.

A query file begins with comments; each public capture is described there as `; @name  what it is`.
Above each pattern stands a line of TypeScript that it matches. The runtime takes a misspelt
predicate for one that is always true and a predicate outside its pattern for a pattern of its own,
so both are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tree_sitter import Node, Query, QueryCursor

from codemods.syntax import languages
from codemods.syntax.languages import Grammar
from codemods.syntax.source import Source

# `not-any-of?` is always true with more than one value (tree-sitter 0.26.1).
PREDICATES = frozenset({"eq?", "not-eq?", "any-eq?", "any-of?", "match?", "not-match?", "set!"})


class QueryFault(Exception):
    """A query file breaks a rule above: a fault of ours, found by the tests."""


@dataclass(frozen=True, slots=True)
class Match:
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
    found = [Match(pattern, captures) for pattern, captures in cursor.matches(source.root)]
    if cursor.did_exceed_match_limit:
        raise QueryFault(f"{name}: more matches in {source.path} than a cursor holds")
    return found


@cache
def compiled(name: str, grammar: Grammar) -> Query:
    """The compiled query of `queries/<name>.scm` for a grammar; raises QueryFault."""
    text = _path(name).read_text(encoding="utf-8")
    check(name, text)
    return Query(languages.language(grammar), text)


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


_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|;[^\n]*|[()\[\]]|[^\s()\[\]";]+')


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        yield match[0]


def check(name: str, text: str) -> None:
    """Raises QueryFault where the text breaks a rule of this file's head."""
    described = set(re.findall(r"^; @([\w.-]+) {2,}\S", text, re.MULTILINE))
    used: set[str] = set()
    depth = 0
    previous = ""
    comment_above = False
    for token in _tokens(text):
        if token.startswith(";"):
            comment_above = depth == 0
            continue
        if token in "([":
            if depth == 0 and not comment_above:
                raise QueryFault(f"{name}: a pattern without its sample line above it")
            depth += 1
        elif token in ")]":
            depth -= 1
            comment_above = False
        elif token.startswith("#"):
            predicate = token[1:]
            if predicate not in PREDICATES:
                raise QueryFault(f"{name}: the predicate #{predicate} is not one of {PREDICATES}")
            if depth < 2 or previous != "(":
                raise QueryFault(f"{name}: #{predicate} stands outside its pattern's parentheses")
        elif token == "." and depth:
            raise QueryFault(f"{name}: an anchor misses nodes beside comments")
        elif token.startswith("@") and not token.startswith("@_"):
            used.add(token[1:])
        previous = token
    if used - described:
        raise QueryFault(f"{name}: captures not described at its head: {sorted(used - described)}")
    if described - used:
        raise QueryFault(f"{name}: described, but captured nowhere: {sorted(described - used)}")
