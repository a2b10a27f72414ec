"""JSON with comments and trailing commas, as tsconfig.json has it.

Such a file is a JavaScript literal in all but name, so the TypeScript grammar reads it.
"""

from __future__ import annotations

import json

from codemods.errors import CodemodError


def loads(text: str) -> object:
    """The value of a JSON text that may hold comments, trailing commas and a BOM.

    Raises CodemodError with the line of the first fault.
    """
    text = text.removeprefix("\ufeff")
    try:
        return json.loads(text)
    except ValueError:
        return _lenient(text)


def _lenient(text: str) -> object:
    from codemods.syntax.literal import evaluate, static
    from codemods.syntax.nodes import named_children
    from codemods.syntax.source import Source

    # In parentheses, as a brace at the start of a statement opens a block.
    source = Source("tsconfig.ts", b"(" + text.encode() + b"\n)")
    for error in source.syntax_errors():
        raise CodemodError("not valid JSON", where=f"line {source.position(error.start_byte).line}")
    statements = named_children(source.root)
    if len(statements) != 1:
        raise CodemodError("not valid JSON: no single value")
    value = static(evaluate(source, named_children(statements[0])[0]))
    if value is None and text.strip() != "null":
        raise CodemodError("not valid JSON: an expression instead of a value")
    return value
