"""Imports, exports and re-exports: one name more, in the file's own manner."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.syntax import lists
from codemods.syntax.edits import Edit
from codemods.syntax.module import Import
from codemods.syntax.nodes import has_token, named_children
from codemods.syntax.placing import (
    Statement,
    at_end,
    at_top,
    behind_block,
    beside,
    is_directive,
)
from codemods.syntax.quoting import string_literal
from codemods.syntax.source import Source


def add_import(
    source: Source,
    name: str,
    specifier: str,
    *,
    origin: str,
    default: bool = False,
    alias: str | None = None,
    type_only: bool = False,
) -> tuple[Edit, ...]:
    """Edits that import `name` from `specifier`; none where the file does so already.

    default:   import the module's default, as `name` (or `alias`)
    alias:     the local name, when it is not `name`
    type_only: it is used as a type only; a value that is there already serves as well

    The name joins an import of the same specifier where there is one, else a new statement goes
    beside the nearest import. A type-only import of the same name becomes one of the value.
    """
    local = alias or name
    imported = "default" if default else name
    same = [
        each
        for each in source.module.imports
        if (each.local, each.imported, each.specifier) == (local, imported, specifier)
    ]
    if any(type_only or not each.type_only for each in same):
        return ()
    dropped: tuple[Edit, ...] = ()
    if same:
        token = _own_type_token(source, same[0])
        if token is not None:
            assert token.next_sibling is not None  # what is imported follows `type`
            return (Edit(token.start_byte, token.next_sibling.start_byte, b"", origin),)
        names, item = _named(source, same[0])
        dropped = lists.remove(source, names, item, origin=origin)
    joined = (
        _join_default(source, local, specifier, type_only=type_only, origin=origin)
        if default
        else _join_named(source, name, specifier, local=local, type_only=type_only, origin=origin)
    )
    if joined:
        return (*dropped, *joined)
    what = local if default else _in_braces(source, _as(name, local))
    keyword = "import type" if type_only else "import"
    statement = f"{keyword} {what} from {_quoted(source, specifier)}{_semicolon(source)}"
    siblings = _header(source)
    if siblings:
        return (*dropped, beside(source, siblings, specifier, statement, origin))
    return (*dropped, at_top(source, statement, origin))


def add_reexport(
    source: Source, name: str, specifier: str, *, star: bool, origin: str
) -> tuple[Edit, ...]:
    """Edits that pass `name` on from `specifier`; none where the file does so already.

    star: pass on all of the module with `export *`; `name` is not looked at then

    The name joins a re-export of the same specifier where there is one, else a new statement goes
    beside the nearest re-export, below the imports, or to the top.
    """
    imports = {each.local: each for each in source.module.imports}
    for export in source.module.exports:
        if export.type_only:
            continue
        if (export.exported, export.specifier) == ("*", specifier):
            return ()
        origin_of = export.specifier
        if origin_of is None and export.local in imports:
            origin_of = imports[export.local].specifier
        if not star and (export.exported, origin_of) == (name, specifier):
            return ()
    reexports = [
        Statement(node, source.text(path)[1:-1])
        for node in source.root.named_children
        if node.type == "export_statement"
        and (path := node.child_by_field_name("source")) is not None
    ]
    if not star:
        for each in reexports:
            clause = _export_clause(each.node)
            if each.specifier == specifier and clause is not None:
                return lists.insert(source, clause, name, origin=origin, key=name)
    what = "*" if star else _in_braces(source, name)
    statement = f"export {what} from {_quoted(source, specifier)}{_semicolon(source)}"
    if reexports:
        return (beside(source, reexports, specifier, statement, origin),)
    imported = _header(source)
    if imported:
        return (behind_block(source, imported[-1].node, statement, origin),)
    return (at_top(source, statement, origin),)


def add_export(source: Source, name: str, *, origin: str) -> tuple[Edit, ...]:
    """Edits that export the local `name`; none where the file does so already.

    It joins the file's last `export { … }`, else one is added at the end: the half of a barrel in
    the form `import { a } from "./a"; export { a };` that `add_import` leaves.
    """
    if any(
        each.exported == name and each.specifier is None and not each.type_only
        for each in source.module.exports
    ):
        return ()
    for node in reversed(source.root.named_children):
        if node.type == "export_statement" and node.child_by_field_name("source") is None:
            clause = _export_clause(node)
            if clause is not None:
                return lists.insert(source, clause, name, origin=origin, key=name)
    statement = f"export {_in_braces(source, name)}{_semicolon(source)}"
    return (at_end(source, statement, origin),)


def _own_type_token(source: Source, each: Import) -> Node | None:
    """The `type` that stands before this one name only, or None where it covers others too."""
    statement_wide = _token(each.statement, "type")
    if statement_wide is None:
        return _token(_named(source, each)[1], "type")
    alone = sum(other.statement == each.statement for other in source.module.imports) == 1
    return statement_wide if alone else None


def _named(source: Source, each: Import) -> tuple[Node, Node]:
    """The `{ … }` of an import and the specifier in it that binds this name."""
    for clause in named_children(each.statement):
        for names in named_children(clause):
            if names.type != "named_imports":
                continue
            for item in lists.elements(names):
                if source.text(named_children(item)[-1]) == each.local:
                    return names, item
    raise AssertionError(f"no specifier of {each.local} in its statement")


def _token(node: Node, kind: str) -> Node | None:
    return next((child for child in node.children if child.type == kind), None)


def _join_named(
    source: Source, name: str, specifier: str, *, local: str, type_only: bool, origin: str
) -> tuple[Edit, ...]:
    text = _as(name, local)
    for statement, clause in _clauses(source, specifier):
        parts = {part.type: part for part in named_children(clause)}
        names = parts.get("named_imports")
        only_types = has_token(statement, "type")
        if only_types and not type_only:
            continue
        if names is None:
            if not type_only and set(parts) == {"identifier"}:
                end = clause.end_byte
                return (Edit(end, end, f", {_in_braces(source, text)}".encode(), origin),)
            continue
        inline = any(has_token(item, "type") for item in lists.elements(names))
        if type_only and not only_types:
            if not inline:
                continue
            text = f"type {text}"
        return lists.insert(source, names, text, origin=origin, key=name)
    return ()


def _join_default(
    source: Source, local: str, specifier: str, *, type_only: bool, origin: str
) -> tuple[Edit, ...]:
    if type_only:
        return ()  # a type-only import has a default or names, not both
    for statement, clause in _clauses(source, specifier):
        first = named_children(clause)[0]
        if first.type == "named_imports" and not has_token(statement, "type"):
            return (Edit(first.start_byte, first.start_byte, f"{local}, ".encode(), origin),)
    return ()


def _clauses(source: Source, specifier: str) -> Iterator[tuple[Node, Node]]:
    """The import statements of a specifier with their clauses, attributes (`with`) excluded."""
    for statement in source.root.named_children:
        path = statement.child_by_field_name("source")
        if statement.type != "import_statement" or path is None:
            continue
        children = {child.type: child for child in named_children(statement)}
        clause = children.get("import_clause")
        if clause is None or "import_attribute" in children:
            continue
        if source.text(path)[1:-1] == specifier:
            yield statement, clause


def _header(source: Source) -> list[Statement]:
    """The imports at the top of the file; all of them where other code comes first."""
    every: list[Statement] = []
    top: list[Statement] | None = None
    for node in source.root.named_children:
        if node.type in ("import_statement", "import_alias"):
            every.append(Statement(node, _specifier(source, node)))
        elif node.type not in ("comment", "hash_bang_line") and not is_directive(node):
            top = top or list(every)
    return top or every


def _specifier(source: Source, statement: Node) -> str | None:
    """What a statement imports from; None for `import "…"`, whose place has a meaning."""
    path = statement.child_by_field_name("source")
    if path is None or _token(statement, "import_clause") is None:
        return None
    return source.text(path)[1:-1]


def _export_clause(statement: Node) -> Node | None:
    return None if has_token(statement, "type") else _token(statement, "export_clause")


def _as(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _in_braces(source: Source, text: str) -> str:
    return f"{{ {text} }}" if source.style.bracket_spacing else f"{{{text}}}"


def _quoted(source: Source, specifier: str) -> str:
    return string_literal(specifier, source.style.quote)


def _semicolon(source: Source) -> str:
    return ";" if source.style.semicolons else ""
