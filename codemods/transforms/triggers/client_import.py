"""The names that a send needs: the client, the event's constant, Next's `after`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.edits import Edit
from codemods.syntax.imports import add_import
from codemods.syntax.nodes import arguments, unwrap, walk
from codemods.syntax.quoting import string_literal
from codemods.syntax.source import Source
from codemods.transforms.jobs.job_template import Binding
from codemods.transforms.jobs.references import ClientModule, client_binding
from codemods.workspace.resolution.exports import Definition
from codemods.workspace.resolution.modules import File

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.triggers.values import Values


class Reference(Struct, frozen=True):
    """An expression for something of another module.

    edits:  the import, where it is new
    before: a statement to stand before the one that uses it, or None
    """

    expression: str
    edits: tuple[Edit, ...] = ()
    before: str | None = None


def client_reference(project: Project, values: Values, client: ClientModule, why: str) -> Reference:
    """The client as the handler can name it: as it is in scope, as it is imported, or imported.

    A file that imports the client lazily gets another lazy import.
    """
    call = "()" if client.called else ""
    local = _local_client(project, values, client)
    if local is not None:
        return Reference(local + call)
    source, binding = values.source, client_binding(project, client, values.source.path)
    home = client.client.span.path if client.client is not None else client.path
    own = client.client.name if client.client is not None and source.path == home else None
    if own is not None and _is_free(values, own, module=False):
        return Reference(own)
    imported = imported_as(project, values, client.path, client.exported)
    if imported is not None:
        return Reference(imported + call)
    required = _required(project, source, client)
    if required is not None and _is_free(values, required, module=False):
        return Reference(required + call)
    lazily = _lazy_specifier(project, source, client)
    name = free_name(values, binding.name, f"{binding.name}Client")
    if lazily is not None:
        named = "default" if binding.default else binding.name
        pattern = named if named == name else f"{named}: {name}"
        specifier = string_literal(lazily, source.style.quote)
        return Reference(name + call, before=f"const {{ {pattern} }} = await import({specifier});")
    return Reference(name + call, _import(source, binding, name, why))


def constant_reference(project: Project, values: Values, constant: Binding, why: str) -> Reference:
    """An exported constant of the project, such as an `eventType`."""
    target = project.modules.resolve(constant.specifier, values.source.path)
    if isinstance(target, File):
        if target.path == values.source.path:
            return Reference(constant.name)
        imported = imported_as(project, values, target.path, constant.name)
        if imported is not None:
            return Reference(imported)
    name = free_name(values, constant.name, f"{constant.name}Event")
    return Reference(name, _import(values.source, constant, name, why))


def package_reference(values: Values, name: str, specifier: str, other: str, why: str) -> Reference:
    """A function that a package exports; `other` is what to call it where its name is taken."""
    for each in values.source.module.imports:
        same = (each.imported, each.specifier) == (name, specifier) and not each.type_only
        if same and _is_free(values, each.local, module=False):
            return Reference(each.local)
    local = free_name(values, name, other)
    return Reference(local, _import(values.source, Binding(name, specifier), local, why))


def imported_as(project: Project, values: Values, path: str, exported: str) -> str | None:
    """How the file already names what a module exports, where nothing hides that at the place."""
    source = values.source
    wanted = project.modules.export(path, exported)
    for each in source.module.imports:
        if each.type_only or not _is_free(values, each.local, module=False):
            continue
        target = project.modules.resolve(each.specifier, source.path)
        if isinstance(target, File) and target.path == path:
            if each.imported == exported:
                return each.local
            if each.imported == "*" and exported != "default":
                return f"{each.local}.{exported}"
        if each.imported != "*" and isinstance(wanted, Definition):
            found = project.modules.binding(source, each.local)
            if isinstance(found, Definition) and _same(found, wanted):
                return each.local
    return None


def free_name(values: Values, name: str, other: str) -> str:
    """The name, or another where something of the file has it."""
    if _is_free(values, name, module=True):
        return name
    number = 2
    while not _is_free(values, other, module=True):
        other = f"{name}{number}"
        number += 1
    return other


def _is_free(values: Values, name: str, *, module: bool) -> bool:
    """Whether nothing in scope at the place has the name; `module`: nor anything of the module."""
    scope = values.source.scopes.inside(values.place.block)
    if scope is not None and scope.find(name) is not None:
        return False
    if not module:
        return True
    outline = values.source.module
    taken = any(each.local == name and not each.type_only for each in outline.imports)
    return not taken and name not in outline.declarations


def _same(one: Definition, other: Definition) -> bool:
    names = [each.declaration.name if each.declaration else each.name for each in (one, other)]
    return one.path == other.path and names[0] == names[1]


def _import(source: Source, binding: Binding, local: str, why: str) -> tuple[Edit, ...]:
    name = local if binding.default else binding.name
    return add_import(
        source,
        name,
        binding.specifier,
        origin=why,
        default=binding.default,
        alias=local if local != name else None,
    )


def _local_client(project: Project, values: Values, client: ClientModule) -> str | None:
    """What the handler itself has of the client by `await import("…")`, or None."""
    source = values.source
    for binding in values.bindings:
        declared = binding.declared
        if declared.value is None or declared.kind == "parameter":
            continue
        for _, specifier in _module_calls(source, declared.value, "import"):
            target = project.modules.resolve(specifier, source.path)
            if not isinstance(target, File) or target.path != client.path:
                continue
            if declared.keys == (client.exported,):
                return binding.name
            if declared.keys == () and source.text(declared.value).startswith("await "):
                return f"{binding.name}.{client.exported}"
    return None


def _required(project: Project, source: Source, client: ClientModule) -> str | None:
    """The name that `const { inngest } = require("…")` at the top gives the client."""
    for name, declared in source.module.declarations.items():
        for call, specifier in _module_calls(source, declared.statement, "require"):
            target = project.modules.resolve(specifier, source.path)
            if isinstance(target, File) and target.path == client.path and call is not None:
                text = source.text(declared.statement)
                if name == client.exported or f"{client.exported}: {name}" in text:
                    return name
    return None


def _lazy_specifier(project: Project, source: Source, client: ClientModule) -> str | None:
    """The specifier by which the file imports the client's module lazily elsewhere, or None."""
    for _, specifier in _module_calls(source, source.root, "import"):
        target = project.modules.resolve(specifier, source.path)
        if isinstance(target, File) and target.path == client.path:
            return specifier
    return None


def _module_calls(source: Source, within: Node, function: str) -> Iterator[tuple[Node, str]]:
    if f"{function}(".encode() not in source.data:
        return
    for node in walk(within):
        if node.type != "call_expression":
            continue
        callee, given = node.child_by_field_name("function"), arguments(node)
        if callee is not None and source.text(callee) == function and len(given) == 1:
            argument = unwrap(given[0])
            if argument.type == "string":
                yield node, source.text(argument)[1:-1]
