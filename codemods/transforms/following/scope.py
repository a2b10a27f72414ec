"""Whose a record is: the column by which a route finds only what belongs to who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax import naming

if TYPE_CHECKING:
    from codemods.syntax.prisma import Field, Model
    from codemods.workspace.settings.config import Config

# What projects call the column besides what codemod.toml says, the usual ones first.
_ORGANIZATIONS = (
    "organizationId",
    "orgId",
    "organisationId",
    "workspaceId",
    "teamId",
    "tenantId",
    "companyId",
)
_USERS = (
    "userId",
    "ownerId",
    "authorId",
    "createdById",
    "createdByUserId",
    "creatorId",
    "ownerUserId",
)
_KINDS = {"String": "string", "Int": "number"}


class Scope(Struct, frozen=True):
    """The column, whether it says an organization or a person, and its type in TypeScript."""

    column: str
    of: Literal["organization", "user"]
    kind: str


def scope_of(model: Model, config: Config) -> Scope:
    """The column with the organization's id; else the one with the owner's.

    Raises CodemodError for a model that has neither, as its records would be open to everybody.
    """
    found = _field(model, (*config.keys.organization, *_ORGANIZATIONS))
    if found is not None:
        return Scope(found.name, "organization", _KINDS[found.type])
    found = _field(model, (*config.keys.user, *_USERS))
    if found is not None:
        return Scope(found.name, "user", _KINDS[found.type])
    keys = (*config.keys.organization[:1], *config.keys.user[:1])
    belonged_to = {*config.keys.organization, *_ORGANIZATIONS, *config.keys.user, "userId"}
    names = naming.singulars(model.name)
    if {naming.kebab(f"{each}Id") for each in names} & {naming.kebab(key) for key in belonged_to}:
        raise CodemodError(
            f"the records of {model.name} are whom others belong to, and nothing in one says who "
            "may start its job",
            where=model.extent.place,
            mend="write the route by hand, and its send with codemod add-trigger",
        )
    raise CodemodError(
        f"the model {model.name} has no {' and no '.join(keys or ('organizationId', 'userId'))}, "
        "so nothing says whose a record is",
        where=model.extent.place,
        mend="add the one that says it, or name it in [keys] of codemod.toml",
    )


def _field(model: Model, names: tuple[str, ...]) -> Field | None:
    """The first of the columns, under its name in any case convention."""
    by_name = {naming.kebab(field.name): field for field in reversed(model.fields)}
    found = (model.field(name) or by_name.get(naming.kebab(name)) for name in names)
    return next(
        (f for f in found if f is not None and f.type in _KINDS and not f.list and not f.is_hidden),
        None,
    )
