"""`Files`: the repository as it is, or as it would be after planned changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from codemods.errors import CodemodError
from codemods.syntax.languages import SUFFIXES
from codemods.workspace.tree import paths
from codemods.workspace.tree.ignore import IgnoreRules
from codemods.workspace.tree.snapshot import Snapshot

DECLARATION_SUFFIXES = (".d.ts", ".d.mts", ".d.cts")
PYTHON_SUFFIX = ".py"

# No file that a person wrote is larger; bundles and data that are checked in are.
MENTION_LIMIT = 5_000_000

# The .gitignore files that an overlay changes, with their planned contents.
PlannedRules = frozenset[tuple[str, bytes | None]]

# Which sources on the disk contain a needle.
Holding = dict[bytes, frozenset[str]]


class Shared(Struct, frozen=True):
    """What views of one root know together: the disk, and what follows from it."""

    disk: Snapshot
    expected: frozenset[bytes] = frozenset()
    expected_in_python: frozenset[bytes] = frozenset()
    holding: dict[PlannedRules, Holding] = field(default_factory=dict)
    python: dict[PlannedRules, Holding] = field(default_factory=dict)
    rules: dict[PlannedRules, IgnoreRules] = field(default_factory=dict)
    listings: dict[PlannedRules, Mapping[str, bool]] = field(default_factory=dict)


class Files:
    """A read-only view of everything below a root, with an overlay of planned changes.

    Paths are relative to the root, with `/`; the root is "". The overlay has the new bytes of a
    path, or None where it is to be deleted. What was read from the disk once stays as it was: after
    a commit, make a new `Files`. Every method raises CodemodError for a path that is absolute or
    contains `..`, and where the disk refuses to be read.
    """

    def __init__(
        self,
        root: Path,
        overlay: Mapping[str, bytes | None] | None = None,
        *,
        expected: Iterable[bytes] = (),
        expected_in_python: Iterable[bytes] = (),
        shared: Shared | None = None,
    ) -> None:
        """`expected` are needles that `mentions` will be asked for, so that one reading of a file
        tells of all, `expected_in_python` those of `python_mentions`; `shared` is what another
        view of the same root has read."""
        self._shared = shared or Shared(
            Snapshot(root), frozenset(expected), frozenset(expected_in_python)
        )
        self._disk = self._shared.disk
        changes = overlay or {}
        self.overlay = MappingProxyType({self._checked(path): changes[path] for path in changes})

    @property
    def root(self) -> Path:
        """The absolute path of the root, without links."""
        return self._disk.root

    def with_changes(self, overlay: Mapping[str, bytes | None]) -> Files:
        """The same repository with these changes on top; what was read already is shared."""
        return Files(self.root, {**self.overlay, **overlay}, shared=self._shared)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is none.

        Raises CodemodError where the path leads out of the root through a link.
        """
        path = self._checked(path)
        if path in self.overlay:
            return self.overlay[path]
        return self._disk.read(self._inside(path))

    def exists(self, path: str) -> bool:
        """Whether a file is there; one that a link shows from outside the root is not."""
        path = self._checked(path)
        if path in self.overlay:
            return self.overlay[path] is not None
        return self._disk.kind(path) == "file"

    def is_dir(self, path: str) -> bool:
        """Whether a folder is there, or would be for what is planned."""
        path = self._checked(path)
        return path in self._planned_folders or self._disk.kind(path) == "folder"

    def is_symlink(self, path: str) -> bool:
        """Whether the last part of the path is a symbolic link on the disk."""
        return self._disk.is_link(self._checked(path))

    def real(self, path: str) -> str:
        """The path with its links followed: the one name of a file that has several.

        Raises CodemodError where it leads out of the root.
        """
        return self._inside(self._checked(path))

    def resolve(self, path: str) -> Path:
        """The absolute path, links followed, for reading or writing; it need not exist.

        Raises CodemodError where it leads out of the root.
        """
        return self._disk.root / self.real(path)

    def is_ignored(self, path: str) -> bool:
        """Whether git's rules, or the folders that never hold source, leave this file out."""
        return self._ignore.ignored(self._checked(path))

    def walk(self) -> tuple[str, ...]:
        """Every file that is not ignored, sorted.

        Links to files within the root are among them; links to folders are not followed.
        """
        return self._walked

    def sources(self) -> tuple[str, ...]:
        """Every TypeScript and JavaScript file that is not ignored, sorted.

        Declaration files hold no code, a link only shows again what has its own name, and no
        import can name a file whose own name is not UTF-8.
        """
        return self._sources

    def python_sources(self) -> tuple[str, ...]:
        """Every Python file that is not ignored, sorted; stubs hold no code."""
        return self._python_sources

    def mentions(self, *needles: bytes) -> tuple[str, ...]:
        """The sources that contain any of the needles, sorted; files over 5 MB are left out."""
        known = self._shared.holding.setdefault(self._planned_rules, {})
        self._search(known, self._disk_sources, {*self._shared.expected, *needles}, needles)
        return self._mentioning(known, self._planned_sources, needles)

    def python_mentions(self, *needles: bytes) -> tuple[str, ...]:
        """The same of the Python files."""
        if not self._python_sources:
            return ()
        known = self._shared.python.setdefault(self._planned_rules, {})
        wanted = {*self._shared.expected_in_python, *needles}
        self._search(known, self._disk_python, wanted, needles)
        return self._mentioning(known, self._planned_python, needles)

    def refuse_overlooked(self, path: str) -> None:
        """Raises CodemodError for a file that is there, but that `mentions` never looks at."""
        if self.is_ignored(path):
            raise CodemodError(
                "git ignores this file, so it is not looked at",
                where=path,
                mend="take it out of .gitignore",
            )
        if len(self.read(path) or b"") > MENTION_LIMIT:
            raise too_large_to_search(path)

    def _search(
        self,
        known: Holding,
        sources: tuple[str, ...],
        wanted: set[bytes],
        needles: tuple[bytes, ...],
    ) -> None:
        """Adds to what is known which sources on the disk contain the needles.

        What is wanted besides is looked for on the same occasion.
        """
        if all(needle in known for needle in needles):
            return
        holding: list[tuple[bytes, set[str]]] = [(each, set()) for each in wanted.difference(known)]
        scan = self._disk.scan
        for path in sources:  # thousands, so this is kept tight
            data = scan(path, MENTION_LIMIT)
            if data:
                for needle, paths in holding:
                    if needle in data:
                        paths.add(path)
        known.update((needle, frozenset(paths)) for needle, paths in holding)

    def _mentioning(
        self, known: Holding, planned: tuple[str, ...], needles: tuple[bytes, ...]
    ) -> tuple[str, ...]:
        """Those of the sources, as they are planned, that contain any of the needles, sorted."""
        found = {path for needle in needles for path in known[needle]}
        found.difference_update(self.overlay)
        for path in planned:
            data = self.overlay[path]
            if data and len(data) <= MENTION_LIMIT and any(needle in data for needle in needles):
                found.add(path)
        return tuple(sorted(found))

    def large(self) -> tuple[str, ...]:
        """The sources that `mentions` has left out until now because of their size, sorted."""
        large = self._disk.large
        if not large:
            return ()
        return tuple(sorted(large.intersection((*self._sources, *self._python_sources))))

    def _checked(self, path: str) -> str:
        if path.startswith("/") or "\0" in path or ".." in path.split("/"):
            raise CodemodError(
                "a path outside the project's root",
                where=path.replace("\0", "\\0"),
                mend="name a path below the root, without `..`",
            )
        plain = "//" not in path and "." not in path.split("/") and not path.endswith("/")
        return path if plain else paths.join("", path) or ""

    def _inside(self, path: str) -> str:
        real = self._disk.real(path)
        if real is None:
            raise CodemodError(
                "a symbolic link here leads out of the project's root",
                where=path,
                mend="use --root to name a folder that holds both ends of the link",
            )
        return real

    @cached_property
    def _planned_folders(self) -> frozenset[str]:
        created = (path for path, data in self.overlay.items() if data is not None)
        return frozenset(each for path in created for each in paths.ancestors(paths.parent(path)))

    @cached_property
    def _planned_rules(self) -> PlannedRules:
        """The changes to .gitignore files, under which all that follows from rules is kept."""
        changes = self.overlay.items()
        return frozenset(each for each in changes if each[0].rpartition("/")[2] == ".gitignore")

    @cached_property
    def _ignore(self) -> IgnoreRules:
        known = self._shared.rules
        if self._planned_rules not in known:
            known[self._planned_rules] = IgnoreRules(
                lambda path: self.read(path) if self.exists(path) else None
            )
        return known[self._planned_rules]

    @cached_property
    def _on_disk(self) -> Mapping[str, bool]:
        """Every file on the disk that is not ignored, and whether it is a link."""
        known = self._shared.listings
        if self._planned_rules not in known:
            match = self._ignore.match
            known[self._planned_rules] = dict(
                self._disk.walk(lambda path, folder: match(path, folder=folder))
            )
        return known[self._planned_rules]

    @cached_property
    def _walked(self) -> tuple[str, ...]:
        planned = {
            path
            for path, data in self.overlay.items()
            if data is not None and path not in self._on_disk and not self._ignore.ignored(path)
        }
        gone = {path for path, data in self.overlay.items() if data is None}
        return tuple(sorted((self._on_disk.keys() | planned) - gone))

    @cached_property
    def _sources(self) -> tuple[str, ...]:
        kept = {path for path in self._disk_sources if path not in self.overlay}
        return tuple(sorted(kept.union(self._planned_sources)))

    @cached_property
    def _disk_sources(self) -> tuple[str, ...]:
        """The sources on the disk, whether or not they are to be changed."""
        return tuple(
            path for path, is_link in self._on_disk.items() if not is_link and _is_source(path)
        )

    @cached_property
    def _planned_sources(self) -> tuple[str, ...]:
        """The sources that are planned, anew or otherwise than they are on the disk."""
        return self._planned(_is_source)

    @cached_property
    def _python_sources(self) -> tuple[str, ...]:
        kept = {path for path in self._disk_python if path not in self.overlay}
        return tuple(sorted(kept.union(self._planned_python)))

    @cached_property
    def _disk_python(self) -> tuple[str, ...]:
        """The Python files on the disk, whether or not they are to be changed."""
        return tuple(
            path for path, is_link in self._on_disk.items() if not is_link and _is_python(path)
        )

    @cached_property
    def _planned_python(self) -> tuple[str, ...]:
        """The Python files that are planned, anew or otherwise than they are on the disk."""
        return self._planned(_is_python)

    def _planned(self, wanted: Callable[[str], bool]) -> tuple[str, ...]:
        return tuple(
            path
            for path, data in self.overlay.items()
            if data is not None
            and wanted(path)
            and (path in self._on_disk or not self._ignore.ignored(path))
        )


def too_large_to_search(path: str) -> CodemodError:
    """What is wrong with a file that `mentions` leaves out because of its size."""
    return CodemodError(
        f"larger than {MENTION_LIMIT // 10**6} MB",
        where=path,
        mend="move what is generated or data in it to a file of its own",
    )


def _is_source(path: str) -> bool:
    """Whether the name is one of a TypeScript or JavaScript file that an import can name.

    Bytes that are not UTF-8 come from the system as lone surrogates.
    """
    return (
        path[path.rfind(".") :].lower() in SUFFIXES
        and not path.endswith(DECLARATION_SUFFIXES)
        and _is_unicode(path)
    )


def _is_python(path: str) -> bool:
    return path.endswith(PYTHON_SUFFIX) and _is_unicode(path)


def _is_unicode(path: str) -> bool:
    return path.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in path)
