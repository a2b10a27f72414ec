"""What a chain of calls does outside the program, by what its root resolves to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from codemods.inngest.anatomy.external_packages import LOCAL_METHODS, READING, client_package
from codemods.inngest.chains import OF_PROMISES, Chain, Link, chain
from codemods.inngest.model import Span
from codemods.inngest.origins import Origin, Origins, Passed
from codemods.inngest.reading import Repository, literal, span
from codemods.syntax.literal import string
from codemods.syntax.nodes import FUNCTIONS, named_children, property_name, unwrap
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

# Prisma Client 6, CRUD methods: https://www.prisma.io/docs/orm/reference/prisma-client-reference
PRISMA_WRITES = frozenset(
    {
        "create",
        "createMany",
        "createManyAndReturn",
        "update",
        "updateMany",
        "updateManyAndReturn",
        "upsert",
        "delete",
        "deleteMany",
    }
)
_PRISMA_RAW = frozenset({"$executeRaw", "$executeRawUnsafe"})
_DRIZZLE_WRITES = frozenset({"insert", "update", "delete"})
_SUPABASE_WRITES = frozenset({"insert", "update", "upsert", "delete"})
_SUPABASE_STORAGE = frozenset({"upload", "update", "remove", "move", "copy"})
_KYSELY_WRITES = {
    "insertInto": "insert",
    "updateTable": "update",
    "deleteFrom": "delete",
    "replaceInto": "upsert",
    "mergeInto": "upsert",
}
_MODEL_WRITES = frozenset(
    {
        "bulkSave",
        "bulkWrite",
        "create",
        "deleteMany",
        "deleteOne",
        "findByIdAndDelete",
        "findByIdAndUpdate",
        "findOneAndDelete",
        "findOneAndReplace",
        "findOneAndUpdate",
        "insertMany",
        "replaceOne",
        "updateMany",
        "updateOne",
    }
)
_DOCUMENT_WRITES = frozenset({"save", "deleteOne", "updateOne", "remove"})
_UPSERTING = frozenset(
    {"onConflictDoUpdate", "onConflictDoNothing", "onDuplicateKeyUpdate", "onConflict", "ignore"}
)
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_RAW_WRITE = re.compile(r"\s*(insert|update|delete|merge)\b", re.IGNORECASE)
_COMMAND_READS = re.compile(r"(Get|List|Head|Describe|Query|Scan|BatchGet|Search)")
_HOST = re.compile(r"https?://([^/?#:\s`$]+)")

# The names under which a client is looked for where it cannot be resolved (`--strict`).
_DATABASE_NAMES = frozenset({"prisma", "db", "database", "prismaClient", "tx", "trx"})
_SUPABASE_NAMES = re.compile(r"supabase\w*", re.IGNORECASE)
_MOST_PREFIXES = 4


@dataclass(frozen=True, slots=True)
class Done:
    """One effect of a chain, wherever it stands.

    kind, what, target, method, transaction, certain: as in `Effect`
    call:   the call that does it
    values: the nodes that hold what a write sets (objects, or names of some)
    """

    kind: Literal["write", "external", "send"]
    what: str
    target: str
    method: str
    call: Node
    values: tuple[Node, ...] = ()
    transaction: Span | None = None
    certain: bool = True


class Doings:
    """Reads the effects of calls in one repository."""

    def __init__(self, repository: Repository, origins: Origins) -> None:
        self.repository = repository
        self.origins = origins

    def of(self, source: Source, call: Node, passed: Passed | None = None) -> Done | None:
        """What the outermost call of a chain does; None for nothing, or where it is not known.

        passed: what the function around was called with, where one call of it is followed
        """
        links = chain(source, call)
        if not links.links:
            return None
        found = self._function(source, links)
        if found is not None:
            return found
        prefixes = [links.root, *(link.node for link in links.links[:_MOST_PREFIXES])]
        for place, prefix in enumerate(prefixes):
            origin = self.origins.of(source, prefix, passed)
            if origin is not None:
                rest = links.links[place:]
                return self._resolved(source, origin, rest) if rest else None
        return self._guessed(source, links)

    # Functions

    def _function(self, source: Source, links: Chain) -> Done | None:
        """`fetch(…)`, `axios(…)`, `generateText(…)`: a call of what a package exports."""
        callee, rest = _callee(links)
        if callee is None:
            return None
        first = rest[0]
        if first.call is None:
            return None
        named_fetch = callee.type == "identifier" and source.text(callee) == "fetch"
        if named_fetch and self.origins.is_global(source, callee):
            return self.request(source, "fetch", first.call, first.arguments)
        meaning = self.origins.meaning(source, callee)
        if not isinstance(meaning, ExternalName):
            return None
        known = client_package(meaning.package, self.origins.packages)
        if known is None or not known.requests(meaning.name):
            return None
        what = source.text(callee)
        if meaning.package in _HTTP:
            return self.request(source, what, first.call, first.arguments)
        return Done("external", what, meaning.package, what, first.call)

    def request(self, source: Source, what: str, call: Node, values: list[Node]) -> Done:
        """A call with an address and options: `fetch(url, { method })`, `axios(config)`.

        values: the address and the options, or the options alone
        """
        given = [unwrap(each) for each in values]
        url = given[0] if given else None
        options = given[1] if len(given) > 1 else None
        if url is not None and url.type == "object":
            options, url = url, _value(source, url, "url")
        method, certain = "GET", True
        if options is not None:
            found = self._verb(source, options)
            method, certain = (found, True) if found is not None else (what, False)
        target = self._host(source, url) if url is not None else what
        return Done("external", what, target, method, call, certain=certain)

    def _verb(self, source: Source, options: Node) -> str | None:
        """The method that the options name; GET where they surely name none; None: unknown."""
        options = self._held(source, options)
        if options.type != "object":
            return None
        value = _value(source, options, "method")
        if value is None:
            spread = any(each.type == "spread_element" for each in named_children(options))
            return None if spread else "GET"
        name = string(literal(self.repository, source, self._held(source, value)))
        if name is None:
            return None
        return "GET" if name.upper() in ("HEAD", "OPTIONS") else name.upper()

    def _held(self, source: Source, node: Node) -> Node:
        """What a local constant holds, else the node itself."""
        node = unwrap(node)
        if node.type in ("identifier", "shorthand_property_identifier"):
            local = bound(source, node, source.text(node))
            if local is not None and local.kind == "variable" and local.keys == ():
                return unwrap(local.value) if local.value is not None else node
        return node

    def _host(self, source: Source, url: Node) -> str:
        held = self._held(source, url)
        known = string(literal(self.repository, source, held))
        text = known if known is not None else source.text(held)
        host = _HOST.search(text)
        return host[1] if host is not None else _short(source, url)

    # Clients

    def _resolved(self, source: Source, origin: Origin, rest: Sequence[Link]) -> Done | None:
        match origin.family:
            case "prisma":
                return _prisma(source, rest, origin.transaction)
            case "drizzle":
                return _drizzle(source, rest, origin.transaction)
            case "supabase":
                return self._supabase(source, rest)
            case "kysely":
                return self._kysely(source, rest, origin.transaction)
            case "model" | "document":
                return _mongoose(source, rest, origin)
            case "inngest":
                link = rest[0]
                if link.name != "send" or link.call is None:
                    return None
                return Done("send", _what(source, link), "inngest", "send", link.call)
            case "sdk":
                return self._sdk(source, origin, rest)

    def _supabase(self, source: Source, rest: Sequence[Link]) -> Done | None:
        at = next((i for i, each in enumerate(rest) if each.name == "from" and each.call), None)
        if at is None:
            first = rest[0]
            called = _last_called(rest)
            if called is None or called.call is None:
                return None
            remote = first.name == "functions" and called.name == "invoke"
            remote |= first.name == "auth" and len(rest) > 1 and rest[1].name == "admin"
            if not remote:
                return None
            method = _read_as_get(called.name)
            return Done("external", _what(source, called), "supabase", method, called.call)
        given = rest[at].arguments
        table = self._named(source, given[0]) if given else ""
        after = rest[at + 1 :]
        if any(each.name == "storage" for each in rest[:at]):
            called = next((each for each in after if each.name in _SUPABASE_STORAGE), None)
            if called is None or called.call is None:
                return None
            what = f"storage.{called.name}"
            return Done("external", what, f"storage:{table}", called.name, called.call)
        called = next((each for each in after if each.name in _SUPABASE_WRITES), None)
        if called is None or called.call is None:
            return None
        what = f'from("{table}").{called.name}'
        values = tuple(called.arguments[:1])
        return Done("write", what, table, called.name, called.call, values)

    def _kysely(
        self, source: Source, rest: Sequence[Link], transaction: Span | None
    ) -> Done | None:
        for at, link in enumerate(rest):
            if link.name in _KYSELY_WRITES and link.call is not None and link.arguments:
                method = _KYSELY_WRITES[link.name]
                after = rest[at + 1 :]
                if any(each.name in _UPSERTING for each in after):
                    method = "upsert"
                table = self._named(source, link.arguments[0])
                values = tuple(
                    each.arguments[0]
                    for each in after
                    if each.name in ("set", "values") and len(each.arguments) == 1
                )
                what = f"{link.name} {table}"
                return Done("write", what, table, method, link.call, values, transaction)
        return None

    def _sdk(self, source: Source, origin: Origin, rest: Sequence[Link]) -> Done | None:
        called = _last_called(rest)
        if called is None or called.call is None:
            return None
        package, name = origin.name, called.name
        if name in LOCAL_METHODS or name == "":
            if name == "" and package in _HTTP:  # an instance is called: `api(config)`
                return self.request(source, _what(source, called), called.call, called.arguments)
            return None
        what = _what(source, called)
        if package in _HTTP:
            if name in _VERBS:
                given = called.arguments
                target = self._host(source, given[0]) if given else package
                method = "GET" if name in ("get", "head", "options") else name.upper()
                return Done("external", what, target, method, called.call)
            asks = name == "request"
            return self.request(source, what, called.call, called.arguments) if asks else None
        if package == "googleapis" and len(rest) == 1:
            return None  # `google.gmail({ auth })` only makes a client
        method = _read_as_get(name)
        if name == "send" and called.arguments:
            command = unwrap(self._held(source, called.arguments[0]))
            made = command.child_by_field_name("constructor")
            if command.type == "new_expression" and made is not None:
                text = source.text(made)
                method = "GET" if _COMMAND_READS.match(text) else text.removesuffix("Command")
                what = f"{what}({text})"
        return Done("external", what, package, method, called.call)

    def _named(self, source: Source, node: Node) -> str:
        """The name of a table, where it is static, else its source."""
        known = string(literal(self.repository, source, self._held(source, node)))
        return known if known is not None else _short(source, node)

    # Names

    def _guessed(self, source: Source, links: Chain) -> Done | None:
        """A client that does not resolve and has one of the usual names: a weaker inference."""
        root, rest = links.root, links.links
        if root.type != "identifier":
            return None
        name = source.text(root)
        if name in _DATABASE_NAMES:
            found = _prisma(source, rest, None)
            if found is None and len(rest) > 1 and rest[1].name in ("values", "set", "where"):
                found = _drizzle(source, rest, None)
        elif _SUPABASE_NAMES.fullmatch(name):
            found = self._supabase(source, rest)
        else:
            return None
        if found is None or found.kind != "write" or self._resolves(source, root):
            return None
        return Done(
            found.kind,
            found.what,
            found.target,
            found.method,
            found.call,
            found.values,
            None,
            False,
        )

    def _resolves(self, source: Source, root: Node) -> bool:
        """Whether a name leads to something in the project, which then is no database client."""
        name = source.text(root)
        local = bound(source, root, name)
        if local is not None:
            return local.kind != "parameter"
        return name in source.module.declarations


_HTTP = frozenset({"axios", "ky", "got", "undici", "node-fetch", "cross-fetch"})


def _prisma(source: Source, rest: Sequence[Link], transaction: Span | None) -> Done | None:
    first = rest[0]
    if first.name in _PRISMA_RAW and first.call is not None:
        what = _what(source, first)
        return Done("write", what, "raw SQL", first.name, first.call, (), transaction)
    if len(rest) < 2 or first.call is not None:
        return None
    second = rest[1]
    if second.name not in PRISMA_WRITES or second.call is None:
        return None
    values: list[Node] = []
    for given in second.arguments[:1]:
        for key in ("data", "create", "update"):
            value = _value(source, unwrap(given), key)
            if value is not None and (key == "data" or second.name == "upsert"):
                values.append(value)
    within = transaction or _transaction_list(source, second.call)
    what = _what(source, second)
    return Done("write", what, first.name, second.name, second.call, tuple(values), within)


def _transaction_list(source: Source, call: Node) -> Span | None:
    """The `$transaction([…])` in whose list a call stands."""
    node = call.parent
    while node is not None and node.type not in FUNCTIONS and node.type != "statement_block":
        if node.type == "array":
            given = node.parent
            outer = given.parent if given is not None and given.type == "arguments" else None
            callee = outer.child_by_field_name("function") if outer is not None else None
            method = callee.child_by_field_name("property") if callee is not None else None
            listed = method is not None and source.text(method) in ("$transaction", "batch")
            if outer is not None and listed:
                return span(source, outer)
        node = node.parent
    return None


def _drizzle(source: Source, rest: Sequence[Link], transaction: Span | None) -> Done | None:
    first = rest[0]
    if first.call is None or not first.arguments:
        return None
    given = unwrap(first.arguments[0])
    if first.name in ("execute", "run"):
        template = (
            given.child_by_field_name("arguments") if given.type == "call_expression" else None
        )
        text = source.text(template)[1:] if template is not None else ""
        if _RAW_WRITE.match(text) is None:
            return None
        what = _what(source, first)
        return Done("write", what, "raw SQL", first.name, first.call, (), transaction)
    if first.name not in _DRIZZLE_WRITES:
        return None
    table = source.text(given).rpartition(".")[2]
    upserts = first.name == "insert" and any(each.name in _UPSERTING for each in rest)
    values = tuple(
        each.arguments[0] for each in rest if each.name in ("set", "values") and each.arguments
    )
    what = f"{_what(source, first)}({table})"
    method = "upsert" if upserts else first.name
    within = transaction or _transaction_list(source, first.call)
    return Done("write", what, table, method, first.call, values, within)


def _mongoose(source: Source, rest: Sequence[Link], origin: Origin) -> Done | None:
    first = rest[0]
    known = _MODEL_WRITES if origin.family == "model" else _DOCUMENT_WRITES
    if first.name not in known or first.call is None:
        return None
    given, values = first.arguments, list[Node]()
    if first.name in ("create", "insertMany"):
        values.extend(given[:1])
    elif "pdate" in first.name and len(given) > 1:
        values.append(given[1])
    method = "upsert" if _upserts(source, given) else first.name
    what = _what(source, first)
    return Done("write", what, origin.name, method, first.call, tuple(values))


def _upserts(source: Source, given: list[Node]) -> bool:
    if len(given) < 3 or unwrap(given[2]).type != "object":
        return False
    value = _value(source, unwrap(given[2]), "upsert")
    return value is not None and source.text(value) == "true"


def _callee(links: Chain) -> tuple[Node | None, Sequence[Link]]:
    """The name that a chain begins by calling: `f(…)`, or `ns.f(…)`; with the links from there."""
    for at, link in enumerate(links.links[:2]):
        if link.call is not None:
            callee = link.call.child_by_field_name("function")
            return (unwrap(callee) if callee is not None else None), links.links[at:]
    return None, ()


def _last_called(rest: Sequence[Link]) -> Link | None:
    """The call that does the work: the last before `.then`, `.catch`, or the first there is."""
    for link in rest:
        if link.call is not None and link.name not in OF_PROMISES:
            return link
    return None


def _value(source: Source, node: Node, key: str) -> Node | None:
    """The value of a key of an object literal."""
    if node.type != "object":
        return None
    for entry in named_children(node):
        if entry.type == "pair":
            own = entry.child_by_field_name("key")
            if own is not None and property_name(own, source.text(own)) == key:
                return entry.child_by_field_name("value")
        elif entry.type == "shorthand_property_identifier" and source.text(entry) == key:
            return entry
    return None


def _read_as_get(name: str) -> str:
    """GET for a method whose name says that it only reads."""
    for word in READING:
        if name == word or (name.startswith(word) and name[len(word)].isupper()):
            return "GET"
    return name


def _what(source: Source, link: Link) -> str:
    """The callee as it is written, on one line and not too long."""
    callee = link.call.child_by_field_name("function") if link.call is not None else link.node
    return _short(source, unwrap(callee or link.node))


def _short(source: Source, node: Node) -> str:
    lines = (" ".join(line.split()) for line in source.text(node).splitlines())
    text = "".join(lines)
    return text if len(text) <= 60 else f"{text[:57]}..."
