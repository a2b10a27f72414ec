"""How a file is written, so that what is added looks as if it had always been there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct, field
from tree_sitter import Node

if TYPE_CHECKING:
    from codemods.syntax.source import Source

T = TypeVar("T")


class Style(Struct, frozen=True):
    """The formatting of one file. The defaults are Prettier's."""

    quote: Literal['"', "'"] = '"'
    jsx_quote: Literal['"', "'"] = '"'  # around the attributes of elements
    semicolons: bool = True
    indent: str = "  "  # spaces, or one tab
    newline: Literal["\n", "\r\n"] = "\n"
    trailing_commas: bool = True  # after the last element of a multi-line list
    argument_commas: bool = True  # the same after the last argument or parameter (`all`, not `es5`)
    arrow_parens: bool = True  # `(a) => a` rather than `a => a`
    bracket_spacing: bool = True  # `{ a }` rather than `{a}`
    bom: bool = False
    print_width: int = 80


DEFAULT = Style()

# Statements that end with a semicolon in files that use them.
_STATEMENTS = frozenset(
    {
        "break_statement",
        "continue_statement",
        "debugger_statement",
        "export_statement",
        "expression_statement",
        "import_statement",
        "lexical_declaration",
        "return_statement",
        "throw_statement",
        "type_alias_declaration",
        "variable_declaration",
    }
)
_BRACED = frozenset({"export_clause", "named_imports", "object", "object_pattern", "object_type"})
# Prettier ends these with a comma under `all` and `es5` alike.
_COMMA_LISTS = frozenset(
    {
        "array",
        "array_pattern",
        "enum_body",
        "export_clause",
        "named_imports",
        "object",
        "object_pattern",
    }
)
_ARGUMENTS = frozenset({"arguments", "formal_parameters"})  # these under `all` alone
_BLOCKS = (_COMMA_LISTS | _ARGUMENTS) | {
    "class_body",
    "interface_body",
    "object_type",
    "statement_block",
    "switch_body",
}
# Prettier never leaves one of these, with two elements, on a line that is too long for it.
_WRAPPED = frozenset({"array", "export_clause", "named_imports", "object"})
_WIDTHS = (100, 120, 140, 160, 200)
_MAX_INDENT = 8  # spaces a level; more is alignment


class _Evidence(Struct):
    quote: Counter[Literal['"', "'"]] = field(default_factory=Counter)
    jsx_quote: Counter[Literal['"', "'"]] = field(default_factory=Counter)
    semicolons: Counter[bool] = field(default_factory=Counter)
    indent: Counter[str] = field(default_factory=Counter)
    newline: Counter[Literal["\n", "\r\n"]] = field(default_factory=Counter)
    trailing_commas: Counter[bool] = field(default_factory=Counter)
    argument_commas: Counter[bool] = field(default_factory=Counter)
    arrow_parens: Counter[bool] = field(default_factory=Counter)
    bracket_spacing: Counter[bool] = field(default_factory=Counter)
    width: int = DEFAULT.print_width


def detect(source: Source, fallback: Style = DEFAULT) -> Style:
    """The style that most of the file's own text shows; `fallback`'s where it shows none.

    Template strings and comments are no evidence. The width is
    `fallback`'s, or the next usual one where one-line lists of the file go beyond that.
    """
    seen = _Evidence(width=fallback.print_width)
    crlf = source.data.count(b"\r\n")
    seen.newline["\r\n"] = crlf
    seen.newline["\n"] = source.data.count(b"\n") - crlf
    for node, parent in _walk(source.root):
        kind = node.type
        if kind == "string":
            _read_string(source, node, seen.jsx_quote if parent == "jsx_attribute" else seen.quote)
        elif kind == "arrow_function":
            _read_arrow(node, seen)
        elif kind in _STATEMENTS:
            if parent not in ("for_statement", "for_in_statement"):
                _read_statement(source, node, seen)
        elif kind in _BLOCKS:
            if node.start_point.row == node.end_point.row:
                _read_one_line(source, node, seen)
            else:
                _read_lines(source, node, seen)
    width = seen.width
    if width > fallback.print_width:
        width = next((usual for usual in _WIDTHS if usual >= width), width)
    return Style(
        quote=_most(seen.quote, fallback.quote),
        jsx_quote=_most(seen.jsx_quote, fallback.jsx_quote),
        semicolons=_most(seen.semicolons, fallback.semicolons),
        indent=_most(seen.indent, fallback.indent),
        newline=_most(seen.newline, fallback.newline),
        trailing_commas=_most(seen.trailing_commas, fallback.trailing_commas),
        argument_commas=_most(seen.argument_commas, fallback.argument_commas),
        arrow_parens=_most(seen.arrow_parens, fallback.arrow_parens),
        bracket_spacing=_most(seen.bracket_spacing, fallback.bracket_spacing),
        bom=source.data.startswith(b"\xef\xbb\xbf"),
        print_width=width,
    )


