"""What is asked of the SDKs of services, Supabase among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace
from tree_sitter import Node

from codemods.inngest.origins.model import Origin
from codemods.inngest.origins.packages import LOCAL_METHODS, READING
from codemods.inngest.outside.chains import OF_PROMISES, Link, told
from codemods.inngest.outside.databases import table_name
from codemods.inngest.outside.given_back import is_acted_on
from codemods.inngest.outside.model import Done
from codemods.inngest.outside.requests import HTTP, held, host, request
from codemods.inngest.reading import Repository
from codemods.syntax.nodes import unwrap
from codemods.syntax.source import Source

_SUPABASE_WRITES = frozenset({"insert", "update", "upsert", "delete"})
_SUPABASE_STORAGE = frozenset({"upload", "update", "remove", "move", "copy"})
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_COMMAND_READS = re.compile(r"(Get|List|Head|Describe|Query|Scan|BatchGet|Search)")


def supabase(repository: Repository, source: Source, rest: Sequence[Link]) -> Done | None:
    """Writes to tables and files, and calls of functions and of the administration of users."""
    found = _supabase(repository, source, rest)
    if found is None:
        return None
    throws = any(each.name == "throwOnError" and each.call is not None for each in rest)
    return replace(found, throws=throws or is_acted_on(source, rest[-1].node))


def _supabase(repository: Repository, source: Source, rest: Sequence[Link]) -> Done | None:
    at = next((i for i, each in enumerate(rest) if each.name == "from" and each.call), None)
    if at is None:
        return _supabase_call(source, rest)
    given = rest[at].arguments
    table = table_name(repository, source, given[0]) if given else ""
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


def _supabase_call(source: Source, rest: Sequence[Link]) -> Done | None:
    first = rest[0]
    called = _working(rest)
    if called is None or called.call is None:
        return None
    remote = first.name == "functions" and called.name == "invoke"
    remote |= first.name == "auth" and len(rest) > 1 and rest[1].name == "admin"
    if not remote:
        return None
    method = _read_as_get(called.name)
    return Done("external", told(source, called), "supabase", method, called.call)


def sdk(
    repository: Repository, source: Source, origin: Origin, rest: Sequence[Link]
) -> Done | None:
    """A call of a client of a service, but for methods that send nothing."""
    called = _working(rest)
    if called is None or called.call is None:
        return None
    package, name = origin.name, called.name
    what = told(source, called)
    if name == "" and package in HTTP:  # an instance is called: `api(config)`
        return request(repository, source, what, called.call, called.arguments)
    if name in LOCAL_METHODS or name == "":
        return None
    if package in HTTP:
        return _http(repository, source, package, called, called.call)
    if package == "googleapis" and len(rest) == 1:
        return None  # `google.gmail({ auth })` only makes a client
    method = _read_as_get(name)
    if name == "send" and called.arguments:
        command = unwrap(held(source, called.arguments[0]))
        made = command.child_by_field_name("constructor")
        if command.type == "new_expression" and made is not None:
            text = source.text(made)
            method = "GET" if _COMMAND_READS.match(text) else text.removesuffix("Command")
            what = f"{what}({text})"
    return Done("external", what, package, method, called.call)


def _http(
    repository: Repository, source: Source, package: str, link: Link, call: Node
) -> Done | None:
    """`axios.post(url, …)`, `ky.get(…)`, `axios.request(config)`."""
    what = told(source, link)
    if link.name in _VERBS:
        given = link.arguments
        target = host(repository, source, given[0]) if given else package
        method = "GET" if link.name in ("get", "head", "options") else link.name.upper()
        return Done("external", what, target, method, call)
    if link.name != "request":
        return None
    return request(repository, source, what, call, link.arguments)


def _working(rest: Sequence[Link]) -> Link | None:
    """The call that does the work: the first that is no `.then` or `.catch`."""
    for link in rest:
        if link.call is not None and link.name not in OF_PROMISES:
            return link
    return None


def _read_as_get(name: str) -> str:
    """GET for a method whose name says that it only reads."""
    for word in READING:
        if name == word or (name.startswith(word) and name[len(word)].isupper()):
            return "GET"
    return name
