"""How a file is laid out: the canonical text of a template, printed in a project's own style.

Prettier's algorithm and rules (its 3.10 sources), for what job modules are made of: imports,
declarations, objects, calls, arrow functions, conditions, casts and types. What lies outside that
subset, as it may in a template of the project's own, stays as it was written.
"""

from __future__ import annotations

from codemods.errors import CodemodError
from codemods.syntax.layout import calls, expressions, functions, statements, types
from codemods.syntax.layout.context import Context
from codemods.syntax.layout.document import Printer
from codemods.syntax.layout.tokens import changed_statements
from codemods.syntax.source import BOM, Source
from codemods.syntax.style import Style

__all__ = ["restyle"]

# Each of these registers what it prints.
_PRINTERS = (statements, expressions, calls, functions, types)


def restyle(text: str, style: Style, path: str) -> bytes:
    """`text`, a whole module with `\\n` line ends, as Prettier prints it under `style`.

    path: names the grammar by its ending, and the place in messages

    Raises CodemodError where the text does not parse.
    """
    source = Source(path, text.encode())
    for error in source.syntax_errors():
        raise CodemodError(
            "the generated text does not parse here",
            where=source.place(error),
            mend="mend the template, or the type text that was given",
        )
    printed = _print(source, style, frozenset())
    # A statement that holds something outside the subset may have lost it: that one stays as it is.
    changed = changed_statements(source, Source(path, printed.encode()))
    if changed:
        printed = _print(source, style, changed)
    data = printed.replace("\n", style.newline).encode()
    return BOM + data if style.bom else data


def _print(source: Source, style: Style, kept: frozenset[int]) -> str:
    ctx = Context(source, style, kept)
    return Printer(style.print_width, style.indent).print(ctx.print(source.root))
