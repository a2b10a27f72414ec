"""List surgery on lists of every kind in every layout that can be made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from codemods.syntax import lists
from codemods.syntax.edits import Edits
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source

quick = settings(deadline=None, max_examples=300, derandomize=True, print_blob=False)

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
def gaps(draw: st.DrawFn, layout: str, indent: str) -> Iterator[str]:
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
def cases(draw: st.DrawFn) -> Case:
    kind = draw(st.sampled_from(sorted(WRAPPERS)))
    indent = draw(st.sampled_from(["  ", "\t", "    "]))
    layout = draw(st.sampled_from(["one line", "lines", "any"]))
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


def texts(source: Source, kind: str) -> list[str]:
    """The list's elements, line ends and indentation apart."""
    found = lists.elements(container(source, kind))
    return [" ".join(source.text(node).split()) for node in found]


def outline(source: Source, kind: str) -> list[str]:
    """Elements and comments of the list as they follow each other."""
    children = container(source, kind).children
    return [" ".join(source.text(node).split()) for node in children if node.is_named]


def plain(text: str) -> str:
    return " ".join(text.split())


def insert(case: Case, at: int | None) -> tuple[Source, Edits, Source]:
    source = case.source
    found = lists.insert(source, container(source, case.kind), case.new, origin="test", at=at)
    edits = source.edits(*found)
    return source, edits, Source("file.ts", source.apply(edits))


@quick
@given(cases(), st.integers(0, 7))
def test_an_element_goes_to_its_place_and_nothing_else_moves(case: Case, at: int) -> None:
    source, _, result = insert(case, at)
    assert not result.root.has_error
    expected = texts(source, case.kind)
    if expected and expected[-1] == "...rest":
        at = min(at, len(expected) - 1)
    expected.insert(at, plain(case.new))
    assert texts(result, case.kind) == expected


@quick
@given(cases())
def test_without_a_place_an_element_is_added_once(case: Case) -> None:
    source, _, result = insert(case, None)
    assert not result.root.has_error
    elements, new = texts(result, case.kind), plain(case.new)
    assert elements.count(new) == 1
    elements.remove(new)
    assert elements == texts(source, case.kind)


@quick
@given(cases(), st.none() | st.integers(0, 7))
def test_comments_stay_where_they_are(case: Case, at: int | None) -> None:
    source, _, result = insert(case, at)
    before, after, new = outline(source, case.kind), outline(result, case.kind), plain(case.new)
    place = after.index(new)
    assert after[:place] + after[place + 1 :] == before
    # A comment that ends an element's line stays on it.
    for first, second in zip(after, after[1:], strict=False):
        if first == new and second.startswith("//"):
            comment = before[place]
            row = (
                next(
                    child.start_point.row
                    for child in container(source, case.kind).children
                    if plain(source.text(child)) == comment and before.count(comment) == 1
                )
                if before.count(comment) == 1
                else None
            )
            rows = {node.end_point.row for node in lists.elements(container(source, case.kind))}
            assert row is None or row not in rows


@quick
@given(cases(), st.none() | st.integers(0, 7))
def test_an_insertion_replaces_nothing_but_white_space(case: Case, at: int | None) -> None:
    source, edits, result = insert(case, at)
    for edit in edits.items:
        assert source.data[edit.start : edit.end].strip() in (b"", b";")
    ends = result.data.count(b"\n")
    assert result.data.count(b"\r\n") == (ends if case.newline == "\r\n" and ends else 0)
    blank_ends = [
        sum(line != line.rstrip(" \t") for line in data.decode().splitlines())
        for data in (source.data, result.data)
    ]
    assert blank_ends[1] <= blank_ends[0]


@quick
@given(cases(), st.none() | st.integers(0, 7))
def test_a_list_on_one_line_stays_on_one_line_that_it_fits(case: Case, at: int | None) -> None:
    source, _, result = insert(case, at)
    before, after = container(source, case.kind), container(result, case.kind)
    assume(before.start_point.row == before.end_point.row and "\n" not in case.new)
    assume(case.kind != "interface_body" or lists.elements(before))
    line = source.data.splitlines()[before.start_point.row].decode().replace("\t", "  ")
    width = len(line.lstrip("\ufeff")) + line.count("😀") + len(case.new) + case.new.count("😀")
    if width + 2 <= 80:
        assert after.start_point.row == after.end_point.row
    elif width + 2 > 82:
        assert max(len(line) for line in result.data.decode().splitlines()) <= max(80, len(line))


@quick
@given(cases(), st.integers(0, 7))
def test_removing_what_was_inserted_restores_the_elements(case: Case, at: int) -> None:
    source, _, result = insert(case, at)
    place = texts(result, case.kind).index(plain(case.new))
    again = removed(result, case.kind, place)
    assert texts(again, case.kind) == texts(source, case.kind)
    assert outline(again, case.kind) == outline(source, case.kind)


def removed(source: Source, kind: str, index: int) -> Source:
    listed = container(source, kind)
    element = lists.elements(listed)[index]
    edits = lists.remove(source, listed, element, origin="test")
    result = Source("file.ts", source.apply(source.edits(*edits)))
    assert not result.root.has_error
    gone = b"".join(source.data[edit.start : edit.end] for edit in edits)
    assert b"//" not in gone.replace(source.data[element.start_byte : element.end_byte], b"")
    return result


@quick
@given(cases(), st.data())
def test_removing_an_element_leaves_the_others_and_every_comment(
    case: Case, data: st.DataObject
) -> None:
    source = case.source
    before = outline(source, case.kind)
    elements = lists.elements(container(source, case.kind))
    assume(elements)
    index = data.draw(st.integers(0, len(elements) - 1))
    result = removed(source, case.kind, index)
    gone = plain(source.text(elements[index]))
    before.remove(gone)
    assert outline(result, case.kind) == before


@quick
@given(cases())
def test_a_list_can_be_emptied_element_by_element(case: Case) -> None:
    source = case.source
    while texts(source, case.kind):
        source = removed(source, case.kind, 0)
    assert [each for each in outline(source, case.kind) if each[:2] not in ("//", "/*")] == []
