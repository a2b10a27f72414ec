"""Add an import to a Python file, in byte edits, where isort and Ruff would have it.

Sections are those of isort: `__future__`, the standard library, other packages, the project's own,
relative ones. Within a section `import a` comes before `from a import b`, each by its module's
name. A name joins a statement that imports from its module already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.syntax.edits import Edit
from codemods.syntax.python import lists
from codemods.syntax.python.import_order import key, name_key, section
from codemods.syntax.python.layout import lay_out_statement

if TYPE_CHECKING:
    import libcst as cst

    from codemods.syntax.python.style import PythonStyle

Spans = Callable[["cst.CSTNode"], tuple[int, int]]


class Imported(Struct, frozen=True):
    """A name that an import statement binds.

    module: with its leading dots, as ``..client``
    name:   what is imported from it; None for `import module`
    local:  the name that it has in the file
    """

    module: str
    name: str | None
    local: str


class Statement(Struct, frozen=True):
    """An import statement of a module's top level; byte offsets.

    names: what it binds; empty for `from module import *`
    items: the span of each name that is imported, with its `as`
    brackets: the span of the parentheses around the names, or None
    alone: whether no other statement stands on its lines
    """

    start: int
    end: int
    module: str
    names: tuple[Imported, ...]
    items: tuple[tuple[int, int], ...]
    brackets: tuple[int, int] | None
    is_from: bool
    alone: bool


class Head(Struct, frozen=True):
    """What stands at the top of a file.

    start:   where the first statement after the docstring begins, or None without any
    docstring: where the docstring ends, or None
    imports: the import statements of the top level, in order
    margin:  what stands before each of them, where they are those of a block
    """

    docstring: int | None
    start: int | None
    imports: tuple[Statement, ...]
    margin: str = ""


def read_head(data: bytes, module: cst.Module, span: Spans) -> Head:
    """The docstring and the imports of a module's top level, not those in an `if` or a `try`.

    span: the byte offsets of a node of the module
    """
    import libcst as cst

    docstring: int | None = None
    start: int | None = None
    found: list[Statement] = []
    for index, line in enumerate(module.body):
        if index == 0 and module.get_docstring(clean=False) is not None:
            docstring = span(line)[1]
            continue
        if start is None:
            start = span(line)[0]
        if not isinstance(line, cst.SimpleStatementLine):
            continue
        for small in line.body:
            if isinstance(small, cst.Import | cst.ImportFrom):
                found.append(_statement(data, small, span, alone=len(line.body) == 1))
    return Head(docstring, start, tuple(found))


def read_block(data: bytes, block: cst.IndentedBlock, span: Spans) -> Head | None:
    """The imports of a block, such as that of an `if` or of a function; None without any."""
    import libcst as cst

    found = [
        _statement(data, small, span, alone=len(line.body) == 1)
        for line in block.body
        if isinstance(line, cst.SimpleStatementLine)
        for small in line.body
        if isinstance(small, cst.Import | cst.ImportFrom)
    ]
    if not found or not all(each.alone for each in found):
        return None
    margin = data[_line_start(data, found[0].start) : found[0].start].decode()
    return Head(None, None, tuple(found), margin)


def _statement(
    data: bytes, node: cst.Import | cst.ImportFrom, span: Spans, *, alone: bool
) -> Statement:
    import libcst as cst

    start, end = span(node)
    if isinstance(node, cst.Import):
        names = tuple(_bound(each, None) for each in node.names)
        module = names[0].module
        items = tuple(span(each) for each in node.names)
        return Statement(start, end, module, names, items, None, False, alone)
    module = "." * len(node.relative) + (_dotted(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        return Statement(start, end, module, (), (), None, True, alone)
    names = tuple(_bound(each, module) for each in node.names)
    items = tuple(_trimmed(data, *span(each)) for each in node.names)
    brackets = None
    if node.lpar is not None and node.rpar is not None:
        brackets = (data.rindex(b"(", start, items[0][0]), data.index(b")", items[-1][1]) + 1)
        # The statement's own span may end before the bracket.
        end = max(end, brackets[1])
    return Statement(start, end, module, names, items, brackets, True, alone)


def _trimmed(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The span of a name without the comma and the space that LibCST counts to it."""
    comma = data.find(b",", start, end)
    end = end if comma < 0 else comma
    return start, start + len(data[start:end].rstrip())


def _bound(alias: cst.ImportAlias, module: str | None) -> Imported:
    name = _dotted(alias.name)
    local = _dotted(alias.asname.name) if alias.asname is not None else None
    if module is None:
        return Imported(name, None, local or name.partition(".")[0])
    return Imported(module, name, local or name)


def _dotted(node: cst.CSTNode) -> str:
    import libcst as cst

    return cst.Module([]).code_for_node(node).replace(" ", "")


def bound(head: Head, module: str, name: str | None) -> str | None:
    """The name under which the file has this import already, or None."""
    for statement in head.imports:
        for each in statement.names:
            if (each.module, each.name) == (module, name):
                return each.local
    return None


