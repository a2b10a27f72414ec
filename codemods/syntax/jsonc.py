"""JSON with comments and trailing commas, as tsconfig.json has it.

Such a file is a JavaScript literal in all but name, so the TypeScript grammar reads it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from tree_sitter import Node

    from codemods.syntax.literal import Literal
    from codemods.syntax.source import Source


def loads(text: str) -> object:
    """The value of a JSON text that may hold comments, trailing commas and a BOM.

    Raises CodemodError, its place ``line N``, for anything else.
    """
    text = text.removeprefix("\ufeff")
    try:
        return json.loads(text)
    except ValueError:
        return _lenient(text)
    except RecursionError:
        raise CodemodError("not read: nested too deeply") from None


def _lenient(text: str) -> object:
    from codemods.syntax.literal import evaluate, static
    from codemods.syntax.nodes import named_children
    from codemods.syntax.source import Source

    # In parentheses, as a brace at the start of a statement opens a block.
    source = Source("tsconfig.ts", b"(" + text.encode() + b"\n)")
    statements = named_children(source.root)
    for error in source.syntax_errors():
        raise _invalid(source, error)
    if len(statements) != 1:
        raise _invalid(source, statements[1])
    value = evaluate(source, named_children(statements[0])[0])
    unknown = _not_json(value)
    if unknown is not None:
        raise _invalid(source, unknown)
    return static(value)


def _not_json(value: Literal) -> Node | None:
    """What in a value JSON does not have, or None."""
    from codemods.syntax.literal import Array, Dynamic, Object

    match value:
        case Dynamic():
            return value.node
        case Array(items=items):
            return next((node for item in items if (node := _not_json(item))), None)
        case Object(entries=entries):
            found = (node for _, entry in entries if (node := _not_json(entry)))
            return next(found, None if value.complete else value.node)
        case _:
            return None


def _invalid(source: Source, node: Node) -> CodemodError:
    return CodemodError("not valid JSON", where=f"line {source.position(node.start_byte).line}")
