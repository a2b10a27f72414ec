"""The top of a module: the imports that a send needs, and the logger below them."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from codemods.syntax.edits import Edit, Edits
from codemods.syntax.python.imports import add_import, read_head
from codemods.syntax.python.source import PythonSource
from codemods.syntax.python.style import PythonStyle
from codemods.transforms.python.triggers.writing import Needs


def with_top(
    source: PythonSource,
    data: bytes,
    needs: Needs,
    style: PythonStyle,
    own: Callable[[str], bool],
) -> bytes:
    """The module with the imports, and with a logger where it has yet to be made.

    source: the module as it was; data: with edits made below its imports
    own:    whether an absolute module is the project's own

    Only what stands above the end of the imports is parsed, again after each of them.
    """
    cut = _end_of_imports(source, _same(source.data, data))
    head = source.data[:cut]
    rest = data[cut:]
    wanted = [*needs.imports, *([("logging", None)] if needs.logger is not None else [])]
    for module, name in wanted:
        now = PythonSource(source.path, head)
        found = read_head(head, now.module, now.span)
        edits = add_import(head, found, module, name, style, own=own, origin="imports")
        head = now.apply(Edits.of(head, edits))
    if needs.logger is not None:
        head = _with_logger(PythonSource(source.path, head), needs.logger.name, style, rest)
    return head + rest


def _same(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _end_of_imports(source: PythonSource, same: int) -> int:
    """The offset of the line below the last statement of the top level that imports.

    same: how many bytes are as they were: an import below, as under `if __name__ == "__main__"`,
          is none of the top

    Below the docstring, or at the start of the file, where nothing is imported there.
    """
    end = 0
    for index, each in enumerate(source.module.body):
        if _is_import(each) or (index == 0 and source.module.get_docstring(clean=False)):
            at = source.data.find(b"\n", source.span(each)[1])
            below = at + 1 if at >= 0 else len(source.data)
            end = below if below <= same else end
    return end


def _with_logger(source: PythonSource, name: str, style: PythonStyle, rest: bytes) -> bytes:
    """The head of a module with `logger = logging.getLogger(__name__)` below its imports.

    rest: what follows
    """
    newline = style.newline
    text = f"{name} = logging.getLogger(__name__)"
    if not any(_is_import(each) for each in source.module.body):
        return source.data
    last = max(i for i, each in enumerate(source.module.body) if _is_import(each))
    end = source.span(source.module.body[last])[1]
    at = source.data.find(b"\n", end)
    at = len(source.data) if at < 0 else at - (source.data[at - 1 : at] == b"\r")
    behind = source.data[at:] + rest
    blank = behind[: len(behind) - len(behind.lstrip(b"\r\n"))].count(b"\n")
    new = f"{newline}{newline}{text}"
    if behind.strip() and blank == 1:
        new += newline
    return source.apply(Edits.of(source.data, [Edit(at, at, new.encode(), "logger")]))


def _is_import(node: cst.CSTNode) -> bool:
    """Whether it is a line of imports, or an `if` or `try` around them."""
    match node:
        case cst.SimpleStatementLine():
            return any(isinstance(each, cst.Import | cst.ImportFrom) for each in node.body)
        case cst.If() | cst.Try():
            return any(_is_import(each) for each in node.body.body)
        case _:
            return False