def add_import(
    data: bytes,
    head: Head,
    module: str,
    name: str | None,
    style: PythonStyle,
    *,
    own: Callable[[str], bool],
    origin: str,
    before: int | None = None,
) -> list[Edit]:
    """The edits that make the file import `name` from `module`; none where it does.

    module: with its leading dots where it is relative; name: None for `import module`
    own:    whether an absolute module is the project's own
    before: the offset where the name is used, which the import must precede
    """
    if bound(head, module, name) is not None:
        return []
    end = len(data) if before is None else before
    reachable = tuple(each for each in head.imports if each.end <= end)
    if name is not None:
        for statement in reachable:
            if statement.is_from and statement.module == module and statement.items:
                return _merged(data, statement, name, style, origin, margin=head.margin)
    text = f"import {module}" if name is None else f"from {module} import {name}"
    lines = head.margin + _written(text, style, head.margin)
    place = section(module, own)
    order = key(module, name is not None)
    same = [each for each in reachable if section(each.module, own) == place]
    newline = style.newline
    if same:
        keys = [key(each.module, each.is_from) for each in same]
        at = len(same)
        if keys == sorted(keys):
            at = sum(each <= order for each in keys)
        if at == 0 and same[0].alone:
            start = _line_start(data, same[0].start)
            return [Edit(start, start, f"{lines}{newline}".encode(), origin)]
        return _below(data, same[max(at, 1) - 1].end, f"{newline}{lines}", origin)
    lower = [each for each in reachable if section(each.module, own) < place]
    if lower:
        return _below(data, lower[-1].end, f"{newline}{newline}{lines}", origin)
    higher = [each for each in reachable if section(each.module, own) > place]
    if higher:
        start = _line_start(data, higher[0].start)
        return [Edit(start, start, f"{lines}{newline}{newline}".encode(), origin)]
    if head.docstring is not None:
        return _below(data, head.docstring, f"{newline}{newline}{lines}", origin)
    return _first(data, head, lines, style, origin)


def _first(data: bytes, head: Head, lines: str, style: PythonStyle, origin: str) -> list[Edit]:
    """The file's first import, after its comments, above whatever it has."""
    newline = style.newline
    if head.start is None:
        at = len(data)
        lead = newline if data and not data.endswith(b"\n") else ""
        return [Edit(at, at, f"{lead}{lines}{newline}".encode(), origin)]
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while data[at : at + 1] == b"#":  # a shebang, a coding, a licence
        at = data.index(b"\n", at) + 1
    rest = data[at : _line_end(data, head.start)].lstrip()
    gap = newline * (3 if re.match(rb"(async |def |class |@|#)", rest) else 2)
    blank = len(data[at:]) - len(data[at:].lstrip(b"\r\n"))
    lead = newline if at > 3 and blank else ""
    return [Edit(at, at + blank, f"{lead}{lines}{gap}".encode(), origin)]


def _written(text: str, style: PythonStyle, margin: str = "") -> str:
    """The statement without its margin, over several lines where it is too long for one."""
    if len(margin) + len(text) <= style.line_length:
        return text
    return lay_out_statement(text, margin, style) or text


def _merged(
    data: bytes, statement: Statement, name: str, style: PythonStyle, origin: str, *, margin: str
) -> list[Edit]:
    """The name among those that are imported from its module."""
    texts = [data[start:end].decode() for start, end in statement.items]
    keys = [name_key(text) for text in texts]
    index = len(texts)
    if keys == sorted(keys):
        index = sum(each <= name_key(name) for each in keys)
    if statement.brackets is not None:
        site = lists.Site(*statement.brackets, statement.items, (statement.start, statement.end))
        return lists.insert_at(data, site, name, index, style, origin=origin)
    if (
        lists.fits(data, statement.start, len(name) + 2, style)
        or b"\n" in (data[statement.start : statement.end])
    ):
        if index < len(texts):
            at = statement.items[index][0]
            return [Edit(at, at, f"{name}, ".encode(), origin)]
        at = statement.items[-1][1]
        return [Edit(at, at, f", {name}".encode(), origin)]
    texts.insert(index, name)
    whole = _written(f"from {statement.module} import {', '.join(texts)}", style, margin)
    return [Edit(statement.start, statement.items[-1][1], whole.encode(), origin)]


def _below(data: bytes, end: int, text: str, origin: str) -> list[Edit]:
    """Text after the line on which a statement ends; `text` begins with its line break."""
    at = _line_end(data, end)
    return [Edit(at, at, text.encode() + (b"" if data[at:] else b"\n"), origin)]


def _line_start(data: bytes, at: int) -> int:
    start = data.rfind(b"\n", 0, at) + 1
    return 3 if start == 0 and data.startswith(b"\xef\xbb\xbf") else start


def _line_end(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    if end < 0:
        return len(data)
    return end - 1 if data[end - 1 : end] == b"\r" else end
