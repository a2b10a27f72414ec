"""Paths: a name and what is read from it on, as in `user.organization.id` or `body["title"]`."""

from __future__ import annotations

import libcst as cst

Path = tuple[str, ...]


def path_of(node: cst.CSTNode) -> Path | None:
    """The path that an expression is, or None for any other expression.

    A part that is a key keeps its brackets and quotes: `("body", '["title"]')`.
    """
    match node:
        case cst.Name():
            return (node.value,)
        case cst.Attribute():
            owner = path_of(node.value)
            return (*owner, node.attr.value) if owner is not None else None
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=index))]):
            owner = path_of(node.value)
            if owner is None or not isinstance(index, cst.SimpleString):
                return None
            return (*owner, f"[{index.value}]")
        case _:
            return None


def path_text(path: Path) -> str:
    """As it is written."""
    first, *rest = path
    return first + "".join(part if part.startswith("[") else f".{part}" for part in rest)


def key_of(part: str) -> str | None:
    """`title` of the part `["title"]`; None for a part that is an attribute."""
    return part[1:-1].strip("\"'") if part.startswith("[") else None


def dotted(node: cst.CSTNode) -> str | None:
    """`inngest.Event` of names joined by dots, or None for any other expression."""
    path = path_of(node)
    return ".".join(path) if path is not None and not any(p[0] == "[" for p in path) else None
