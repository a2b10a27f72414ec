"""New lines in a Prisma schema: fields of a model, and blocks, laid out as what is around them.

Nothing but the new lines differs afterwards. Where fields are in columns, as `prisma format` sets
them, that holds for the new ones too: beside others where the columns are wide enough, else as a
paragraph of their own, which has its own columns and lets the others keep theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from codemods.errors import Refusal
from codemods.syntax.edits import Edit
from codemods.syntax.prisma import Extent, Field, Model
from codemods.syntax.prisma_reader import REST_OF_LINE

_GAP = re.compile(r"[^\S\r\n]*:?[^\S\r\n]*")
_BLANK_LINE = re.compile(rb"(?>\r\n|\r|\n)[^\S\r\n]*(?>\r\n|\r|\n)")  # CRLF is one break, not two
_LINE_BREAK = re.compile(rb"\r\n|\r|\n")
_INDENT = re.compile(rb"[^\S\r\n]*")


class NewField(Struct, frozen=True):
    """A field to be: ``processedAt``, ``DateTime?`` and its attributes, "" for none."""

    name: str
    type: str
    attributes: str = ""


class _Row(Struct, frozen=True):
    """A field in columns, in characters from where its name begins; attributes: -1 for none."""

    name: int  # how wide the name is
    gap: str  # between name and type
    type: int  # how wide the type is
    attributes: int  # where they begin

    @property
    def type_column(self) -> int:
        return self.name + len(self.gap)


class _Columns(Struct, frozen=True):
    """Where types and attributes begin."""

    type: int
    attributes: int


def insert_fields(
    data: bytes, model: Model, fields: Sequence[NewField], after: Field | None, *, beside: bool
) -> Edit:
    """The edit that adds the fields behind the line of `after`, or at the top for None.

    data:   the bytes of the model's file
    beside: behind this very line, even where a paragraph of their own would suit the columns better

    Raises Refusal where the line goes on with the brace that closes the model.
    """
    if after is None:
        return _edit(data, model, model.extent.body, _lines(fields, b"  ", _own_columns(fields)))
    groups = paragraphs(data, model)
    group = next(group for group in groups if after in group)
    rows = [_row(data, each) for each in group]
    margin = indent(data, after)
    if not _is_aligned(data, group, groups):
        gap = "\t" if any("\t" in row.gap for row in rows) else " "
        at = _next_line(data, model, after)
        return _edit(data, model, at, _lines(fields, margin, None, gap))
    columns = _columns(rows, fields)
    if beside or _fit(columns, fields):
        at = _next_line(data, model, after)
        return _edit(data, model, at, _lines(fields, margin, columns))
    return _paragraph(data, model, group[-1], _lines(fields, margin, _own_columns(fields)))


def paragraphs(data: bytes, model: Model) -> list[list[Field]]:
    """The model's fields by paragraph: what stands between two blank lines."""
    groups: list[list[Field]] = []
    for field in model.fields:
        before = groups[-1][-1] if groups else None
        if before is None or _BLANK_LINE.search(data, before.end, field.start):
            groups.append([])
        groups[-1].append(field)
    return groups


def indent(data: bytes, field: Field) -> bytes:
    """The white space that the field's line begins with."""
    start = max(data.rfind(b"\n", 0, field.start), data.rfind(b"\r", 0, field.start)) + 1
    found = _INDENT.match(data, start)
    assert found is not None
    return found[0]


def insert_block(data: bytes, after: Extent, lines: Sequence[str]) -> Edit:
    """The edit that adds a block behind another one, a blank line between them."""
    at = _line_end(data, after.end)
    newline = _newline(data, after.start)
    text = newline.join((b"", b"", *(line.encode() for line in lines)))
    return Edit(at, at, text, "add a block to the schema")


def _edit(data: bytes, model: Model, at: int, lines: Sequence[bytes]) -> Edit:
    newline = _newline(data, model.extent.start)
    text = b"".join(line + newline for line in lines)
    return Edit(at, at, text, f"add fields to {model.name}")


