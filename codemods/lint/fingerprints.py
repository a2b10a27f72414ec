"""What identifies a finding from one version of a file to the next.

Rule, path, job, the source of the flagged code without its layout, and, among findings that agree
in all of these, their order: so it stays when lines come or go above, and when findings of other
code trade places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.rules.rule import Finding, Rule
from codemods.syntax.source import Source

_DIGITS = 20


def fingerprints(project: Project, found: Iterable[tuple[Rule, Finding]]) -> list[str]:
    """One for each finding, in their order; they must be in the order of their places."""
    seen: Counter[tuple[str, ...]] = Counter()
    prints = []
    for rule, finding in found:
        code = normalised(project.source(finding.span.path), finding.span)
        key = (rule.code, finding.span.path, finding.job or "", code)
        prints.append(_digest((*key, str(seen[key]))))
        seen[key] += 1
    return prints


def normalised(source: Source, span: Span) -> str:
    """The tokens of a piece of code, without comments, layout and trailing commas."""
    start, end = span.start, span.end
    root = source.root.descendant_for_byte_range(start, end)
    if root is None:
        return " ".join(source.data[start:end].decode("utf-8", "replace").split())
    tokens: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.end_byte <= start or node.start_byte >= end or node.type == "comment":
            continue
        if node.child_count and node.type != "template_string":
            stack.extend(reversed(node.children))
            continue
        token = source.data[max(node.start_byte, start) : min(node.end_byte, end)].decode(
            "utf-8", "replace"
        )
        if tokens and tokens[-1] == "," and token in (")", "]", "}"):
            tokens.pop()
        tokens.append(token if token != '"' else "'")
    return " ".join(token for token in tokens if token != ";")


def _digest(parts: Iterable[str]) -> str:
    from hashlib import sha256

    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
