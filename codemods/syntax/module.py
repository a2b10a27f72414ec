"""The outline of a module: what it imports, exports and declares at its top level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import has_token, named_children, unwrap
from codemods.syntax.patterns import taken
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value


class Import(Struct, frozen=True):
    """One name that an import statement binds.

    imported: the name in the other module, ``default``, or ``*`` for a namespace
    """

    local: str
    imported: str
    specifier: str
    type_only: bool
    statement: Node


class Export(Struct, frozen=True):
    """One name that the module offers.

    exported:  the name outside, ``default``, or ``*`` for `export * from`
    local:     the name inside (of this module, or of `specifier`'s); ``*`` for a whole module;
               None for an export of an expression, which is `value` then
    specifier: the module it is passed on from, or None for this module's own
    """

    exported: str
    local: str | None
    specifier: str | None
    type_only: bool
    statement: Node
    value: Node | None = None


class Declaration(Struct, frozen=True):
    """One name declared at the top level; `value` is a variable's initialiser, or the node itself
    for functions, classes and types."""

    name: str
    kind: str  # const, let, var, using, function, class, interface, type, enum, namespace, alias
    statement: Node
    value: Node | None


class Module(Struct, frozen=True):
    """All three, in source order. Of a value and a type of one name, the value is declared."""

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
    "module": "namespace",  # `module N {}`, as it was written once
    "import_alias": "alias",  # `import A = N.B`
}
_TYPES = frozenset({"interface", "type"})


def outline(source: Source) -> Module:
    """The outline of a file; statements that the grammar could not read are passed over."""
    imports: list[Import] = []
    exports: list[Export] = []
    declarations: dict[str, Declaration] = {}

    def declare(node: Node, statement: Node) -> list[Declaration]:
        found = list(_declarations(source, node, statement))
        for each in found:
            # `const X = …; type X = typeof X` is one name for both: the value is what is asked for.
            if each.kind not in _TYPES or each.name not in declarations:
                declarations[each.name] = each
        return found

    for statement in source.root.named_children:
        match statement.type:
            case "import_statement":
                imports.extend(_imports(source, statement))
            case "export_statement":
                exported = statement.child_by_field_name("declaration")
                if exported is not None:
                    exports.extend(_own_exports(statement, exported, declare(exported, statement)))
                else:
                    exports.extend(_export_list(source, statement))
            case "expression_statement":
                for child in named_children(statement):
                    exports.extend(_common_js(source, child, statement))
                declare(statement, statement)
            case _:
                declare(statement, statement)
    return Module(tuple(imports), tuple(exports), declarations)


def _imports(source: Source, statement: Node) -> Iterator[Import]:
    specifier_node = statement.child_by_field_name("source")
    type_only = has_token(statement, "type")
    for clause in named_children(statement):
        if clause.type == "import_require_clause":
            name, path = named_children(clause)[0], clause.child_by_field_name("source")
            if path is not None:
                specifier = string_value(source.text(path))
                yield Import(source.text(name), "*", specifier, type_only, statement)
        if clause.type != "import_clause" or specifier_node is None:
            continue
        specifier = string_value(source.text(specifier_node))
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
    specifier = string_value(source.text(specifier_node)) if specifier_node is not None else None
    type_only = has_token(statement, "type") or _is_type_star(source, statement)
    value = statement.child_by_field_name("value")
    if value is not None and has_token(statement, "default"):
        yield _of_value("default", source, value, statement)
        return
    if has_token(statement, "="):
        # What a CommonJS module is as a whole, importers see as its default.
        yield _of_value("default", source, named_children(statement)[0], statement)
        return
    if has_token(statement, "*"):
        yield Export("*", "*", specifier, type_only, statement)
        return
    for part in named_children(statement):
        if part.type == "namespace_export":
            name = _name(source, named_children(part)[0])
            yield Export(name, "*", specifier, type_only, statement)
        elif part.type == "export_clause":
            for item in named_children(part):
                name, alias = _pair(source, item)
                item_type_only = type_only or has_token(item, "type")
                yield Export(alias or name, name, specifier, item_type_only, statement)


def _is_type_star(source: Source, statement: Node) -> bool:
    """Whether it is `export type * from`, which the grammar reads around an error."""
    return any(child.is_error and source.text(child) == "type" for child in statement.children)


def _of_value(exported: str, source: Source, value: Node, statement: Node) -> Export:
    inner = unwrap(value)
    local = source.text(inner) if inner.type == "identifier" else None
    return Export(exported, local, None, False, statement, value)


def _own_exports(statement: Node, declaration: Node, found: list[Declaration]) -> Iterator[Export]:
    if has_token(statement, "default"):
        local = found[0].name if found else None
        type_only = bool(found) and found[0].kind in _TYPES
        yield Export("default", local, None, type_only, statement, declaration)
        return
    for each in found:
        yield Export(each.name, each.name, None, each.kind in _TYPES, statement)


def _declarations(source: Source, node: Node, statement: Node) -> Iterator[Declaration]:
    match node.type:
        case "lexical_declaration" | "variable_declaration":
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
                    for each in taken(source, name):
                        yield Declaration(each.name, kind, statement, None)
        case "ambient_declaration":
            for child in named_children(node):
                yield from _declarations(source, child, statement)
        case "expression_statement":
            # `namespace X {}` and `using x = y` are expression statements in this grammar.
            for child in named_children(node):
                if child.type in _DECLARATION_KINDS:
                    yield from _declarations(source, child, statement)
                else:
                    yield from _using(source, child, statement)
        case "import_alias":
            yield Declaration(source.text(named_children(node)[0]), "alias", statement, node)
        case kind if kind in _DECLARATION_KINDS:
            name = node.child_by_field_name("name")
            if name is not None and name.type != "string":  # `declare module "x"`
                yield Declaration(source.text(name), _DECLARATION_KINDS[kind], statement, node)


def _using(source: Source, node: Node, statement: Node) -> Iterator[Declaration]:
    """`using x = y`, which the grammar reads as an assignment, or several, with a stray token."""
    if node.type == "await_expression":
        node = named_children(node)[0]
    first, *rest = named_children(node) if node.type == "sequence_expression" else [node]
    if first.type != "assignment_expression" or not has_token(first, "using"):
        return
    for each in (first, *rest):
        name, value = each.child_by_field_name("left"), each.child_by_field_name("right")
        if name is not None and name.type == "identifier":
            yield Declaration(source.text(name), "using", statement, value)


def _common_js(source: Source, node: Node, statement: Node) -> Iterator[Export]:
    """`module.exports = x` and `exports.name = x`, as plain JavaScript configs have them."""
    if node.type != "assignment_expression":
        return
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "member_expression":
        return
    target = source.text(left)
    owner, _, name = target.rpartition(".")
    if target == "module.exports":
        yield _of_value("default", source, right, statement)
    elif owner in ("exports", "module.exports"):
        yield _of_value(name, source, right, statement)


def _pair(source: Source, item: Node) -> tuple[str, str | None]:
    """The name and the alias of an import or export specifier."""
    name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
    return (
        _name(source, name) if name is not None else "",
        _name(source, alias) if alias is not None else None,
    )


def _name(source: Source, node: Node) -> str:
    """A name in a list, which may be written as a string."""
    text = source.text(node)
    return string_value(text) if node.type == "string" else text
