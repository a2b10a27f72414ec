"""Python expressions that a user gives for the event's data."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import libcst as cst

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.python.bindings import bound_by
from codemods.syntax.python.calls import walk

if TYPE_CHECKING:
    from codemods.transforms.python.triggers.values import Values

_OPEN = (cst.Yield, cst.Await, cst.NamedExpr, cst.StarredElement)


def parsed(values: Values, key: str, text: str) -> str:
    """The expression, trimmed.

    Raises CodemodError where it is no single expression, or uses a name that is not known at the
    place.
    """
    text = text.strip()
    if not naming.is_identifier(key):
        raise CodemodError(
            f"the field name {naming.quoted(key)} is no identifier",
            mend="write letters, digits and _, and no digit at first",
        )
    if not is_expression(text):
        raise CodemodError(
            f"the value of {key} is no Python expression: {naming.quoted(text)}",
            mend=f"give one, as in --data {key}={key}",
        )
    outline = values.source.outline
    known = {
        *(held.name for held in values.names),
        *(name for name, each in outline.imports.items() if not each.type_only),
        *outline.declarations,
        *(name for name in ("self", "cls") if name in values.state.names),
    }
    for name in names_in(text):
        if name not in known and not hasattr(builtins, name):
            near = naming.nearest(name, known)
            raise CodemodError(
                f"{naming.quoted(name)}, in the value of {key}, is not in scope there",
                where=f"{values.source.path}:{values.place.line}",
                mend=f"did you mean {near}?" if near else "give an expression of what is in scope",
            )
    return text


def is_expression(text: str) -> bool:
    """Whether a text is one whole Python expression on one line, which may stand in a call."""
    text = text.strip()
    if not text or not text.isprintable() or "#" in _without_strings(text):
        return False
    try:
        node = cst.parse_expression(f"[{text}]")
    except (cst.ParserSyntaxError, ValueError):
        return False
    if not isinstance(node, cst.List) or len(node.elements) != 1:
        return False
    element = node.elements[0]
    closed = isinstance(element.comma, cst.MaybeSentinel)
    return closed and not any(isinstance(each, _OPEN) for each in walk(element))


def names_in(text: str) -> tuple[str, ...]:
    """The names that an expression takes from around it, in order, each once."""
    node = cst.parse_expression(text)
    own = {
        name
        for each in walk(node)
        if isinstance(each, (cst.CompFor, cst.Lambda))
        for name in _own(each)
    }
    names: list[str] = []
    skipped: set[int] = set()
    for each in walk(node):
        if isinstance(each, cst.Attribute):
            skipped.add(id(each.attr))
        elif isinstance(each, cst.Arg) and each.keyword is not None:
            skipped.add(id(each.keyword))
        elif isinstance(each, cst.Name) and id(each) not in skipped and each.value not in own:
            names.append(each.value)
    return tuple(dict.fromkeys(names))


def _own(node: cst.CompFor | cst.Lambda) -> list[str]:
    """The names that a comprehension or a lambda binds for itself."""
    if isinstance(node, cst.Lambda):
        return [each.name.value for each in (*node.params.params, *node.params.kwonly_params)]
    loop = cst.For(target=node.target, iter=node.iter, body=cst.IndentedBlock(body=[]))
    return [each.name for each in bound_by(loop)]


def _without_strings(text: str) -> str:
    """The text with what quotes enclose left out, as far as it can be split into tokens."""
    import io
    import tokenize

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return text
    return "".join(each.string for each in tokens if each.type != tokenize.STRING)
