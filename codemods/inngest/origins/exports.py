"""What the exports of packages are: clients, or what makes one."""

from __future__ import annotations

import re

from codemods.inngest.origins.model import Origin
from codemods.inngest.origins.packages import client_package
from codemods.workspace.resolution.exports import ExternalName

_PRISMA_CLASS = re.compile(r"\w*PrismaClient")
_DRIZZLE_TYPE = re.compile(r"\w*(Database|Transaction)")


def is_prisma_class(name: str) -> bool:
    """Whether a class is called as Prisma's are."""
    return _PRISMA_CLASS.fullmatch(name) is not None


def instance_of(name: ExternalName, packages: tuple[str, ...]) -> Origin | None:
    """What an instance of a package's class, or a value of its type, is."""
    package, exported = name.package, name.name
    if is_prisma_class(exported):
        return Origin("prisma")
    if package == "inngest":
        return Origin("inngest") if exported == "Inngest" else None
    if package.startswith("@supabase/"):
        return Origin("supabase") if exported.endswith("Client") else None
    if package == "drizzle-orm":
        return Origin("drizzle") if _DRIZZLE_TYPE.fullmatch(exported) else None
    if package == "kysely":
        return Origin("kysely") if exported in ("Kysely", "Transaction") else None
    known = client_package(package, packages)
    return Origin("sdk", package) if known is not None and known.makes(exported) else None


def result_of(name: ExternalName, packages: tuple[str, ...]) -> Origin | None:
    """What a call of a package's function gives."""
    package, exported = name.package, name.name
    if package == "drizzle-orm" and exported == "drizzle":
        return Origin("drizzle")
    if package.startswith("@supabase/"):
        is_client = exported.startswith("create") and "Client" in exported
        return Origin("supabase") if is_client else None
    known = client_package(package, packages)
    return Origin("sdk", package) if known is not None and known.gives(exported) else None


def value_of(name: ExternalName, packages: tuple[str, ...]) -> Origin | None:
    """What a package's export is in itself: `axios`, `google`."""
    known = client_package(name.package, packages)
    return Origin("sdk", name.package) if known is not None and known.offers(name.name) else None
