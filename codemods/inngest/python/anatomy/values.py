"""Static values, and the ids of steps, where a name may be a constant of any scope or module."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from codemods.inngest.anatomy.model import UNKNOWN, StepId, Value
from codemods.inngest.python.anatomy.names import names_of
from codemods.inngest.python.anatomy.origins import ClassAt, Origins
from codemods.inngest.python.anatomy.tree import Tree, string_of

_MOST_HOPS = 16  # constants that hold constants

Place = tuple[Tree, cst.BaseExpression]

# The SDK's own objects are plain values too, their keyword arguments under the SDK's names; of a
# timedelta, what it comes to.
_CONFIG = "inngest."
_TIMEDELTA = "datetime.timedelta()"
_UNITS = {
    "days": 86_400.0, "seconds": 1.0, "microseconds": 1e-6, "milliseconds": 1e-3,
    "minutes": 60.0, "hours": 3600.0, "weeks": 604_800.0,
}  # fmt: skip


class Delta(Struct, frozen=True):
    """A `timedelta`, in seconds."""

    seconds: float


class Values:
    """Evaluates expressions as far as they are static."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins

    def of(self, tree: Tree, node: cst.BaseExpression, hops: int = 0) -> Value:
        """Plain data, `Delta` for a timedelta; UNKNOWN for what is not static."""
        if hops > _MOST_HOPS:
            return UNKNOWN
        match node:
            case cst.SimpleString() | cst.ConcatenatedString():
                text = string_of(node)
                return text if text is not None else UNKNOWN
            case cst.Integer() | cst.Float():
                return node.evaluated_value
            case cst.UnaryOperation(operator=cst.Minus(), expression=inner):
                value = self.of(tree, inner, hops + 1)
                return -value if isinstance(value, int | float) else UNKNOWN
            case cst.BinaryOperation():
                return self._sum(tree, node, hops)
            case cst.List(elements=elements) | cst.Tuple(elements=elements):
                if any(isinstance(each, cst.StarredElement) for each in elements):
                    return UNKNOWN
                return [self.of(tree, each.value, hops + 1) for each in elements]
            case cst.Dict(elements=elements):
                found: dict[object, Value] = {}
                for each in elements:
                    key = string_of(each.key) if isinstance(each, cst.DictElement) else None
                    if key is None:
                        return UNKNOWN
                    found[key] = self.of(tree, each.value, hops + 1)
                return found
            case cst.Name("True" | "False" | "None"):
                return {"True": True, "False": False, "None": None}[node.value]
            case cst.Name():
                place = self.constant(tree, node)
                return self.of(*place, hops + 1) if place is not None else UNKNOWN
            case cst.Attribute():
                place = self.member(tree, node)
                return self.of(*place, hops + 1) if place is not None else UNKNOWN
            case cst.Call():
                return self._made(tree, node, hops)
            case _:
                return UNKNOWN

    def follow(self, tree: Tree, node: cst.BaseExpression) -> Place:
        """The expression that a name or attribute stands for, through constants; else itself."""
        for _ in range(_MOST_HOPS):
            match node:
                case cst.Name():
                    place = self.constant(tree, node)
                case cst.Attribute():
                    place = self.member(tree, node)
                case _:
                    break
            if place is None:
                break
            tree, node = place
        return tree, node

    def constant(self, tree: Tree, node: cst.Name) -> Place | None:
        """What a name holds that is assigned once, in this module or the one it comes from."""
        found = names_of(tree).of(node.value, node)
        if not found:
            return self.origins.starred_constant(tree, node.value)
        if len(found) != 1:
            return None
        if found[0].kind == "assigned" and found[0].value is not None:
            return tree, found[0].value
        if found[0].kind == "import" and isinstance(found[0].node, cst.ImportAlias):
            return self.origins.constant(tree, found[0].node)
        return None

    def member(self, tree: Tree, node: cst.Attribute) -> Place | None:
        """What a member of an enumeration, a class or a module holds; `.value` of one is itself."""
        name = node.attr.value
        if name == "value" and isinstance(node.value, cst.Attribute):
            return self.member(tree, node.value)
        owner = self.origins.of(tree, node.value)
        if isinstance(owner, ClassAt):
            given = held_in(owner, name)
            return (owner.tree, given) if given is not None else None
        return self.origins.module_constant(owner, name)

    def _made(self, tree: Tree, call: cst.Call, hops: int) -> Value:
        """What a construction of the SDK is given, by name; a timedelta; `str(…)` and the like."""
        path = self.origins.path_of(tree, call) or ""
        if path == _TIMEDELTA:
            return self._delta(tree, call, hops)
        if not path.startswith(_CONFIG) or not path.endswith("()") or path.count("(") > 1:
            return UNKNOWN
        if any(arg.star or arg.keyword is None for arg in call.args):
            return UNKNOWN
        return {
            arg.keyword.value: self.of(tree, arg.value, hops + 1)
            for arg in call.args
            if arg.keyword is not None
        }

    def _delta(self, tree: Tree, call: cst.Call, hops: int) -> Value:
        order = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
        total = 0.0
        for number, arg in enumerate(call.args):
            name = arg.keyword.value if arg.keyword is not None else None
            if arg.star or (name is None and number >= len(order)):
                return UNKNOWN
            value = self.of(tree, arg.value, hops + 1)
            if not isinstance(value, int | float) or (name or order[number]) not in _UNITS:
                return UNKNOWN
            total += value * _UNITS[name or order[number]]
        return Delta(total)

    def _sum(self, tree: Tree, node: cst.BinaryOperation, hops: int) -> Value:
        left = self.of(tree, node.left, hops + 1)
        right = self.of(tree, node.right, hops + 1)
        if isinstance(left, str) and isinstance(right, str) and isinstance(node.operator, cst.Add):
            return left + right
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            return UNKNOWN
        match node.operator:
            case cst.Add():
                return left + right
            case cst.Subtract():
                return left - right
            case cst.Multiply():
                return left * right
            case _:
                return UNKNOWN

    def step_id(self, tree: Tree, node: cst.BaseExpression) -> StepId:
        """The id of a step: its literal parts, and the source of what is put in between."""
        literals: list[str] = []
        dynamic: list[str] = []
        shown: list[str] = []
        last_was_literal = False
        for where, part in self._parts(tree, node, 0):
            text = part if isinstance(part, str) else self._text(where, part)
            if text == "":
                continue
            shown.append(text if text is not None else "…")
            if text is None:
                assert not isinstance(part, str)
                dynamic.append(where.text(part))
            elif last_was_literal:
                literals[-1] += text
            else:
                literals.append(text)
            last_was_literal = text is not None
        return StepId(
            span=tree.span(node),
            text="".join(literals) if not dynamic else None,
            literals=tuple(literals),
            dynamic=tuple(dynamic),
            shown="".join(shown),
        )

    def _text(self, tree: Tree, node: cst.BaseExpression) -> str | None:
        value = self.of(tree, node)
        if isinstance(value, str):
            return value
        return str(value) if type(value) is int else None

    def _parts(
        self, tree: Tree, node: cst.BaseExpression, hops: int
    ) -> list[tuple[Tree, cst.BaseExpression | str]]:
        """The pieces that a string is put together from, in order; constants are put in."""
        if hops > _MOST_HOPS:
            return [(tree, node)]
        match node:
            case cst.FormattedString(parts=parts):
                found: list[tuple[Tree, cst.BaseExpression | str]] = []
                for part in parts:
                    if isinstance(part, cst.FormattedStringText):
                        found.append((tree, part.value.replace("{{", "{").replace("}}", "}")))
                    elif isinstance(part, cst.FormattedStringExpression):
                        found.append((tree, part.expression))
                return found
            case cst.ConcatenatedString(left=left, right=right):
                return [
                    *self._parts(tree, left, hops + 1), *self._parts(tree, right, hops + 1)
                ]  # fmt: skip
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                return [
                    *self._parts(tree, left, hops + 1), *self._parts(tree, right, hops + 1)
                ]  # fmt: skip
            case cst.Name():
                place = self.constant(tree, node)
                if place is not None and isinstance(
                    place[1], cst.FormattedString | cst.BinaryOperation
                ):
                    return self._parts(*place, hops + 1)
                return [(tree, node)]
            case _:
                return [(tree, node)]


def held_in(of: ClassAt, name: str) -> cst.BaseExpression | None:
    """What a class assigns to a name in its body, as an enumeration does."""
    for statement in of.node.body.body:
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        for each in statement.body:
            match each:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value))], value=given):
                    if value == name:
                        return given
                case cst.AnnAssign(target=cst.Name(value), value=cst.BaseExpression() as given):
                    if value == name:
                        return given
                case _:
                    pass
    return None
