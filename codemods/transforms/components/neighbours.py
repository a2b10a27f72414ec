"""The components that an app has: where they are, and how they are written."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.own_code import is_test
from codemods.inngest.placement import module_extension, source_root
from codemods.syntax import naming
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.source import Source

Casing = Literal["kebab", "pascal", "camel", "snake"]

_HOMES = frozenset({"components", "_components"})
_COMMON = frozenset({"shared", "common", "core"})
# Folders of components that other components are made of, under names of their own.
_PARTS = frozenset({"ui", "primitives", "shadcn", "icons", "magicui"})
_ENDINGS = (".tsx", ".jsx", ".js")
_MOST_READ = 8  # more files of one project say the same again


class Neighbours(Struct, frozen=True):
    """What a new component goes by.

    home:      the folder of the components, there or not
    evidence:  what says so
    found:     the files of components below it, sorted
    extension: of a new one: .tsx, .jsx or .js
    casing:    how their files are named
    default:   whether a component is its module's default export
    sources:   some of them, as they were read
    """

    home: str
    evidence: str
    found: tuple[str, ...]
    extension: str
    casing: Casing
    default: bool
    sources: tuple[Source, ...]

    @property
    def imports(self) -> list[tuple[str, str]]:
        """Importer and specifier of every import of those that were read."""
        return [(s.path, each.specifier) for s in self.sources for each in s.module.imports]


def find_neighbours(project: Project, entity: str) -> Neighbours:
    """Those in the folder of components where one about such a record belongs.

    entity: the record, in camelCase
    """
    homes = _homes(project)
    place = _home_of_record(homes, entity) or _home_for_all(homes)
    if place is not None:
        home, found = project.app.path(place), homes[place]
        evidence = f"{len(found)} component{'s' if len(found) > 1 else ''} below it"
    else:
        home = paths.child(source_root(project), "components")
        found = []
        evidence = "the default layout, as there is no such folder yet"
    near = found or [path for some in homes.values() for path in some]
    own = [path for path in near if not _PARTS.intersection(path.split("/"))] or near
    sources = _read(project, sorted(own, key=lambda path: (path.count("/"), path)))
    return Neighbours(
        home=home,
        evidence=evidence,
        found=tuple(found),
        extension=_extension(project, own),
        casing=_casing(own),
        default=_exports_default(sources),
        sources=sources,
    )


def _homes(project: Project) -> dict[str, list[str]]:
    """The files of components by the folder `components` that they are in, or are below.

    The folder is seen from the app's, the files from the root.
    """
    homes: dict[str, list[str]] = {}
    pages = {project.app.path(folder) for folder in ("pages", "src/pages")}
    directory = project.app.directory
    for path in project.files.walk():
        inside = paths.below(directory, path)
        if inside is None or not is_component(path) or project.package_directory(path) != directory:
            continue
        folders = inside.split("/")[:-1]
        at = next((i for i, folder in enumerate(folders) if folder in _HOMES), None)
        if at is None or any(paths.below(each, path) is not None for each in pages):
            continue
        homes.setdefault("/".join(folders[: at + 1]), []).append(path)
    return homes


def _home_of_record(homes: dict[str, list[str]], entity: str) -> str | None:
    """The folder of a feature that is called after the record: `features/documents/components`."""
    wanted = {naming.kebab(entity), naming.kebab(naming.plural(entity))}
    own = [
        home
        for home in homes
        if "app" not in home.split("/")  # a page's are not for other pages
        and naming.kebab(paths.parent(home).rpartition("/")[2]) in wanted
    ]
    return max(own, key=lambda home: (len(homes[home]), home), default=None)


def _home_for_all(homes: dict[str, list[str]]) -> str | None:
    """The folder of no page and no feature in particular, with the most components."""

    def rank(home: str) -> tuple[bool, int, str]:
        return _owner(home) == [], len(homes[home]), home

    common = [home for home in homes if not _COMMON.isdisjoint(_owner(home)) or not _owner(home)]
    return max(common, key=rank, default=None)


def _owner(home: str) -> list[str]:
    """The folders that say whose components they are; of the app's own there is none."""
    folders = home.split("/")[:-1]
    return [each for each in folders if each not in ("src", "app") and each[0] != "("]


def is_component(path: str) -> bool:
    """Whether the name is one of a file that has a component, and is no test or story of one."""
    name = path.rpartition("/")[2]
    return name.endswith(_ENDINGS) and not is_test(path) and ".stories." not in name


def called(path: str) -> str:
    """What a file is called: `index.tsx` as its folder, `button.client.tsx` without its endings."""
    pure = PurePosixPath(path)
    stem = pure.name.partition(".")[0]
    return pure.parent.name if stem == "index" else stem


def _extension(project: Project, found: list[str]) -> str:
    if module_extension(project) == ".ts":
        return ".tsx"
    plain = sum(path.endswith(".js") for path in found)
    return ".js" if plain * 2 > len(found) else ".jsx"


def _casing(found: list[str]) -> Casing:
    """How most of the files are named; one word tells Pascal case only."""
    casings = Counter(_casing_of(called(path)) for path in found)
    if casings["pascal"] * 2 > casings.total():
        return "pascal"
    several: dict[Casing, int] = {each: casings[each] for each in ("kebab", "camel", "snake")}
    return max(several, key=lambda each: several[each])


def _casing_of(name: str) -> Casing | None:
    if name[:1].isupper():
        return "pascal"
    if "-" in name:
        return "kebab"
    if "_" in name:
        return "snake"
    return None if name.islower() else "camel"


def _exports_default(sources: tuple[Source, ...]) -> bool:
    default = 0
    for source in sources:
        exports = source.module.exports
        offers_default = any(each.exported == "default" for each in exports)
        named = any(
            naming.words(each.exported) and each.exported[0].isupper() and not each.type_only
            for each in exports
            if each.exported not in ("default", "*")
        )
        default += offers_default - named
    return default > 0


def _read(project: Project, found: list[str]) -> tuple[Source, ...]:
    """Some of the components, parsed; those that cannot be read say nothing."""
    sources: list[Source] = []
    for path in found:
        if len(sources) == _MOST_READ:
            break
        try:
            source = project.source(path)
        except CodemodError:
            continue
        if source.module.exports:
            sources.append(source)
    return tuple(sources)
