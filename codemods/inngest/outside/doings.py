"""What a chain of calls does outside the program, by what its root resolves to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.origins.model import Origin, Passed
from codemods.inngest.origins.origins import Origins
from codemods.inngest.origins.packages import client_package
from codemods.inngest.outside import databases, requests, services
from codemods.inngest.outside.chains import Chain, Link, chain, told
from codemods.inngest.outside.model import Done
from codemods.inngest.reading import Repository
from codemods.syntax.nodes import unwrap
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

# The names under which a client is looked for where it cannot be resolved (`--strict`).
_DATABASE_NAMES = frozenset({"prisma", "db", "database", "prismaClient", "tx", "trx"})
_SUPABASE_NAMES = re.compile(r"supabase\w*", re.IGNORECASE)
_MOST_PREFIXES = 4


class Doings:
    """Reads the effects of calls in one repository."""

    def __init__(self, repository: Repository, origins: Origins) -> None:
        self._repository = repository
        self._origins = origins

    def of(self, source: Source, call: Node, passed: Passed | None = None) -> Done | None:
        """What the outermost call of a chain does; None for nothing, or where it is not known.

        passed: what the function around was called with, where one call of it is followed
        """
        links = chain(source, call)
        if not links.links:
            return None
        found = self._of_function(source, links)
        if found is not None:
            return found
        prefixes = [links.root, *(link.node for link in links.links[:_MOST_PREFIXES])]
        for place, prefix in enumerate(prefixes):
            origin = self._origins.of(source, prefix, passed)
            if origin is not None:
                rest = links.links[place:]
                return self._of_client(source, origin, rest) if rest else None
        return self._guessed(source, links)

    def request(self, source: Source, what: str, call: Node, values: list[Node]) -> Done:
        """A call with an address and options; `values` are both, or the options alone."""
        return requests.request(self._repository, source, what, call, values)

    def _of_function(self, source: Source, links: Chain) -> Done | None:
        """`fetch(…)`, `axios(…)`, `generateText(…)`: a call of what a package exports."""
        callee, first = _callee(links)
        if callee is None or first is None or first.call is None:
            return None
        named_fetch = callee.type == "identifier" and source.text(callee) == "fetch"
        if named_fetch and self._origins.is_global(source, callee):
            return self.request(source, "fetch", first.call, first.arguments)
        meaning = self._origins.meaning(source, callee)
        if not isinstance(meaning, ExternalName):
            return None
        known = client_package(meaning.package, self._origins.packages)
        if known is None or not known.requests(meaning.name):
            return None
        what = source.text(callee)
        if meaning.package in requests.HTTP:
            return self.request(source, what, first.call, first.arguments)
        return Done("external", what, meaning.package, what, first.call)

    def _of_client(self, source: Source, origin: Origin, rest: Sequence[Link]) -> Done | None:
        """What is asked of a client, from the link after it."""
        match origin.family:
            case "prisma":
                return databases.prisma(source, rest, origin.transaction)
            case "drizzle":
                return databases.drizzle(source, rest, origin.transaction)
            case "supabase":
                return services.supabase(self._repository, source, rest)
            case "kysely":
                return databases.kysely(self._repository, source, rest, origin.transaction)
            case "model" | "document":
                return databases.mongoose(source, rest, origin)
            case "inngest":
                link = rest[0]
                if link.name != "send" or link.call is None:
                    return None
                return Done("send", told(source, link), "inngest", "send", link.call)
            case "sdk":
                return services.sdk(self._repository, source, origin, rest)

    def _guessed(self, source: Source, links: Chain) -> Done | None:
        """A client that does not resolve and has one of the usual names: a weaker inference."""
        root, rest = links.root, links.links
        if root.type != "identifier":
            return None
        name = source.text(root)
        if name in _DATABASE_NAMES:
            found = databases.prisma(source, rest, None)
            if found is None and len(rest) > 1 and rest[1].name in ("values", "set", "where"):
                found = databases.drizzle(source, rest, None)
        elif _SUPABASE_NAMES.fullmatch(name):
            found = services.supabase(self._repository, source, rest)
        else:
            return None
        if found is None or found.kind != "write" or _resolves(source, root):
            return None
        return replace(found, transaction=None, certain=False)


def _resolves(source: Source, root: Node) -> bool:
    """Whether a name leads to something in the project, which then is no database client."""
    name = source.text(root)
    local = bound(source, root, name)
    if local is not None:
        return local.kind != "parameter"
    return name in source.module.declarations


def _callee(links: Chain) -> tuple[Node | None, Link | None]:
    """The name that a chain begins by calling, `f(…)` or `ns.f(…)`, and the link of that call."""
    for link in links.links[:2]:
        if link.call is not None:
            callee = link.call.child_by_field_name("function")
            return (unwrap(callee) if callee is not None else None), link
    return None, None