def _most(counted: Counter[T], fallback: T) -> T:
    """What was counted most often; the fallback when nothing was, or two equally often."""
    first, *others = counted.most_common(2) or [(fallback, 0)]
    even = any(count == first[1] for _, count in others)
    return fallback if first[1] == 0 or even else first[0]


def _walk(root: Node) -> Iterator[tuple[Node, str]]:
    """Every named node that can be evidence, with its parent's type, in source order."""
    cursor = root.walk()
    parents = [""]
    while True:
        node = cursor.node
        assert node is not None  # a cursor always stands on a node
        kind = node.type
        if node.is_named and kind not in ("comment", "import_attribute", "template_string"):
            yield node, parents[-1]
            if kind != "string" and cursor.goto_first_child():
                parents.append(kind)
                continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            parents.pop()


def _read_string(source: Source, node: Node, seen: Counter[Literal['"', "'"]]) -> None:
    quote, content = (
        source.data[node.start_byte],
        source.data[node.start_byte + 1 : node.end_byte - 1],
    )
    # Prettier changes the quotes to save an escape: a string with quotes inside shows nothing.
    if b'"' not in content and b"'" not in content:
        seen['"' if quote == ord('"') else "'"] += 1


def _read_arrow(node: Node, seen: _Evidence) -> None:
    """Count the parentheses around a lone parameter that does not need them."""
    if node.child_by_field_name("parameter") is not None:
        seen.arrow_parens[False] += 1
        return
    parameters = node.child_by_field_name("parameters")
    if parameters is None or node.child_by_field_name("return_type") is not None:
        return
    if parameters.named_child_count == 1 and parameters.named_children[0].child_count == 1:
        pattern = parameters.named_children[0].child_by_field_name("pattern")
        if pattern is not None and pattern.type == "identifier":
            seen.arrow_parens[True] += 1


def _read_statement(source: Source, node: Node, seen: _Evidence) -> None:
    last = node.children[-1]
    if last.type == ";":
        # The `;` of `;[1].map(f)` ends, for the grammar, the statement before it.
        guard = source.data.find(b"\n", node.children[-2].end_byte, last.start_byte) != -1
        seen.semicolons[not guard] += 1
    elif last.type not in (
        "class",
        "class_declaration",
        "abstract_class_declaration",
        "ambient_declaration",
        "enum_declaration",
        "function_declaration",
        "function_expression",
        "function_signature",
        "generator_function",
        "generator_function_declaration",
        "interface_declaration",
        "internal_module",
        "lexical_declaration",
        "type_alias_declaration",
        "variable_declaration",
    ):
        seen.semicolons[False] += 1


def _read_one_line(source: Source, node: Node, seen: _Evidence) -> None:
    if node.named_child_count == 0:
        return
    if node.type in _BRACED:
        space = source.data[node.start_byte + 1 : node.start_byte + 2] == b" "
        seen.bracket_spacing[space] += 1
    if node.type in _WRAPPED and node.named_child_count > 1 and node.end_point.column > seen.width:
        line = source.data[source.line_start(node.start_byte) : node.end_byte]
        seen.width = max(seen.width, len(line.decode("utf-8")))


def _read_lines(source: Source, node: Node, seen: _Evidence) -> None:
    """Count what a block or list that spans lines shows: its indent and its last comma."""
    tokens = [child for child in node.children if child.type != "comment"]
    opening, inner, closing = tokens[0], tokens[1:-1], tokens[-1]
    if not inner or inner[0].start_point.row == opening.end_point.row:
        return
    indent, base = source.indent_at(inner[0].start_byte), source.indent_at(opening.start_byte)
    step = indent.removeprefix(base)
    if (
        len(indent) == inner[0].start_point.column
        and indent == base + step
        and (step == "\t" or (step and not step.strip(" ") and len(step) <= _MAX_INDENT))
    ):
        seen.indent[step] += 1
    last = inner[-1]
    if last.end_point.row == closing.start_point.row:
        return
    if node.type in _COMMA_LISTS:
        counted = seen.trailing_commas
    elif node.type in _ARGUMENTS:
        counted = seen.argument_commas
    else:
        return
    # A rest element may not be followed by a comma, so its lack shows nothing.
    if last.type == ",":
        counted[True] += 1
    elif last.type not in ("rest_pattern", "ERROR"):
        counted[False] += 1
