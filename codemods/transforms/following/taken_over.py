"""What code needs of its module, and how another module imports the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import walk
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source
from codemods.transforms.jobs.job_template import Binding
from codemods.workspace.resolution.modules import External, File

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_OF_NEXT = "next/server"


class Imported(Struct, frozen=True):
    """One name of an import statement.

    local:    what it is called here
    exported: what it is called there, ``default``, or ``*`` for the whole module
    """

    local: str
    exported: str
    specifier: str
    type_only: bool = False
    external: bool = False

    @property
    def clause(self) -> str:
        """As it stands between the braces."""
        return self.local if self.exported == self.local else f"{self.exported} as {self.local}"


def module_names(source: Source, nodes: Iterable[Node]) -> tuple[str, ...]:
    """The names of the module, and global ones, that the nodes use; types too."""
    found: dict[str, None] = {}
    for node in nodes:
        for each in walk(node):
            name = source.text(each)
            is_type = each.type == "type_identifier"
            if is_type or (is_name(each) and bound(source, each, name) is None):
                found[name] = None
    return tuple(found)


def own_names(source: Source, nodes: Iterable[Node]) -> tuple[str, ...]:
    """Those that the module declares itself, which no other module can have."""
    names = module_names(source, nodes)
    return tuple(name for name in names if name in source.module.declarations)


def imports_of(
    project: Project, source: Source, names: Iterable[str], importer: str
) -> list[Imported]:
    """The imports that give a new module the names that another one imports."""
    found = []
    for name in names:
        for each in source.module.imports:
            if each.local == name:
                module = project.modules.resolve(each.specifier, source.path)
                specifier = _specifier(project, each.specifier, source.path, importer)
                external = isinstance(module, External)
                found.append(Imported(name, each.imported, specifier, each.type_only, external))
                break
    return found


def of_binding(project: Project, binding: Binding, importer: str, like: Source) -> Imported:
    """The import of something that the project exports.

    like: a module like the importer, which may import the same in its own way
    """
    module = project.modules.resolve(binding.specifier, importer)
    exported = "default" if binding.default else binding.name
    if isinstance(module, File) and binding.specifier.startswith("."):
        for each in imports_of(project, like, (binding.name,), importer):
            same = project.modules.resolve(each.specifier, importer) == module
            if same and each.exported == exported and not each.type_only:
                return each
    return Imported(
        binding.name, exported, binding.specifier, external=not isinstance(module, File)
    )


def of_next(name: str) -> Imported:
    """The import of something that Next.js has for route handlers."""
    return Imported(name, name, _OF_NEXT, external=True)


def import_statements(imports: Iterable[Imported]) -> list[str]:
    """One statement a module: packages first, relative paths last, in alphabetical order."""
    by_module: dict[str, dict[str, Imported]] = {}
    for each in imports:
        names = by_module.setdefault(each.specifier, {})
        known = names.get(each.local)
        if known is None or known.type_only:
            names[each.local] = each
    lines = []
    for specifier in sorted(by_module, key=lambda each: _order(each, by_module[each])):
        lines += _statements(specifier, list(by_module[specifier].values()))
    return lines


def _statements(specifier: str, names: list[Imported]) -> list[str]:
    whole = [each for each in names if each.exported == "*"]
    default = [each for each in names if each.exported == "default"]
    named = sorted(
        (each for each in names if each.exported not in ("*", "default")), key=lambda n: n.exported
    )
    lines = [
        f'import {"type " if each.type_only else ""}* as {each.local} from "{specifier}";'
        for each in whole
    ]
    only_types = all(each.type_only for each in (*default, *named))
    inner = ", ".join(
        ("type " if each.type_only and not only_types else "") + each.clause for each in named
    )
    clauses = [*(each.local for each in default[:1]), *([f"{{ {inner} }}"] if inner else [])]
    if clauses:
        kind = "type " if only_types else ""
        lines.append(f'import {kind}{", ".join(clauses)} from "{specifier}";')
    return lines


def _order(specifier: str, names: dict[str, Imported]) -> tuple[bool, bool, str]:
    packaged = any(each.external for each in names.values())
    return not packaged, specifier.startswith("."), specifier


def _specifier(project: Project, specifier: str, source: str, importer: str) -> str:
    """The specifier as it is, where it means the same from the new module; else spelt anew."""
    module = project.modules.resolve(specifier, source)
    if not isinstance(module, File) or (
        not specifier.startswith(".") and project.modules.resolve(specifier, importer) == module
    ):
        return specifier
    like = [(source, each.specifier) for each in project.source(source).module.imports]
    return project.modules.specifier(module.path, importer, like=like)
