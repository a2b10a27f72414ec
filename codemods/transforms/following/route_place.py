"""Where the route of a job belongs: beside the routes of its record that are there.

Folders are seen from the folder of the App Router: ``api/documents/[id]``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError, Refusal
from codemods.inngest.placement import module_extension
from codemods.syntax import naming
from codemods.transforms.following.route_files import APPS, OF_SERVICES, app_folder, route_files
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_ROUTE = re.compile(r"(?P<folder>.+)/route\.[cm]?[jt]sx?")
_OF_PAGES = re.compile(r"(?P<path>api/.+)\.[cm]?[jt]sx?")
_PAGES = ("pages", "src/pages")
_DYNAMIC = re.compile(r"\[([^\[\].]+)\]")


class RoutePlace(Struct, frozen=True):
    """The file, the path that it answers under, and the name of that path's parameter."""

    path: str
    url: str
    slug: str


def route_place(project: Project, entity: str, action: str, given: str | None) -> RoutePlace:
    """The place for the route of an action on one record; `given`: the file instead.

    Raises Refusal for an app without Next's App Router, CodemodError for a given file that Next.js
    would not take for such a route.
    """
    root = _root(project)
    if given is not None:
        return _given(given, root)
    routes = route_files(project)
    folders = _with_those_above(iter([route.folder for route in routes]))
    collection = _collection(folders, entity)
    slug = _slug([*folders, *_pages(project)], collection, entity)
    folder = f"{collection}/[{slug}]/{action}"
    endings = Counter(route.ending for route in routes).most_common(1)
    ending = endings[0][0] if endings else module_extension(project)
    return RoutePlace(f"{root}/{folder}/route{ending}", _url(folder), slug)


def _root(project: Project) -> str:
    """The folder of the App Router, or the one that an app without any pages is to have."""
    package = project.app.package
    if package is None or not project.packages.depends(package, "next"):
        raise Refusal(
            "the app is none of Next.js, for which alone a route can be written",
            where=project.app.directory or None,
            mend="send the event from a handler of the app's own with codemod add-trigger",
        )
    found = app_folder(project)
    if found is not None:
        return found
    if any(project.files.is_dir(project.app.path(folder)) for folder in _PAGES):
        raise Refusal(
            "the app has the Pages Router alone, and the route is written for the App Router",
            where=project.app.directory or None,
            mend="create the folder app beside pages, with a layout.tsx: Next.js serves both",
        )
    plain, in_src = map(project.app.path, APPS)
    return in_src if project.files.is_dir(project.app.path("src")) else plain


def _files(project: Project, folder: str) -> Iterator[str]:
    """The files in the folder, as seen from there."""
    for path in project.files.walk():
        if (inside := paths.below(folder, path)) is not None:
            yield inside


def _pages(project: Project) -> list[str]:
    """The same of the API routes of the Pages Router, each as if it were a folder."""
    files = (path for root in _PAGES for path in _files(project, project.app.path(root)))
    return _with_those_above(
        match["path"] for path in files if (match := _OF_PAGES.fullmatch(path))
    )


def _with_those_above(folders: Iterator[str]) -> list[str]:
    return sorted({each for folder in folders for each in paths.ancestors(folder) if each})


def _collection(folders: list[str], entity: str) -> str:
    """The folder of the record's routes: one that is there, else where its like are."""
    names = _spellings(entity)
    there = [
        folder
        for folder in folders
        if _name(folder) in names and _is_api(folder) and "[" not in folder
    ]
    if there:
        return min(there, key=lambda each: (names.index(_name(each)), each.count("/"), each))
    base = _base(folders)
    return f"{base}/{_like_neighbours(folders, base, entity)}"


def _is_api(folder: str) -> bool:
    """Whether it lies in a folder `api`, and in none that services call."""
    parts = folder.split("/")
    return "api" in parts[:-1] and not OF_SERVICES.intersection(parts)


def _base(folders: Sequence[str]) -> str:
    """The folder in which most records have their routes: `api`, with the group around it."""
    bases: Counter[str] = Counter()
    for folder in folders:
        parts = folder.split("/")
        if "api" in parts and _is_api(folder):
            bases["/".join(parts[: parts.index("api") + 1])] += 1 + ("[" in parts[-1])
    return max(bases, key=lambda each: (bases[each], -len(each), each), default="api")


def _like_neighbours(folders: Sequence[str], base: str, entity: str) -> str:
    """The plural in kebab-case, unless the neighbours are in the singular or in camelCase."""
    names = {
        _name(above)
        for folder in folders
        if _DYNAMIC.fullmatch(_name(folder))
        and paths.parent(above := paths.parent(folder)) == base
        and _is_api(folder)
    }
    singular = sum(naming.plural(name) != name for name in names)
    words = [name for name in names if len(naming.words(name)) > 1]
    camel = sum(not set("-_").intersection(name) for name in words)
    snake = sum("_" in name for name in words)
    text = entity if singular * 2 > len(names) else naming.plural(entity)
    if camel * 2 > len(words):
        return naming.camel(text)
    return naming.kebab(text).replace("-", "_" if snake * 2 > len(words) else "-")


def _slug(folders: Sequence[str], collection: str, entity: str) -> str:
    """The parameter's name: Next.js refuses two names at one place of the tree."""
    url = _url(collection)
    slugs = []
    for folder in folders:
        if match := _DYNAMIC.fullmatch(_name(folder)):
            if _url(paths.parent(folder)) == url:
                return match[1]
            slugs.append(match[1])
    named = [slug for slug in slugs if slug != "id" and naming.words(slug)[-1:] == ("id",)]
    return f"{entity}Id" if len(named) * 2 > len(slugs) else "id"


def _given(path: str, root: str) -> RoutePlace:
    match = _ROUTE.fullmatch(paths.below(root, path) or "")
    if match is None:
        raise CodemodError(
            "Next.js finds no route at this path",
            where=path,
            mend=f"name it {root}/…/[id]/…/route.ts",
        )
    parameters = [part for part in match["folder"].split("/") if "[" in part]
    slug = _DYNAMIC.fullmatch(parameters[0]) if len(parameters) == 1 else None
    if slug is None:
        raise CodemodError(
            "the path of the route has to have one parameter, the record's id",
            where=path,
            mend=f"name it {root}/…/[id]/…/route.ts",
        )
    return RoutePlace(path, _url(match["folder"]), slug[1])


def _url(folder: str) -> str:
    """What the folder answers under; groups `(…)` and slots `@…` are no part of it."""
    parts = (part for part in folder.split("/") if not part.startswith(("(", "@")))
    return f"/{'/'.join(parts)}"


def _spellings(entity: str) -> list[str]:
    """The names that a record's folder may go by, the likeliest first."""
    found = []
    for name in (naming.plural(entity), entity):
        kebab = naming.kebab(name)
        found += [kebab, naming.camel(name), kebab.replace("-", "_"), kebab.replace("-", "")]
    return list(dict.fromkeys(found))


def _name(folder: str) -> str:
    return folder.rpartition("/")[2]
