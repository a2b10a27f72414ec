"""The specifier that a module would use for another one, in the module's own style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.languages import grammar_for
from codemods.syntax.source import Source
from codemods.workspace.dependencies.packages import Package
from codemods.workspace.resolution import entrypoints, evidence, offers
from codemods.workspace.resolution.endings import Ending
from codemods.workspace.resolution.evidence import Kind, Seen
from codemods.workspace.resolution.exports import Definition, Names
from codemods.workspace.resolution.probing import probe
from codemods.workspace.resolution.resolution import File, Resolver, conditions
from codemods.workspace.resolution.tsconfig import Alias, TsConfig
from codemods.workspace.tree import paths


class _Asked(Struct, frozen=True):
    """Which specifier is asked for, and what there is to go by."""

    target: str
    importer: str
    config: TsConfig | None
    governing: Package | None  # the importer's package.json
    home: Package | None  # the target's package
    crossing: bool  # whether the two belong to different packages
    own: Sequence[Seen]
    others: Sequence[Seen]
    seen: Sequence[Seen]  # the imports among those that tell about this one

    def ending(self, *, relative: bool) -> Ending:
        """How to end a relative specifier, or one that is not."""
        if self.config is not None:
            emitted = self.config.options.needs_extensions
        else:
            emitted = self.governing is not None and self.governing.data.get("type") == "module"
        default = Ending("emitted" if emitted else "none")
        return evidence.ending(self.own, self.others, relative=relative, default=default)


class Speller:
    """Writes specifiers for one repository."""

    def __init__(self, resolver: Resolver, names: Names, source: Callable[[str], Source]) -> None:
        self._resolver = resolver
        self._names = names
        self._source = source

    def spell(
        self, target: str, importer: str, like: Sequence[tuple[str, str]], name: str | None
    ) -> str:
        """As `Modules.specifier`; the target has to exist."""
        asked = self._asked(target, importer, like)
        known = (each.specifier for each in (*asked.own, *asked.others) if each.target == target)
        for candidate in (*known, *self._in_style(asked)):
            if self._leads(candidate, importer, target):
                return candidate
        home = asked.home
        if home is not None:
            for candidate in self._through_entries(home, asked, name):
                return candidate
            for candidate in offers.inside(home, target):
                if self._leads(candidate, importer, target):
                    return candidate
        raise CodemodError(
            f"{target} cannot be imported here",
            where=importer,
            mend=f'let "exports" in {home.path} offer it' if home else None,
        )

    def _asked(self, target: str, importer: str, like: Sequence[tuple[str, str]]) -> _Asked:
        packages = self._resolver.packages
        crossing = evidence.crosses(packages, importer, target)
        own = evidence.gather(self._resolver, self._imports(importer))
        others = evidence.gather(self._resolver, like)
        return _Asked(
            target,
            importer,
            self._resolver.tsconfigs.nearest(importer),
            packages.governing(importer),
            evidence.home(packages, target),
            crossing,
            own,
            others,
            evidence.telling(
                own, others, climb=evidence.climbs(importer, target), crossing=crossing
            ),
        )

    def _imports(self, importer: str) -> list[tuple[str, str]]:
        if grammar_for(importer) is None or not self._resolver.files.exists(importer):
            return []
        module = self._source(importer).module
        written = [each.specifier for each in module.imports]
        written += [each.specifier for each in module.exports if each.specifier is not None]
        return [(importer, each) for each in dict.fromkeys(written)]

    def _in_style(self, asked: _Asked) -> Sequence[str]:
        """What the project's style suggests, the best first."""
        aliases = self._aliases(asked)
        by_name, by_way = self._by_name(asked, aliases), list(_relative(asked))
        relative = sum(each.kind == "relative" for each in asked.seen)
        if asked.crossing and not relative and self._is_member(asked):
            return by_name
        near = evidence.climbs(asked.importer, asked.target) == 0
        if asked.seen:
            others = len(asked.seen) - relative
            relative_first = relative > others or (near and relative == others)
        else:
            reach = any(_reaches(each, asked.importer) for each in aliases)
            relative_first = not asked.crossing and (near or not reach)
        return [*by_way, *by_name] if relative_first else [*by_name, *by_way]

    def _by_name(self, asked: _Asked, aliases: Sequence[Alias]) -> list[str]:
        """Specifiers that do not depend on the importer's place."""
        kinds = Counter(each.kind for each in asked.seen)
        ending = asked.ending(relative=False)
        wanted = conditions(asked.config)
        found: dict[Kind, list[str]] = {
            "alias": [each for alias in aliases for each in _through(alias, asked.target, ending)],
        }
        if asked.governing is not None:
            found["imports"] = list(
                offers.imported_as(asked.governing, asked.target, wanted, ending)
            )
        if asked.home is not None and (asked.crossing or kinds["package"]):
            # Without an example of it, a package does not name itself.
            found["package"] = list(offers.exported_as(asked.home, asked.target, wanted, ending))
        if kinds["base"] and asked.config and asked.config.base_url is not None:
            way = paths.below(asked.config.base_url, ending.write(asked.target))
            found["base"] = [way] if way else []
        preference: tuple[Kind, ...] = ("package", "alias", "imports", "base")
        order = sorted(preference, key=lambda kind: -kinds[kind])
        return [each for kind in order for each in found.get(kind, ())]

    def _aliases(self, asked: _Asked) -> list[Alias]:
        """The aliases that lead to the target: those in use first, then the closest."""
        used = Counter(each.alias for each in asked.seen)
        found = [
            (-used[alias.pattern], -len(place.partition("*")[0]), at, alias)
            for at, alias in enumerate(asked.config.aliases if asked.config else ())
            if alias.pattern != "*"
            for place in alias.targets
            if entrypoints.fill(place, asked.target)
            or ("*" not in place and probe(self._resolver.files, place) == asked.target)
        ]
        return list(dict.fromkeys(alias for *_, alias in sorted(found, key=lambda each: each[:3])))

    def _is_member(self, asked: _Asked) -> bool:
        """Whether the target's package can be imported by its name."""
        home = asked.home
        if home is None or home.name is None:
            return False
        return self._resolver.packages.local(home.name, asked.governing) == home

    def _through_entries(self, home: Package, asked: _Asked, name: str | None) -> Iterator[str]:
        """Subpaths of the target's package whose module passes the wanted name on from it."""
        if name is None or home.name is None:
            return
        table = entrypoints.subpaths(home.data.get("exports")) or {".": None}
        for key in table:
            specifier = f"{home.name}{key[1:]}"
            entry = self._resolver.resolve(specifier, asked.importer) if "*" not in key else None
            if isinstance(entry, File):
                found = self._names.export(entry.path, name)
                if isinstance(found, Definition) and found.path == asked.target:
                    yield specifier

    def _leads(self, specifier: str, importer: str, target: str) -> bool:
        return self._resolver.resolve(specifier, importer) == File(target)


def _relative(asked: _Asked) -> Iterator[str]:
    """The relative specifier in the style asked for, and the ones that cannot be misread."""
    folder = paths.parent(asked.importer)
    style = asked.ending(relative=True)
    for ending in (style, Ending("none", index=True), Ending("emitted"), Ending("own")):
        written = ending.write(asked.target)
        if written != folder:  # `.` for a folder's own index reads as a slip
            yield paths.relative(folder, written)


def _reaches(alias: Alias, path: str) -> bool:
    return any(entrypoints.fill(each, path) for each in alias.targets)


def _through(alias: Alias, target: str, ending: Ending) -> Iterator[str]:
    if "*" not in alias.pattern:
        yield alias.pattern
    for place in alias.targets:
        for each in (ending.write(target), Ending("none", index=True).write(target), target):
            filling = entrypoints.fill(place, each)
            if filling:
                yield alias.pattern.replace("*", filling)
