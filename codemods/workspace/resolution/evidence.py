"""What the imports that exist tell about how a project writes specifiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from codemods.workspace.dependencies.packages import Package, Packages
from codemods.workspace.resolution.endings import Ending, ending_of
from codemods.workspace.resolution.resolution import File, Resolver, matching
from codemods.workspace.resolution.specifiers import is_relative
from codemods.workspace.tree import paths

Kind = Literal["relative", "alias", "imports", "base", "package"]


class Seen(Struct, frozen=True):
    """An import of a file of the repository, as it is written somewhere.

    kind:    relative, through an alias of tsconfig.json, an entry of `imports` or `baseUrl`, or by
             the name of a workspace package
    alias:   the pattern of the alias
    climb:   how many folders up from the importer's the way to the target begins
    crosses: whether it belongs to another package than the importer
    """

    specifier: str
    target: str
    kind: Kind
    alias: str | None
    climb: int
    crosses: bool


def gather(resolver: Resolver, imports: Iterable[tuple[str, str]]) -> list[Seen]:
    """Those of the (importer, specifier) pairs that lead to files of the repository."""
    found = []
    for importer, specifier in imports:
        resolved = resolver.resolve(specifier, importer)
        if isinstance(resolved, File):
            kind, alias = _kind(resolver, importer, specifier)
            climb = climbs(importer, resolved.path)
            apart = crosses(resolver.packages, importer, resolved.path)
            found.append(Seen(specifier, resolved.path, kind, alias, climb, apart))
    return found


def telling(
    own: Sequence[Seen], others: Sequence[Seen], *, climb: int, crossing: bool
) -> Sequence[Seen]:
    """The imports to go by for a target so many folders up: the importer's own before others'.

    Those with as long a way tell most, then all that leave the importer's folder. They say nothing
    about files beside the importer: most projects with an alias write those as `./x` all the same.
    """
    groups = [[each for each in group if each.crosses == crossing] for group in (own, others)]
    alike = [[each for each in group if each.climb == climb] for group in groups]
    far = [[each for each in group if each.climb] for group in groups if climb]
    return next(filter(None, (*alike, *far)), [])


def ending(
    own: Sequence[Seen], others: Sequence[Seen], *, relative: bool, default: Ending
) -> Ending:
    """How to end a specifier: as most of the same sort, else of any sort, else as `default`."""
    alike = [
        [each for each in group if (each.kind == "relative") == relative] for group in (own, others)
    ]
    for group in (*alike, own, others):
        endings = [
            found
            for each in group
            if each.kind != "package" and (found := ending_of(each.specifier, each.target))
        ]
        if endings:
            extension = Counter(each.extension for each in endings).most_common(1)[0][0]
            return Ending(extension, any(each.index for each in endings))
    return default


def climbs(importer: str, target: str) -> int:
    """How many `../` a relative specifier has: 0 for the importer's folder and those in it."""
    return paths.relative(paths.parent(importer), target).count("../")


def home(packages: Packages, path: str) -> Package | None:
    """The package a file belongs to: the nearest that has a name, as a mere
    `{"type": "module"}` makes no package of its own."""
    return next((each for each in packages.upward(paths.parent(path)) if each.name), None)


def crosses(packages: Packages, importer: str, target: str) -> bool:
    """Whether two files belong to different packages."""
    return home(packages, importer) != home(packages, target)


def _kind(resolver: Resolver, importer: str, specifier: str) -> tuple[Kind, str | None]:
    if is_relative(specifier):
        return "relative", None
    config = resolver.tsconfigs.nearest(importer)
    if config and resolver.through_config(specifier, config):
        alias = next(matching(config.aliases, specifier), None)
        return ("alias", alias[0].pattern) if alias else ("base", None)
    return ("imports" if specifier.startswith("#") else "package"), None
