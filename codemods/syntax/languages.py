"""Which grammar reads which file."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Literal

import tree_sitter_typescript
from tree_sitter import Language, Parser, Tree

Grammar = Literal["typescript", "tsx"]

GRAMMARS: tuple[Grammar, ...] = ("typescript", "tsx")

# JavaScript is read by the TSX grammar: it is a superset but for `<T>x` casts, which JavaScript
# does not have.
_GRAMMAR_BY_SUFFIX: dict[str, Grammar] = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".js": "tsx",
    ".jsx": "tsx",
    ".mjs": "tsx",
    ".cjs": "tsx",
}

SUFFIXES = frozenset(_GRAMMAR_BY_SUFFIX)
TYPESCRIPT_SUFFIXES = frozenset({".ts", ".mts", ".cts", ".tsx"})


@cache
def grammar_for(path: str) -> Grammar | None:
    """The grammar that reads the file at `path`, or None where its ending is no source file's."""
    return _GRAMMAR_BY_SUFFIX.get(PurePosixPath(path).suffix.lower())


@cache
def language(grammar: Grammar) -> Language:
    """The compiled grammar."""
    pointer = (
        tree_sitter_typescript.language_tsx()
        if grammar == "tsx"
        else tree_sitter_typescript.language_typescript()
    )
    return Language(pointer)


@lru_cache(maxsize=64)
def parse(grammar: Grammar, data: bytes) -> Tree:
    """The whole file, parsed; never updated in place, as incremental parses can differ.

    The last ones are kept: a change is planned and proved on projects that share most files.
    """
    return _parser(grammar).parse(data)


@cache
def _parser(grammar: Grammar) -> Parser:
    """One parser a grammar; parsers hold no state between whole-file parses."""
    return Parser(language(grammar))
