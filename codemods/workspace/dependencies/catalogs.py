"""Catalogs: versions that a workspace names once, for `catalog:` and `catalog:name` to point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codemods.errors import CodemodError
from codemods.workspace.tree import paths
from codemods.workspace.tree.files import Files


def workspace_yaml(files: Files, directory: str) -> Mapping[str, object]:
    """What pnpm-workspace.yaml in `directory` says; empty where there is none."""
    return _yaml(files, paths.child(directory, "pnpm-workspace.yaml"))


def catalog_range(
    files: Files, package_json: Mapping[str, object], directory: str, catalog: str, dependency: str
) -> tuple[str, str] | None:
    """The range that a catalog kept in `directory` gives a dependency, and the file it is in.

    package_json: what the package.json in that folder says; Bun's catalogs are in it
    catalog:      the name behind `catalog:`, which may be empty
    """
    for path, holder in _holders(files, package_json, directory):
        named = holder.get("catalogs")
        choices = [named.get(catalog or "default")] if isinstance(named, dict) else []
        if catalog in ("", "default"):
            choices.insert(0, holder.get("catalog"))
        for each in choices:
            if isinstance(each, dict) and dependency in each:
                return str(each[dependency]), path
    return None


def _holders(
    files: Files, package_json: Mapping[str, object], directory: str
) -> Iterator[tuple[str, Mapping[str, object]]]:
    for name in ("pnpm-workspace.yaml", ".yarnrc.yml"):
        path = paths.child(directory, name)
        yield path, _yaml(files, path)
    path = paths.child(directory, "package.json")
    workspaces = package_json.get("workspaces")
    if isinstance(workspaces, dict):
        yield path, workspaces
    yield path, package_json


def _yaml(files: Files, path: str) -> Mapping[str, object]:
    data = files.read(path) if files.exists(path) else None
    if data is None:
        return {}
    import yaml

    # The C parser where PyYAML was built with it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        value = yaml.load(data, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        raise CodemodError("not valid YAML", where=where, mend="mend the file") from None
    return value if isinstance(value, dict) else {}
