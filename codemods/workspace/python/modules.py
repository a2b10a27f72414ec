"""`PythonModules`: dotted names of modules to files, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from codemods.workspace.tree import paths
from codemods.workspace.tree.files import Files

if TYPE_CHECKING:
    from codemods.syntax.python.source import PythonSource

# Packages whose names a folder of the project may share, but can never mean: what it imports
# would not be there if it did.
_NEVER_LOCAL = frozenset({"inngest"})

# Folders that are put on the path of modules and are no packages themselves.
_SOURCE_FOLDERS = ("src", "lib", "python")


class PythonModules:
    """What imports lead to. What is found is cached: `files` never changes."""

    def __init__(self, files: Files, source: Callable[[str], PythonSource]) -> None:
        """`source` gives a parsed file; it raises CodemodError where there is none."""
        self.files = files
        self.source = source
        self._found: dict[tuple[str, str], str | None] = {}

    def resolve(self, module: str, importer: str) -> str | None:
        """The file of the module that an import in a file names; None for a package's.

        module: dotted, as it is written: with its leading dots where it is relative. The file is
                the `__init__.py` of a package; for one without, see `folder`
        """
        found = self._place(module, importer)
        if found is None:
            return None
        for path in (paths.child(found, "__init__.py"), f"{found}.py"):
            if self.files.exists(path):
                return path
        return None

    def folder(self, module: str, importer: str) -> str | None:
        """The folder of the package, with `__init__.py` or without, that an import names."""
        found = self._place(module, importer)
        return found if found is not None and self.files.is_dir(found) else None

    def root(self, module: str, importer: str) -> str | None:
        """The folder from which an absolute import is found: "" for the repository's root."""
        place = self._place(module, importer)
        if place is None or module.startswith("."):
            return None
        return paths.parent(place) if "." not in module else _without(place, module)

    def name_of(self, path: str, root: str) -> str | None:
        """The dotted name of a file where `root` is on the path of modules; None outside of it,
        and where a folder's or the file's name is no name in Python."""
        way = paths.below(root, path)
        if way is None or not way.endswith((".py", ".pyi")):
            return None
        parts = way.rpartition(".")[0].split("/")
        if parts[-1] == "__init__":
            parts.pop()
        return ".".join(parts) if parts and all(each.isidentifier() for each in parts) else None

    def relative_name(self, path: str, importer: str) -> str | None:
        """How a file is named by a relative import in another; None where that cannot be."""
        dots = "."
        for each in paths.ancestors(paths.parent(importer)):
            if dots != "." and not self.is_package(each):
                return None  # above the outermost package
            name = self.name_of(path, each)
            if name is not None or path == paths.child(each, "__init__.py"):
                return dots + (name or "")
            dots += "."
        return None

    def is_package(self, directory: str) -> bool:
        """Whether a folder has an `__init__.py`."""
        return self.files.exists(paths.child(directory, "__init__.py"))

    def roots(self, importer: str) -> Iterator[str]:
        """The folders that absolute imports of a file are looked up in, the likeliest first.

        That of the outermost package around it; then each folder around it, with its `src`.
        """
        folder = paths.parent(importer)
        seen: dict[str, None] = {}
        outermost = folder
        while outermost and self.is_package(outermost):
            outermost = paths.parent(outermost)
        seen[outermost] = None
        for each in paths.ancestors(folder):
            seen.setdefault(each, None)
            for name in _SOURCE_FOLDERS:
                seen.setdefault(paths.child(each, name), None)
        return iter(seen)

    def _place(self, module: str, importer: str) -> str | None:
        """Where a module lies, without the ending of a file."""
        key = (module, paths.parent(importer))
        if key not in self._found:
            self._found[key] = self._look_up(module, importer)
        return self._found[key]

    def _look_up(self, module: str, importer: str) -> str | None:
        name = module.lstrip(".")
        way = name.replace(".", "/")
        dots = len(module) - len(name)
        if dots:
            base: str | None = paths.parent(importer)
            for _ in range(dots - 1):
                base = paths.parent(base) if base else None
            if base is None:
                return None
            place = paths.child(base, way) if way else base
            return place if self._is_there(place) else None
        if not name or name.partition(".")[0] in _NEVER_LOCAL:
            return None
        places = [paths.child(root, way) for root in self.roots(importer)]
        # A folder without `__init__.py` is a package only where nothing else has its name.
        for place in places:
            if self.files.exists(f"{place}.py") or self.is_package(place):
                return place
        return next((place for place in places if self.files.is_dir(place)), None)

    def _is_there(self, place: str) -> bool:
        return self.files.exists(f"{place}.py") or self.files.is_dir(place)


def _without(place: str, module: str) -> str:
    """The folder that the first name of a module lies in."""
    for _ in module.split("."):
        place = paths.parent(place)
    return place
