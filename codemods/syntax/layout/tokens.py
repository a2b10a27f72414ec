"""Whether printing has changed more than the layout."""

from __future__ import annotations

from tree_sitter import Node

from codemods.syntax.source import Source

# What printing adds and takes away: separators, and the parentheses and bars of broken lines.
_LAYOUT = frozenset({",", ";", "(", ")", "|"})


def changed_statements(before: Source, after: Source) -> frozenset[int]:
    """The ids of the top-level statements of `before` that say something else in `after`."""
    first, second = before.root.named_children, after.root.named_children
    if len(first) != len(second) or after.root.has_error:
        return frozenset(node.id for node in first)
    return frozenset(
        old.id
        for old, new in zip(first, second, strict=True)
        if _tokens(before, old) != _tokens(after, new)
    )


def _tokens(source: Source, node: Node) -> list[str]:
    tokens: list[str] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "string":
            # A key loses quotes that it does not need, other strings change theirs.
            inner = source.text(current)[1:-1]
            tokens.append(inner.replace("\\'", "'").replace('\\"', '"'))
        elif current.child_count == 0:
            if current.type not in _LAYOUT:
                tokens.append(" ".join(source.text(current).split()))
        else:
            stack.extend(reversed(current.children))
    return tokens
