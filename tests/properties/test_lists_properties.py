"""List surgery on lists of every kind in every layout that can be made up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from codemods.syntax import lists
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source

quick = settings(deadline=None, max_examples=150, derandomize=True, print_blob=False)

WRAPPERS = {
    "array": ("const v = [", "];"),
    "object": ("const v = {", "};"),
    "object_pattern": ("const {", "} = v;"),
    "named_imports": ("import {", '} from "m";'),
    "export_clause": ("export {", '} from "m";'),
    "arguments": ("f(", ");"),
    "object_type": ("type T = {", "};"),
    "interface_body": ("interface T {", "}"),
}
COMMENT = re.compile(r"//[^\r\n]*|/\*.*?\*/", re.DOTALL)
TYPES = ("object_type", "interface_body")
SHAPES: dict[str, tuple[str, ...]] = {
    "array": ("{}", '"é😀{}"', "{{ a: {} }}", "{{\n    a: {},\n  }}", "...{}", "g({})"),
    "object": ("{}", "{}: 1", '{}: "é😀"', "{}() {{\n    return [1];\n  }}", "...{}"),
    "object_pattern": ("{}", "{}: x{}", "{} = 1"),
    "named_imports": ("{}", "{} as x{}", "type {}"),
    "export_clause": ("{}", "{} as x{}"),
    "arguments": ("{}", "() => {{\n    {};\n  }}", "...{}"),
    "object_type": ("{}: 1", "{}?: string", "{}(): void", "readonly {}: {{\n    a: 1;\n  }}"),
    "interface_body": ("{}: 1", '{}: "é😀"', "{}(): void"),
}


@dataclass(frozen=True)
class Case:
    """A list in a file; `new` is an element that is not in it."""

    kind: str
    text: str
    newline: str
    new: str

    @property
    def source(self) -> Source:
        return Source("file.ts", self.text.encode())


@st.composite
def gaps(draw: st.DrawFn, layout: str, indent: str) -> str:
    """White space and comments as they may stand between two tokens."""
    line = f"\n{indent}"
    match layout:
        case "one line":
            choices = ["", " ", " ", " /* é */ "]
        case "lines":
            choices = [line, line, line, f" // 😀{line}", f"{line}// c{line}", f"\n{line}"]
        case _:
            choices = ["", " ", line, f" // é{line}", " /* c */ ", f"{line}/* a\n b */{line}"]
    return draw(st.sampled_from(choices))


@st.composite
def cases(draw: st.DrawFn, layouts: tuple[str, ...] = ("one line", "lines", "any")) -> Case:
    kind = draw(st.sampled_from(sorted(WRAPPERS)))
    indent = draw(st.sampled_from(["  ", "\t", "    "]))
    layout = draw(st.sampled_from(layouts))
    names = draw(st.lists(st.sampled_from("abcdeéz"), max_size=6))
    before, after = WRAPPERS[kind]
    parts = [before]

    def element(name: str) -> str:
        text = draw(st.sampled_from(SHAPES[kind])).replace("{}", name)
        return text.replace("{{", "{").replace("}}", "}")

    separator = draw(st.sampled_from([";", ",", ""])) if kind in TYPES else ","
    gap = gaps(layout, indent)
    for index, name in enumerate(names):
        parts.append(draw(gap))
        parts.append(element(f"{name}{index}"))
        last = index == len(names) - 1
        if separator == "" and not last:
            parts.append("\n")
        elif not last or draw(st.booleans()):
            if layout != "lines":
                parts.append(draw(gap))
            elif draw(st.booleans()):
                parts.append(" /* c */")
            parts.append(separator)
            if kind == "array" and draw(st.integers(0, 9)) == 0:
                parts.append(" ,")
    if kind == "object_pattern" and draw(st.booleans()):
        parts.append(draw(st.sampled_from(["", f"\n{indent}", " "])))
        parts += [", " if names and parts[-2] != "," else "", "...rest"]
    parts += [draw(gap), after]
    text = "".join(parts)
    if not kind.startswith(("named", "export")) and draw(st.booleans()):
        text = f"function w() {{\n{indent}{text}\n}}"
    text = draw(st.sampled_from(["", "\ufeff", "// é😀\n", "f('a')\n"])) + text + "\n"
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = text.replace("\n", newline)
    new = element(draw(st.sampled_from(["bb", "new", "é", "n" * 40])))
    assume(not new.startswith("...") or kind in ("array", "object", "arguments"))
    case = Case(kind, text, newline, new)
    assume(not case.source.root.has_error)
    return case


def container(source: Source, kind: str) -> Node:
    return next(node for node in walk(source.root) if node.type == kind)


def one_row(node: Node) -> bool:
    return node.start_point.row == node.end_point.row


def outline(source: Source, kind: str) -> list[str]:
    """Elements and comments of the list as they follow each other, line ends and indents apart."""
    leaves: list[str] = []
    for child in container(source, kind).children:
        if child.is_named:
            text = source.text(child)
            # To the grammar, a comment behind a block lies in the block.
            block = max((text.rfind(end) for end in ("} //", "} /*")), default=-1)
            if not child.is_extra and block != -1:
                leaves.append(plain(text[: block + 1]))
                leaves += [plain(each) for each in COMMENT.findall(text[block + 1 :])]
            else:
                leaves.append(plain(text))
    return leaves


def elements(source: Source, kind: str) -> list[str]:
    return [each for each in outline(source, kind) if not each.startswith(("//", "/*"))]


def plain(text: str) -> str:
    return " ".join(text.split())


def inserted(case: Case, at: int | None) -> Source:
    """The result; only white space was replaced, and line ends are the file's."""
    source = case.source
    edits = lists.insert(source, container(source, case.kind), case.new, origin="test", at=at)
    for edit in edits:
        assert source.data[edit.start : edit.end].strip() in (b"", b";")
    result = Source("file.ts", source.apply(source.edits(*edits)))
    assert not result.root.has_error
    ends = result.data.count(b"\n")
    assert result.data.count(b"\r\n") == (ends if case.newline == "\r\n" else 0)
    assert trailing_blanks(result) <= trailing_blanks(source)
    return result


