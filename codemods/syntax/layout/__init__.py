"""How a file is laid out: the canonical text of a template, printed in a project's own style.

Prettier's algorithm and rules (its 3.10 sources), for what job modules and components are made of:
imports, declarations, objects, calls, arrow functions, conditions, casts, types and elements of
JSX. What lies outside that subset, as it may in a template of the project's own, stays as it was
written.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codemods.syntax.source import Source
    from codemods.syntax.style import Style

__all__ = ["restyle"]


@lru_cache(maxsize=64)
def restyle(text: str, style: Style, path: str) -> bytes:
    """`text`, a whole module with `\\n` line ends, as Prettier prints it under `style`.

    path: names the grammar by its ending, and the place in messages

    The last ones are kept: what several codemods plan together is rendered for each of them.

    Raises CodemodError where the text does not parse, or is nested too deeply to be printed.
    """
    from codemods.errors import CodemodError
    from codemods.syntax.layout.tokens import changed_statements
    from codemods.syntax.source import Source
    from codemods.syntax.text import BOM

    source = Source(path, text.encode())
    for error in source.syntax_errors():
        raise CodemodError(
            "the generated text does not parse here",
            where=source.place(error),
            mend="mend the template, or the type text that was given",
        )
    try:
        printed = _print(source, style, frozenset())
    except RecursionError:
        raise CodemodError(
            "the generated text is nested too deeply to be laid out",
            where=path,
            mend="give a type that is too long or too deep a name of its own, and use that",
        ) from None
    # A statement that holds something outside the subset may have lost it: that one stays as it is.
    changed = changed_statements(source, Source(path, printed.encode()))
    if changed:
        printed = _print(source, style, changed)
    data = printed.replace("\n", style.newline).encode()
    return BOM + data if style.bom else data


def _print(source: Source, style: Style, kept: frozenset[int]) -> str:
    # Each of the first six registers what it prints.
    from codemods.syntax.layout import (  # noqa: F401
        calls,
        expressions,
        functions,
        jsx,
        statements,
        types,
    )
    from codemods.syntax.layout.context import Context
    from codemods.syntax.layout.document import Printer

    ctx = Context(source, style, kept)
    return Printer(style.print_width, style.indent).print(ctx.print(source.root))
