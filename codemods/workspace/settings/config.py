"""`codemod.toml`: what a team has settled for its repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeGuard

from msgspec import Struct, field

from codemods.errors import CodemodError
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.workspace.tree.files import Files

NAME = "codemod.toml"
SDK_MAJORS = (3, 4)
SEND_MODES = ("fire-and-forget", "await", "after")

_IDENTIFIER = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_TABLES = ("keys", "status", "lint")


class Keys(Struct, frozen=True):
    """The names under which event data carries whom a job works for; empty: it does not."""

    organization: tuple[str, ...] = ("organizationId",)
    user: tuple[str, ...] = ("userId",)


class Status(Struct, frozen=True):
    """The fields that hold a record's status, and the values that mean at work and failed."""

    fields: tuple[str, ...] = ("processingStatus", "status")
    processing: tuple[str, ...] = ("processing", "running")
    failed: tuple[str, ...] = ("failed", "error")


class Lint(Struct, frozen=True):
    """What `lint-jobs` looks for; rules are named by code, prefix of a code, or name.

    select:             the rules to run; None: all
    ignore:             the rules not to run
    external_events:    events that something outside of the repository sends; a star stands for
                        anything
    external_listeners: events that something outside of the repository listens to
    external_calls:     packages whose clients call a service, besides those that are known
    per_path:           (glob of root-relative paths, the rules not to run there), in file order
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    external_events: tuple[str, ...] = (
        "clerk/*",
        "stripe/*",
        "github/*",
        "svix/*",
        "webhook/*",
        "pg/*",  # Inngest's own integration with Neon
    )
    external_listeners: tuple[str, ...] = ()
    external_calls: tuple[str, ...] = ()
    per_path: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def is_external_event(self, event: str) -> bool:
        """Whether something outside of the repository sends the event."""
        return _is_listed(event, self.external_events)

    def is_external_listener(self, event: str) -> bool:
        """Whether something outside of the repository listens to the event."""
        return _is_listed(event, self.external_listeners)


def _is_listed(name: str, globs: Iterable[str]) -> bool:
    return any(
        re.fullmatch(".*".join(map(re.escape, glob.split("*"))), name, re.DOTALL) for glob in globs
    )


class Config(Struct, frozen=True):
    """The settings of a repository; None is what is left to be detected.

    app:      the folder of the app, relative to the root ("" is the root)
    sdk:      the major version of the Inngest SDK, 3 or 4
    jobs_dir: the folder for new jobs, relative to the app's
    send:     how a handler sends an event, one of SEND_MODES
    """

    app: str | None = None
    sdk: int | None = None
    jobs_dir: str | None = None
    send: str | None = None
    keys: Keys = field(default_factory=Keys)
    status: Status = field(default_factory=Status)
    lint: Lint = field(default_factory=Lint)


def load(files: Files) -> Config:
    """The settings in the root's codemod.toml; the defaults where there is none.

    Raises CodemodError, as `parse` does.
    """
    data = files.read(NAME)
    return Config() if data is None else parse(data)


def parse(data: bytes) -> Config:
    """The settings in the bytes of a codemod.toml.

    Raises CodemodError for what is not TOML, for a key that there is not and for a value that
    the key cannot have.
    """
    from codemods.workspace.settings import toml

    top = _Table("", toml.read(data, NAME), ("app", "sdk", "jobs-dir", "send", *_TABLES))
    keys = top.table("keys", ("organization", "user"))
    status = top.table("status", ("fields", "processing", "failed"))
    return Config(
        app=top.folder("app"),
        sdk=top.sdk("sdk"),
        jobs_dir=top.folder("jobs-dir"),
        send=top.word("send", SEND_MODES),
        keys=Keys(
            organization=keys.names("organization", Keys().organization, least=0),
            user=keys.names("user", Keys().user, least=0),
        ),
        status=Status(
            fields=status.names("fields", Status().fields),
            processing=status.strings("processing", Status().processing),
            failed=status.strings("failed", Status().failed),
        ),
        lint=_lint(top),
    )


def _lint(top: _Table) -> Lint:
    names = ("external-events", "external-listeners", "external-calls")
    table = top.table("lint", ("select", "ignore", *names, "per-path"))
    codes = ("JOB1", "nested-step")
    select = table.strings("select", codes) if "select" in table.content else None
    paths = table.table("per-path", None)
    return Lint(
        select=select,
        ignore=table.strings("ignore", (), least=0, example=codes),
        external_events=table.strings(names[0], Lint().external_events, least=0),
        external_listeners=table.strings(names[1], (), least=0, example=("audit/*",)),
        external_calls=table.strings(names[2], (), least=0, example=("@acme/mail",)),
        per_path=tuple(
            (glob, paths.table(glob, ("ignore",)).strings("ignore", (), least=0, example=codes))
            for glob in paths.content
        ),
    )


class _Table(Struct, frozen=True):
    """One table of the file; `name` is "" for the top. Every key in it must be a known one.

    known: None where the keys are the person's own
    """

    name: str
    content: Mapping[str, object]
    known: tuple[str, ...] | None

    def __post_init__(self) -> None:
        for key in self.content:
            if self.known is not None and key not in self.known:
                raise self._unknown(key, self.known)

    def table(self, key: str, known: tuple[str, ...] | None) -> _Table:
        value = self.content.get(key, {})
        name = f"{self.name}.{key}" if self.name else key
        if not isinstance(value, dict):
            mend = (
                f'as in "{key}" = {{ {known[0]} = ["JOB1"] }}'
                if self.known is None and known
                else f"write [{name}] on a line of its own"
            )
            raise self._wrong(key, "a table", mend)
        return _Table(name, value, known)

    def folder(self, key: str) -> str | None:
        value = self.content.get(key)
        if value is None:
            return None
        path = paths.join("", value) if isinstance(value, str) and value else None
        if path is None or "\\" in path:
            raise self._wrong(key, "a folder below the root", f'as in {key} = "src/jobs"')
        return path

    def sdk(self, key: str) -> int | None:
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value not in SDK_MAJORS:
            majors = " or ".join(map(str, SDK_MAJORS))
            raise self._wrong(key, f"a supported major version, {majors}", f"as in {key} = 4")
        return value

    def word(self, key: str, words: tuple[str, ...]) -> str | None:
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or value not in words:
            raise self._wrong(key, f"one of {', '.join(words)}", f'as in {key} = "{words[0]}"')
        return value

    def strings(
        self,
        key: str,
        default: tuple[str, ...],
        *,
        least: int = 1,
        example: tuple[str, ...] = (),
    ) -> tuple[str, ...]:
        """At least so many strings, none of them empty; the example is for want of a default."""
        value = self.content.get(key, default)
        default = default or example
        if not _are_strings(value):
            raise self._wrong(key, "a list of strings", f"as in {key} = {_shown(default)}")
        found = tuple(value)
        if len(found) < least:
            raise self._wrong(key, "a list with a string in it", f"as in {key} = {_shown(default)}")
        return found

    def names(self, key: str, default: tuple[str, ...], *, least: int = 1) -> tuple[str, ...]:
        """Strings that are to be names of properties."""
        found = self.strings(key, default, least=least)
        for name in found:
            if not _IDENTIFIER.fullmatch(name):
                what = f"a list of property names, which {name!r} is not"
                raise self._wrong(key, what, f"as in {key} = {_shown(default)}")
        return found

    def _unknown(self, key: str, known: tuple[str, ...]) -> CodemodError:
        from codemods.syntax.naming import nearest

        near = nearest(key, known)
        mend = f"did you mean {near}?" if near else f"the keys here are {', '.join(known)}"
        place = f" in [{self.name}]" if self.name else ""
        return CodemodError(f"unknown key {key!r}{place}", where=NAME, mend=mend)

    def _wrong(self, key: str, wanted: str, mend: str) -> CodemodError:
        path = f"{self.name}.{key}" if self.name else key
        return CodemodError(f"{path} is not {wanted}", where=NAME, mend=mend)


def _are_strings(value: object) -> TypeGuard[Iterable[str]]:
    return isinstance(value, list | tuple) and all(isinstance(item, str) and item for item in value)


def _shown(strings: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{string}"' for string in strings) + "]"
