"""`Field`: a property of an event's data, as it is asked for."""

from __future__ import annotations

from msgspec import Struct

from codemods.errors import CodemodError


class Field(Struct, frozen=True):
    """A property of the event's data; `type` is the text of a TypeScript type."""

    name: str
    type: str = "string"
    optional: bool = False


def check_field(field: Field) -> None:
    """Raises CodemodError unless the name is an identifier and the type parses as one type."""
    from codemods.syntax.naming import camel, is_identifier

    if not is_identifier(field.name):
        raise CodemodError(
            f"the field name {field.name!r} is no identifier",
            mend=f"write it as {camel(field.name)}"
            if is_identifier(camel(field.name))
            else "write letters, digits, _ and $, and no digit at first",
        )
    if not is_type(field.type):
        raise CodemodError(
            f"the type of {field.name} does not parse: {field.type}",
            mend="give a TypeScript type, as in string, number or 'a' | 'b'",
        )


def is_type(text: str) -> bool:
    """Whether the text is one whole TypeScript type, with nothing before or after it."""
    from codemods.syntax.nodes import named_children, walk
    from codemods.syntax.source import Source

    if not text.strip() or not _is_plain(text):
        return False
    # In both places a type must stand alone: what closes one of them early breaks the other.
    for before, after in (("type T = ", ";"), ("type T = { a: (", "); b: 1 };")):
        source = Source("type.ts", f"{before}{text}{after}".encode())
        statements = named_children(source.root)
        if any(True for _ in source.syntax_errors()) or len(statements) != 1:
            return False
        if statements[0].type != "type_alias_declaration":
            return False
        if any(node.type == "comment" for node in walk(source.root)):
            return False
    return True


def _is_plain(text: str) -> bool:
    """Whether the text has nothing that cannot be seen: line breaks, controls, text directions.

    Joiners stay: emoji and several scripts are written with them.
    """
    return text.replace("\u200c", "").replace("\u200d", "").isprintable()
