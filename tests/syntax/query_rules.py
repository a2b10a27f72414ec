"""What every query file must keep to, which the runtime does not tell.

It takes a misspelt predicate for one that is always true, and a predicate outside its pattern for a
pattern of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# `not-any-of?` is always true with more than one value (tree-sitter 0.26.1).
PREDICATES = frozenset({"eq?", "not-eq?", "any-eq?", "any-of?", "match?", "not-match?", "set!"})


class QueryFault(Exception):
    """A query file breaks a rule."""


_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|;[^\n]*|[()\[\]]|[^\s()\[\]";]+')


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        yield match[0]


def check(name: str, text: str) -> None:
    """Raises QueryFault where the text breaks a rule."""
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
