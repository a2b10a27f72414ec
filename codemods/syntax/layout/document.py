"""A document: text with the places where it may be broken, and how to print it to a width.

The algorithm is Prettier's (`src/document/printer/printer.js`), so that what is printed breaks
where Prettier would break it: a group is printed on one line when that fits, and with each of its
own lines broken when it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from codemods.syntax.width import text_width

Doc: TypeAlias = (
    "str | Sequence[Doc] | Indent | Align | Line | Group | IfBreak | IndentIfBreak | LineSuffix"
    " | BreakParent"
)


class Indent(Struct, frozen=True, eq=False):
    """Lines in `contents` are indented by one more level."""

    contents: Doc


class Align(Struct, frozen=True, eq=False):
    """Lines in `contents` are indented by `width` columns more (one level where tabs are used)."""

    width: int
    contents: Doc


class Line(Struct, frozen=True, eq=False):
    """A place to break: a space (or nothing, when `soft`) if the group fits; `hard` always breaks.

    `literal`: the next line starts at column 0, as inside a template literal.
    """

    soft: bool = False
    hard: bool = False
    literal: bool = False


class BreakParent(Struct, frozen=True, eq=False):
    """Breaks every group around it."""


class Group(Struct, eq=False):
    """Printed flat when it fits. `states`: further forms to try, from the tightest to the loosest.

    `broken` is set by `propagate`, for groups that hold a forced break.
    """

    contents: Doc
    broken: bool = False
    states: tuple[Doc, ...] = ()


class IfBreak(Struct, frozen=True, eq=False):
    """One of two documents, as the group around it is broken or flat."""

    broken: Doc
    flat: Doc = ""


class IndentIfBreak(Struct, frozen=True, eq=False):
    """Indented where `group` (printed before) was broken."""

    contents: Doc
    group: Group


class LineSuffix(Struct, frozen=True, eq=False):
    """Held back until the line ends: a comment at the end of a line."""

    contents: Doc


BREAK_PARENT = BreakParent()
LINE = Line()
SOFTLINE = Line(soft=True)
TAB_WIDTH = 2  # Prettier's `tabWidth`, which a project with tabs seldom sets
HARDLINE: Doc = (Line(hard=True), BREAK_PARENT)
LITERAL_LINE: Doc = (Line(hard=True, literal=True), BREAK_PARENT)


def conditional(*states: Doc) -> Group:
    """The first of the states that fits; the last when none does."""
    return Group(states[0], states=states)


def join(separator: Doc, docs: Iterable[Doc]) -> list[Doc]:
    """The documents with `separator` between them."""
    joined: list[Doc] = []
    for doc in docs:
        if joined:
            joined.append(separator)
        joined.append(doc)
    return joined


def will_break(doc: Doc) -> bool:
    """Whether the document holds a forced break."""
    return any(
        isinstance(part, BreakParent)
        or (isinstance(part, Line) and part.hard)
        or (isinstance(part, Group) and part.broken)
        for part in _parts(doc)
    )


def can_break(doc: Doc) -> bool:
    """Whether the document has any place to break at."""
    return any(isinstance(part, Line) for part in _parts(doc))


def without_lines(doc: Doc) -> Doc:
    """The document as it is when it fits on the line, with no place to break at."""
    match doc:
        case Line():
            return "" if doc.soft else " "
        case IfBreak():
            return without_lines(doc.flat)
        case Group():
            return without_lines(doc.states[0] if doc.states else doc.contents)
        case Indent() | Align() | IndentIfBreak():
            return without_lines(doc.contents)
        case str() | LineSuffix() | BreakParent():
            return doc
        case _:
            return [without_lines(part) for part in doc]


def _parts(doc: Doc) -> Iterator[Doc]:
    yield doc
    match doc:
        case Indent() | Align() | Group() | IndentIfBreak() | LineSuffix():
            yield from _parts(doc.contents)
        case IfBreak():
            yield from _parts(doc.broken)
            yield from _parts(doc.flat)
        case str() | Line() | BreakParent():
            return
        case _:
            for part in doc:
                yield from _parts(part)


def propagate(doc: Doc, seen: set[int] | None = None) -> bool:
    """Break every group that holds a forced break; returns whether `doc` breaks what is around it.

    seen: the groups that are done, by identity (a document may hold a part more than once)
    """
    seen = set() if seen is None else seen
    match doc:
        case str() | Line():
            return False
        case BreakParent():
            return True
        case Group():
            if id(doc) not in seen:
                seen.add(id(doc))
                # A group with several forms stays free to choose, and breaks nothing around it.
                if doc.states:
                    for state in doc.states:
                        propagate(state, seen)
                elif propagate(doc.contents, seen):
                    doc.broken = True
            return doc.broken
        case IfBreak():
            both = (propagate(doc.broken, seen), propagate(doc.flat, seen))
            return any(both)
        case Indent() | Align() | IndentIfBreak() | LineSuffix():
            return propagate(doc.contents, seen)
        case _:
            found = [propagate(part, seen) for part in doc]
            return any(found)


class _Margin(Struct, frozen=True):
    """What a line begins with; `aligns` are the alignments that no level of indentation follows."""

    text: str = ""
    width: int = 0
    aligns: tuple[int, ...] = ()

    def deeper(self, indent: str) -> _Margin:
        if indent == "\t":  # alignments before a level become levels themselves
            levels = len(self.aligns) + 1
            return _Margin(self.text + "\t" * levels, self.width + TAB_WIDTH * levels)
        spaces = " " * sum(self.aligns) + indent
        return _Margin(self.text + spaces, self.width + len(spaces))

    def aligned(self, width: int) -> _Margin:
        return _Margin(self.text, self.width, (*self.aligns, width))

    @property
    def line(self) -> str:
        return self.text + " " * sum(self.aligns)

    @property
    def columns(self) -> int:
        return self.width + sum(self.aligns)


class Printer(Struct, frozen=True):
    """Prints documents to `width` columns; `indent` is one level: spaces, or one tab."""

    width: int = 80
    indent: str = "  "
    _broken: dict[int, bool] = field(default_factory=dict)  # by the identity of a group

    def print(self, doc: Doc) -> str:
        """The text of a document, its lines ended by ``\\n``."""
        propagate(doc)
        self._broken.clear()
        out: list[str] = []
        column = 0
        remeasure = False
        suffixes: list[tuple[_Margin, bool, Doc]] = []
        stack: list[tuple[_Margin, bool, Doc]] = [(_Margin(), True, doc)]
        while stack or suffixes:
            if not stack:
                stack += reversed(suffixes)
                suffixes.clear()
                continue
            margin, breaks, part = stack.pop()
            match part:
                case str():
                    out.append(part)
                    column += text_width(part)
                case BreakParent():
                    pass
                case Indent():
                    stack.append((margin.deeper(self.indent), breaks, part.contents))
                case Align():
                    stack.append((margin.aligned(part.width), breaks, part.contents))
                case Group():
                    if not breaks and not remeasure:
                        chosen = (margin, part.broken, part.contents)
                    else:
                        remeasure = False
                        chosen = self._choose(part, margin, stack, self.width - column)
                    stack.append(chosen)
                    self._broken[id(part)] = chosen[1]
                case IfBreak():
                    stack.append((margin, breaks, part.broken if breaks else part.flat))
                case IndentIfBreak():
                    inside = self._broken[id(part.group)]
                    inner = margin.deeper(self.indent) if inside else margin
                    stack.append((inner, breaks, part.contents))
                case LineSuffix():
                    suffixes.append((margin, breaks, part.contents))
                case Line():
                    if not breaks and not part.hard:
                        if not part.soft:
                            out.append(" ")
                            column += 1
                        continue
                    remeasure = remeasure or not breaks
                    if suffixes:
                        stack.append((margin, breaks, part))
                        stack += reversed(suffixes)
                        suffixes.clear()
                    elif part.literal:
                        out.append("\n")
                        column = 0
                    else:
                        _trim(out)
                        out.append("\n" + margin.line)
                        column = margin.columns
                case _:
                    stack += ((margin, breaks, item) for item in reversed(part))
        return "".join(out)

    def _choose(
        self,
        group: Group,
        margin: _Margin,
        rest: list[tuple[_Margin, bool, Doc]],
        width: int,
    ) -> tuple[_Margin, bool, Doc]:
        if not group.broken and self._fits(group.contents, False, rest, width):
            return (margin, False, group.contents)
        if not group.states:
            return (margin, True, group.contents)
        if not group.broken:
            for state in group.states[1:-1]:
                if self._fits(state, False, rest, width):
                    return (margin, False, state)
        return (margin, True, group.states[-1])

    def _fits(
        self, doc: Doc, breaks: bool, rest: list[tuple[_Margin, bool, Doc]], width: int
    ) -> bool:
        """Whether the text up to the next line end fits into `width` columns."""
        stack: list[tuple[bool, Doc]] = [(breaks, doc)]
        at = len(rest)
        pending = False
        while width >= 0:
            if not stack:
                if at == 0:
                    return True
                at -= 1
                stack.append((rest[at][1], rest[at][2]))
                continue
            breaks, part = stack.pop()
            match part:
                case str():
                    if part:
                        width -= text_width(part) + pending
                        pending = False
                case BreakParent() | LineSuffix():
                    pass
                case Indent() | Align() | IndentIfBreak():
                    stack.append((breaks, part.contents))
                case Group():
                    inner = True if part.broken else breaks
                    last = part.states[-1] if part.states and inner else part.contents
                    stack.append((inner, last))
                case IfBreak():
                    stack.append((breaks, part.broken if breaks else part.flat))
                case Line():
                    if breaks or part.hard:
                        return True
                    pending = pending or not part.soft
                case _:
                    stack += ((breaks, item) for item in reversed(part))
        return False


def _trim(out: list[str]) -> None:
    while out:
        out[-1] = out[-1].rstrip(" \t")
        if out[-1]:
            return
        out.pop()