def _paragraph(data: bytes, model: Model, last: Field, lines: list[bytes]) -> Edit:
    """The lines as a paragraph behind the one that this field ends."""
    at = _next_line(data, model, last)
    after = at
    while _starts_comment(data, after):
        after = _skip_line_break(data, _line_end(data, after))
    if not data[after:].lstrip(b" \t").startswith(b"@@"):  # which comments above it belong to
        at = after
    rest = data[at : model.extent.close]
    ends = not rest.strip() or _LINE_BREAK.match(rest.lstrip(b" \t"))
    return _edit(data, model, at, [b"", *lines, *([] if ends else [b""])])


def _starts_comment(data: bytes, at: int) -> bool:
    return data[at:].lstrip(b" \t").startswith((b"//", b"/*"))


def _lines(
    fields: Sequence[NewField], margin: bytes, columns: _Columns | None, gap: str = " "
) -> list[bytes]:
    """The fields as lines, without their ends; in columns, or with a gap between the parts."""
    lines = []
    for field in fields:
        if columns is None:
            parts = (field.name, field.type, field.attributes)
            line = gap.join(part for part in parts if part)
        else:
            line = f"{field.name:<{columns.type - 1}} {field.type}"
            if field.attributes:
                line = f"{line:<{columns.attributes - 1}} {field.attributes}"
        lines.append(margin + line.encode())
    return lines


def _columns(rows: Sequence[_Row], fields: Sequence[NewField]) -> _Columns:
    """The columns that most of the rows keep."""
    type_column = _most([row.type_column for row in rows])
    attributes = [row.attributes for row in rows if row.attributes >= 0]
    widest = max(*(row.type for row in rows), *(len(field.type) for field in fields))
    return _Columns(type_column, _most(attributes) if attributes else type_column + widest + 1)


def _own_columns(fields: Sequence[NewField]) -> _Columns:
    type_column = max(len(field.name) for field in fields) + 1
    return _Columns(type_column, type_column + max(len(field.type) for field in fields) + 1)


def _fit(columns: _Columns, fields: Sequence[NewField]) -> bool:
    own = _own_columns(fields)
    widest = own.attributes - own.type
    return own.type <= columns.type and columns.type + widest <= columns.attributes


def _is_aligned(data: bytes, group: Sequence[Field], groups: Sequence[Sequence[Field]]) -> bool:
    """Whether the group's types stand below each other; by the other groups where it cannot tell.

    So they do where nothing can tell, as `prisma format` will set them.
    """
    own = _evidence(data, group)
    if own is not None:
        return own
    others = [found for each in groups if (found := _evidence(data, each)) is not None]
    return 2 * sum(others) >= len(others)


def _evidence(data: bytes, group: Sequence[Field]) -> bool | None:
    """Whether most types of the group share a column, or None where all names are equally long."""
    rows = [_row(data, field) for field in group]
    if len({row.name for row in rows}) < 2:
        return None
    column = _most([row.type_column for row in rows])
    return 2 * sum(row.type_column == column for row in rows) > len(rows)


def _row(data: bytes, field: Field) -> _Row:
    end = field.attributes[0].start if field.attributes else field.end
    text = data[field.start : end].decode()
    width = len(field.name)
    gap = _GAP.match(text, width)
    assert gap is not None
    type_width = len(text[gap.end() :].rstrip())
    return _Row(width, gap[0], type_width, len(text) if field.attributes else -1)


def _most(columns: Sequence[int]) -> int:
    return Counter(columns).most_common(1)[0][0]


def _next_line(data: bytes, model: Model, field: Field) -> int:
    """Where the line after the field's begins."""
    at = _line_end(data, field.end)
    if at >= model.extent.close:
        raise Refusal(
            f"the model {model.name} is closed on the line of its field {field.name}",
            where=f"{model.extent.path}:{field.line}",
            mend="Prisma wants the closing brace on a line of its own",
        )
    return _skip_line_break(data, at)


def _line_end(data: bytes, at: int) -> int:
    """Where the line ends that goes on here, or the last line of a comment that begins in it."""
    rest = REST_OF_LINE.match(data[at:].decode())
    assert rest is not None
    return at + len(rest[0].encode())


def _skip_line_break(data: bytes, at: int) -> int:
    found = _LINE_BREAK.match(data, at)
    return found.end() if found else at


def _newline(data: bytes, at: int) -> bytes:
    """The line break that comes next, or the file's first one, or LF."""
    found = _LINE_BREAK.search(data, at) or _LINE_BREAK.search(data)
    return found[0] if found else b"\n"