def trailing_blanks(source: Source) -> int:
    return sum(line != line.rstrip(" \t") for line in source.data.decode().splitlines())


def removed(source: Source, kind: str, index: int) -> Source:
    """The result; nothing went but the element, its separator and white space."""
    listed = container(source, kind)
    element = lists.elements(listed)[index]
    edits = lists.remove(source, listed, element, origin="test")
    for edit in edits:
        gone = source.data[edit.start : edit.end]
        own = source.data[max(edit.start, element.start_byte) : min(edit.end, element.end_byte)]
        assert gone.replace(own, b"", 1).strip() in (b"", b",", b";")
    result = Source("file.ts", source.apply(source.edits(*edits)))
    assert not result.root.has_error
    return result


@quick
@given(cases(), st.none() | st.integers(0, 7))
def test_an_insertion_adds_its_element_in_its_place_and_moves_nothing(
    case: Case, at: int | None
) -> None:
    source, result = case.source, inserted(case, at)
    before, after, new = outline(source, case.kind), outline(result, case.kind), plain(case.new)
    place = after.index(new)
    assert after[:place] + after[place + 1 :] == before
    if at is not None:
        known = elements(source, case.kind)
        last = len(known) - (bool(known) and known[-1] == "...rest")
        assert elements(result, case.kind).index(new) == min(at, last)


@quick
@given(cases(), st.none() | st.integers(0, 7))
def test_a_comment_that_ends_an_elements_line_stays_on_it(case: Case, at: int | None) -> None:
    result = inserted(case, at).data.decode()
    for line in case.text.splitlines():
        code, mark, comment = line.partition("//")
        words = re.split(r"[\s,;]+", code.rstrip(" \t,;"))
        if mark and words[-1] and case.text.count(line) == 1:
            kept = re.escape(words[-1]) + r"[ \t,;]*" + re.escape(mark + comment) + r"\r?$"
            assert re.search(kept, result, re.MULTILINE)


@quick
@given(cases(layouts=("one line",)), st.none() | st.integers(0, 7))
def test_a_list_on_one_line_stays_on_one_line_when_it_fits(case: Case, at: int | None) -> None:
    source = case.source
    before = container(source, case.kind)
    empty = not lists.elements(before)
    assume(one_row(before) and "\n" not in case.new)
    assume(not (empty and case.kind == "interface_body"))
    line = source.data.decode().splitlines()[before.start_point.row]
    columns = sum(len(each.replace("\t", "  ")) + each.count("😀") for each in (line, case.new))
    row = one_row(container(inserted(case, at), case.kind))
    width = source.style.print_width
    if columns + 2 <= width:
        assert row
    elif columns > width + 2:
        # Prettier does not break the only name of an import or export.
        names = case.kind in ("named_imports", "export_clause")
        assert row == (names and before.named_child_count == 0)


@quick
@given(cases(), st.integers(0, 7))
def test_removing_what_was_inserted_restores_the_list(case: Case, at: int) -> None:
    source, result = case.source, inserted(case, at)
    place = elements(result, case.kind).index(plain(case.new))
    assert outline(removed(result, case.kind, place), case.kind) == outline(source, case.kind)


@quick
@given(cases())
def test_a_list_can_be_emptied_and_keeps_every_comment(case: Case) -> None:
    source = case.source
    while known := elements(source, case.kind):
        expected = outline(source, case.kind)
        index = len(known) // 2
        expected.remove(known[index])
        source = removed(source, case.kind, index)
        assert outline(source, case.kind) == expected
