"""What brings the database, and the generated client, to where the schema is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.syntax import naming
from codemods.workspace.settings.prisma_files import is_found_by_prisma
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.prisma import Model, Schema

_RUNNERS = {"npm": "npx", "pnpm": "pnpm exec", "yarn": "yarn", "bun": "bunx"}
_MIGRATIONS = ("/migration.sql", "/migration_lock.toml")

# https://www.prisma.io/docs/orm/more/upgrade-guides: since then a migration generates no client.
_GENERATES_NO_MORE = 7


def migration_steps(project: Project, schema: Schema, model: Model) -> tuple[str, ...]:
    """The commands to run, for a project that keeps migrations and for one that does not."""
    package = project.packages.governing(model.extent.path)
    directory = package.directory if package else ""
    runner = _RUNNERS[project.packages.package_manager(package)]
    where = f" in {directory}" if directory else ""
    prisma = f"{runner} prisma"
    flag = (
        ""
        if is_found_by_prisma(project.files, project.packages, directory, schema.paths)
        else (f" --schema {_way(schema, directory)}")
    )
    if _keeps_migrations(project, directory, schema):
        name = "_".join(("add", *naming.words(model.name), "status_fields"))
        step = f"migrate the database{where}: {prisma} migrate dev --name {name}{flag}"
    else:
        step = f"bring the database up to date{where}: {prisma} db push{flag}"
    version = project.packages.version("prisma", package)
    if version is not None and version.major is not None and version.major < _GENERATES_NO_MORE:
        return (step,)
    return (step, f"then generate the client{where}: {prisma} generate{flag}")


def provider(schema: Schema) -> str | None:
    """The datasource's provider, such as postgresql, or None where it is not written down."""
    found = (source.string("provider") for source in schema.datasources)
    return next((name for name in found if name), None)


def _keeps_migrations(project: Project, directory: str, schema: Schema) -> bool:
    if provider(schema) == "mongodb":  # which Prisma has no migrations for
        return False
    return any(
        path.endswith(_MIGRATIONS) and paths.below(directory, path) is not None
        for path in project.files.walk()
    )


def _way(schema: Schema, directory: str) -> str:
    """The schema's file, or the folder of its files, from the package's folder."""
    first = schema.paths[0]
    path = first
    if len(schema.paths) > 1:
        path = paths.parent(first)
        while not all(paths.below(path, each) for each in schema.paths):
            path = paths.parent(path)
    return paths.below(directory, path) or "."
