"""The outline of a module: what it imports, exports and declares at its top level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from codemods.syntax.nodes import has_token, named_children
from codemods.syntax.source import Source


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import statement binds.

    imported: the name in the other module, ``default``, or ``*`` for a namespace
    """

    local: str
    imported: str
    specifier: str
    type_only: bool
    statement: Node


@dataclass(frozen=True, slots=True)
class Export:
    """One name that the module offers.

    exported:  the name outside, ``default``, or ``*`` for `export * from`
    local:     the name inside (of this module, or of `specifier`'s); ``*`` for a whole module;
               None for a default export of an expression, which is `value` then
    specifier: the module it is passed on from, or None for this module's own
    """

    exported: str
    local: str | None
    specifier: str | None
    type_only: bool
    statement: Node
    value: Node | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """One name declared at the top level; `value` is a variable's initialiser, or the node itself
    for functions, classes and types."""

    name: str
    kind: str  # const, let, var, function, class, interface, type, enum, namespace
    statement: Node
    value: Node | None


@dataclass(frozen=True, slots=True)
class Module:
    """All three, in source order."""

    imports: tuple[Import, ...]
    exports: tuple[Export, ...]
    declarations: Mapping[str, Declaration]


_DECLARATION_KINDS = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "function_signature": "function",
    "class_declaration": "class",
    "abstract_class_declaration": "class",
    "interface_declaration": "interface",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
    "internal_module": "namespace",
}


def outline(source: Source) -> Module:
    """The outline of a file; statements that the grammar could not read are passed over."""
    imports: list[Import] = []
    exports: list[Export] = []
    declarations: dict[str, Declaration] = {}
    for statement in source.root.named_children:
        match statement.type:
            case "import_statement":
                imports.extend(_imports(source, statement))
            case "export_statement":
                exported = statement.child_by_field_name("declaration")
                if exported is not None:
                    found = list(_declarations(source, exported, statement))
                    declarations.update((d.name, d) for d in found)
                    exports.extend(_own_exports(statement, exported, found))
                else:
                    exports.extend(_export_list(source, statement))
            case "ambient_declaration":
                for child in named_children(statement):
                    found = list(_declarations(source, child, statement))
                    declarations.update((d.name, d) for d in found)
            case "expression_statement":
                # `namespace X {}` is an expression statement in this grammar.
                for child in named_children(statement):
                    if child.type in _DECLARATION_KINDS:
                        found = list(_declarations(source, child, statement))
                        declarations.update((d.name, d) for d in found)
                    exports.extend(_common_js(source, child, statement))
            case _:
                found = list(_declarations(source, statement, statement))
                declarations.update((d.name, d) for d in found)
    return Module(tuple(imports), tuple(exports), declarations)


def _imports(source: Source, statement: Node) -> Iterator[Import]:
    specifier_node = statement.child_by_field_name("source")
    type_only = has_token(statement, "type")
    for clause in named_children(statement):
        if clause.type == "import_require_clause":
            name, path = named_children(clause)[0], clause.child_by_field_name("source")
            if path is not None:
                yield Import(source.text(name), "*", source.text(path)[1:-1], type_only, statement)
        if clause.type != "import_clause" or specifier_node is None:
            continue
        specifier = source.text(specifier_node)[1:-1]
        for part in named_children(clause):
            match part.type:
                case "identifier":
                    yield Import(source.text(part), "default", specifier, type_only, statement)
                case "namespace_import":
                    local = source.text(named_children(part)[0])
                    yield Import(local, "*", specifier, type_only, statement)
                case "named_imports":
                    for item in named_children(part):
                        imported, alias = _pair(source, item)
                        item_type_only = type_only or has_token(item, "type")
                        local = alias or imported
                        yield Import(local, imported, specifier, item_type_only, statement)


def _export_list(source: Source, statement: Node) -> Iterator[Export]:
    specifier_node = statement.child_by_field_name("source")
    specifier = source.text(specifier_node)[1:-1] if specifier_node is not None else None
    type_only = has_token(statement, "type")
    value = statement.child_by_field_name("value")
    if value is not None and has_token(statement, "default"):
        local = source.text(value) if value.type == "identifier" else None
        yield Export("default", local, None, False, statement, value)
        return
    if has_token(statement, "*"):
        yield Export("*", "*", specifier, type_only, statement)
        return
    for part in named_children(statement):
        if part.type == "namespace_export":
            name = source.text(named_children(part)[0]).strip("\"'")
            yield Export(name, "*", specifier, type_only, statement)
        elif part.type == "export_clause":
            for item in named_children(part):
                name, alias = _pair(source, item)
                item_type_only = type_only or has_token(item, "type")
                yield Export(alias or name, name, specifier, item_type_only, statement)


def _own_exports(statement: Node, declaration: Node, found: list[Declaration]) -> Iterator[Export]:
    if has_token(statement, "default"):
        local = found[0].name if found else None
        yield Export("default", local, None, False, statement, declaration)
        return
    for each in found:
        type_only = each.kind in ("interface", "type")
        yield Export(each.name, each.name, None, type_only, statement)


def _declarations(source: Source, node: Node, statement: Node) -> Iterator[Declaration]:
    if node.type in ("lexical_declaration", "variable_declaration"):
        kind = node.children[0].type
        for declarator in named_children(node):
            name = declarator.child_by_field_name("name")
            if name is None:
                continue
            value = declarator.child_by_field_name("value")
            if name.type == "identifier":
                yield Declaration(source.text(name), kind, statement, value)
            else:
                # A pattern's names are declared, but what they hold is not one expression.
                for bound in pattern_names(source, name):
                    yield Declaration(bound, kind, statement, None)
    elif node.type in _DECLARATION_KINDS:
        name = node.child_by_field_name("name")
        if name is not None:
            yield Declaration(source.text(name), _DECLARATION_KINDS[node.type], statement, node)


def pattern_names(source: Source, pattern: Node) -> Iterator[str]:
    """The names that a destructuring pattern binds."""
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield source.text(node)
        elif node.type == "pair_pattern":
            value = node.child_by_field_name("value")
            if value is not None:
                stack.append(value)
        elif node.type in ("object_assignment_pattern", "assignment_pattern"):
            left = node.child_by_field_name("left")
            if left is not None:
                stack.append(left)
        else:
            stack.extend(reversed(named_children(node)))


def _common_js(source: Source, node: Node, statement: Node) -> Iterator[Export]:
    """`module.exports = x` and `exports.name = x`, as plain JavaScript configs have them."""
    if node.type != "assignment_expression":
        return
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "member_expression":
        return
    target = source.text(left)
    if target == "module.exports":
        local = source.text(right) if right.type == "identifier" else None
        yield Export("default", local, None, False, statement, right)
    elif target.startswith(("exports.", "module.exports.")):
        local = source.text(right) if right.type == "identifier" else None
        yield Export(target.rpartition(".")[2], local, None, False, statement, right)


def _pair(source: Source, item: Node) -> tuple[str, str | None]:
    """The name and the alias of an import or export specifier, string names unquoted."""
    name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
    return (
        source.text(name).strip("\"'") if name is not None else "",
        source.text(alias).strip("\"'") if alias is not None else None,
    )
