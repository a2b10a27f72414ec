"""From the LibCST tree of an expression to a document that says where it may be broken."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from msgspec import Struct

from codemods.syntax.layout.document import (
    BREAK_PARENT,
    LINE,
    SOFTLINE,
    Doc,
    Group,
    IfBreak,
    Indent,
    join,
)

_EMPTY = cst.Module([])
_BRACKETS: dict[type[cst.CSTNode], tuple[str, str]] = {
    cst.List: ("[", "]"),
    cst.ListComp: ("[", "]"),
    cst.Set: ("{", "}"),
    cst.SetComp: ("{", "}"),
    cst.DictComp: ("{", "}"),
    cst.Tuple: ("(", ")"),
    cst.GeneratorExp: ("(", ")"),
}
_FLUENT_FROM = 2  # attributes after a call, from which on a chain is broken at its dots


class Expressions(Struct, frozen=True):
    """Prints expressions; `magic_commas` as in PythonStyle."""

    magic_commas: bool = True

    def doc(self, node: cst.BaseExpression) -> Doc:
        """The document of an expression; what is not known here stays on its line."""
        if node.lpar and not isinstance(node, cst.Tuple | cst.GeneratorExp):
            inner = self.doc(node.with_changes(lpar=[], rpar=[]))
            return Group(["(", Indent([SOFTLINE, inner]), SOFTLINE, ")"])
        match node:
            case cst.Await():
                return ["await ", self.doc(node.expression)]
            case cst.Call() | cst.Attribute() | cst.Subscript():
                return self._chain(node)
            case cst.List() | cst.Set() | cst.Tuple():
                return self._display(node)
            case cst.Dict():
                return self._brackets("{", [self._entry(each) for each in node.elements], "}", node)
            case cst.ListComp() | cst.SetComp() | cst.GeneratorExp() | cst.DictComp():
                return self._comprehension(node)
            case cst.Comparison() | cst.BooleanOperation() | cst.BinaryOperation():
                return Group(self._operation(node))
            case cst.IfExp():
                return Group(self._condition(node))
            case cst.UnaryOperation():
                return [_code(node.operator), self.doc(node.expression)]
            case _:
                return _code(node)

    def _display(self, node: cst.List | cst.Set | cst.Tuple) -> Doc:
        opening, closing = _BRACKETS[type(node)]
        return self._brackets(opening, [self._element(e) for e in node.elements], closing, node)

    def _brackets(
        self,
        opening: str,
        items: list[Doc],
        closing: str,
        node: cst.List | cst.Set | cst.Tuple | cst.Dict,
    ) -> Doc:
        if not items:
            return opening + closing
        kept = self.magic_commas and _ends_in_comma(node.elements)
        body = [SOFTLINE, *join([",", LINE], items), IfBreak(",")]
        return Group([opening, Indent([body, BREAK_PARENT if kept else ""]), SOFTLINE, closing])

    def _entry(self, element: cst.BaseDictElement) -> Doc:
        if isinstance(element, cst.DictElement):
            return [self.doc(element.key), ": ", self.doc(element.value)]
        return ["**", self.doc(element.value)]

    def _element(self, element: cst.BaseElement) -> Doc:
        star = "*" if isinstance(element, cst.StarredElement) else ""
        return [star, self.doc(element.value)]

    def _comprehension(
        self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp
    ) -> Doc:
        opening, closing = _BRACKETS[type(node)]
        return Group([opening, Indent([SOFTLINE, Group(self._clauses(node))]), SOFTLINE, closing])

    def _clauses(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp | cst.DictComp) -> Doc:
        if isinstance(node, cst.DictComp):
            parts: list[Doc] = [[self.doc(node.key), ": ", self.doc(node.value)]]
        else:
            parts = [self.doc(node.elt)]
        clause: cst.CompFor | None = node.for_in
        while clause is not None:
            word = "async for " if clause.asynchronous else "for "
            parts += [LINE, [word, _code(clause.target), " in ", self.doc(clause.iter)]]
            for each in clause.ifs:
                parts += [LINE, ["if ", self.doc(each.test)]]
            clause = clause.inner_for_in
        return parts

    def _operation(self, node: cst.BaseExpression) -> Doc:
        match node:
            case cst.Comparison(left=left, comparisons=comparisons):
                parts: list[Doc] = [self.doc(left)]
                for each in comparisons:
                    parts += [LINE, _code(each.operator).strip(), " ", self.doc(each.comparator)]
                return parts
            case cst.BooleanOperation() | cst.BinaryOperation():
                operator = _code(node.operator).strip()
                first = node.left
                alike = (
                    isinstance(first, cst.BooleanOperation | cst.BinaryOperation)
                    and not first.lpar
                    and _code(first.operator).strip() == operator
                )
                start = self._operation(first) if alike else self.doc(first)
                return [start, LINE, operator, " ", self.doc(node.right)]
            case _:
                return self.doc(node)

    def _condition(self, node: cst.IfExp) -> Doc:
        body, test, orelse = (self.doc(each) for each in (node.body, node.test, node.orelse))
        return [body, LINE, "if ", test, LINE, "else ", orelse]

    # ------------------------------------------------------------------ calls and chains

    def _chain(self, node: cst.Call | cst.Attribute | cst.Subscript) -> Doc:
        parts: list[tuple[Doc, bool]] = []  # with whether it is an attribute after brackets
        each: cst.BaseExpression = node
        while not each.lpar or each is node:
            match each:
                case cst.Call():
                    parts.append((self.arguments(each.args), False))
                    each = each.func
                case cst.Subscript():
                    parts.append((self._slices(each), False))
                    each = each.value
                case cst.Attribute():
                    after = isinstance(each.value, cst.Call | cst.Subscript)
                    parts.append((f".{each.attr.value}", after))
                    each = each.value
                case _:
                    break
        parts.append((self.doc(each), False))
        parts.reverse()
        if sum(after for _, after in parts) < _FLUENT_FROM:
            return [part for part, _ in parts]
        return Group([[SOFTLINE, part] if after else part for part, after in parts])

    def _slices(self, node: cst.Subscript) -> Doc:
        items: list[Doc] = []
        for element in node.slice:
            index = element.slice
            items.append(self.doc(index.value) if isinstance(index, cst.Index) else _code(index))
        body = join([",", LINE], items)
        return Group(
            ["[", Indent([SOFTLINE, body, IfBreak(",") if len(items) > 1 else ""]), SOFTLINE, "]"]
        )

    def arguments(self, args: Sequence[cst.Arg]) -> Doc:
        """The arguments of a call with their brackets: on one line, on another, or each."""
        if not args:
            return "()"
        items: list[Doc] = [self._argument(each) for each in args]
        if self.magic_commas and _ends_in_comma(args):
            body: Doc = [join([",", LINE], items), ",", BREAK_PARENT]
        elif len(items) == 1:
            lone = args[0].value
            if isinstance(lone, cst.GeneratorExp) and not args[0].keyword:
                items = [self._clauses(lone)]
            body = Group(items)
        else:
            body = Group([join([",", LINE], items), IfBreak(",")])
        return Group(["(", Indent([SOFTLINE, body]), SOFTLINE, ")"])

    def _argument(self, arg: cst.Arg) -> Doc:
        keyword = f"{arg.keyword.value}=" if arg.keyword else ""
        value = arg.value
        if keyword and isinstance(value, cst.IfExp | cst.BooleanOperation | cst.Comparison):
            return [keyword, optional_parentheses(self.doc(value))]
        return [arg.star, keyword, self.doc(value)]


def optional_parentheses(body: Doc) -> Doc:
    """Parentheses that are there only when the body does not fit on the line."""
    return Group([IfBreak("("), Indent([SOFTLINE, body]), SOFTLINE, IfBreak(")")])


def _ends_in_comma(
    elements: Sequence[cst.Arg] | Sequence[cst.BaseElement] | Sequence[cst.BaseDictElement],
) -> bool:
    return bool(elements) and isinstance(elements[-1].comma, cst.Comma)


def _code(node: cst.CSTNode) -> str:
    return _EMPTY.code_for_node(node)
