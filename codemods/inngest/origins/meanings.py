"""What names of modules mean: through imports, lazy ones too, and where no scope says otherwise."""

from __future__ import annotations

from tree_sitter import Node

from codemods.inngest.reading import Repository, literal
from codemods.syntax.literal import string
from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition, ExternalName
from codemods.workspace.resolution.modules import External, File

Meaning = Definition | ExternalName | None


class Meanings:
    """Answers for one repository; what top-level names mean is kept."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._bindings: dict[tuple[str, str], Meaning] = {}

    def binding(self, source: Source, name: str) -> Meaning:
        """What a top-level name of a module means, as `Modules.binding` says it."""
        key = (source.path, name)
        if key not in self._bindings:
            self._bindings[key] = self.repository.modules.binding(source, name)
        return self._bindings[key]

    def is_global(self, source: Source, node: Node) -> bool:
        """Whether a name is bound neither in a scope around the node nor by the module."""
        name = source.text(node)
        return (
            bound(source, node, name) is None
            and name not in source.module.declarations
            and all(each.local != name for each in source.module.imports)
        )

    def of(self, source: Source, node: Node) -> Meaning:
        """What a name or `namespace.name` of the module means, lazily imported ones too.

        None where a scope inside the module binds it to something else.
        """
        node = unwrap(node)
        if node.type in ("identifier", "type_identifier", "shorthand_property_identifier"):
            return self._of_name(source, node)
        if node.type != "member_expression":
            return None
        owner, key = node.child_by_field_name("object"), node.child_by_field_name("property")
        if owner is None or key is None:
            return None
        owner, name = unwrap(owner), source.text(key)
        if owner.type != "identifier":
            module = self.module(source, owner)
            return self.exported(module, name) if module is not None else None
        local = bound(source, owner, source.text(owner))
        if local is not None:
            if not local.is_variable or local.keys != () or local.value is None:
                return None
            module = self.module(source, local.value)
            return self.exported(module, name) if module is not None else None
        found = self.binding(source, source.text(owner))
        if isinstance(found, Definition) and found.name == "*":
            return self.exported(found.path, name)
        if isinstance(found, ExternalName):
            # `import * as ai`, and default imports that are namespaces too (`OpenAI.Azure`).
            return ExternalName(found.package, name, found.subpath) if found.name == "*" else None
        return None

    def _of_name(self, source: Source, node: Node) -> Meaning:
        name = source.text(node)
        local = bound(source, node, name)
        if local is None:
            return self.binding(source, name)
        if not local.is_variable or not local.keys or len(local.keys) != 1 or local.value is None:
            return None
        module = self.module(source, local.value)  # `const { name } = await import("…")`
        return self.exported(module, local.keys[0]) if module is not None else None

    def module(self, source: Source, node: Node) -> str | External | None:
        """The module of `await import("…")` or `require("…")`: its path, or the package's."""
        node = unwrap(node)
        if node.type == "await_expression" and named_children(node):
            node = unwrap(named_children(node)[0])
        if node.type != "call_expression":
            return None
        callee, given = node.child_by_field_name("function"), arguments(node)
        if callee is None or len(given) != 1 or source.text(callee) not in ("import", "require"):
            return None
        specifier = string(literal(self.repository, source, given[0]))
        if specifier is None:
            return None
        match self.repository.modules.resolve(specifier, source.path):
            case File(path):
                return path
            case External() as external:
                return external
            case _:
                return None

    def exported(self, module: str | External, name: str) -> Meaning:
        """What a module exports under a name."""
        if isinstance(module, External):
            return ExternalName(module.package, name, module.subpath)
        return self.repository.modules.export(module, name)
