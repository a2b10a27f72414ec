"""What an Inngest app is made of. Nothing here says which language it was read from."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Major = Literal[3, 4]
Language = Literal["typescript", "python"]


def language_of(path: str) -> Language:
    """The language that a source file is written in, by its ending."""
    return "python" if path.endswith((".py", ".pyi")) else "typescript"


class Span(Struct, frozen=True, order=True):
    """A piece of a file: `start` and `end` are byte offsets, `end` excluded."""

    path: str
    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Whether the other piece lies within this one."""
        return self.path == other.path and self.start <= other.start and other.end <= self.end


class Client(Struct, frozen=True):
    """An Inngest client, `new Inngest({ id })` or `inngest.Inngest(app_id=…)`.

    name:    the variable that holds it, or None where no top-level one does (a getter, a class)
    schemas: where its events are declared by `EventSchemas` (SDK 3), or None
    """

    span: Span
    id: str | None
    name: str | None
    schemas: Span | None


class Trigger(Struct, frozen=True):
    """What starts a job. `value` is the event's name or the schedule, None when not static."""

    kind: Literal["event", "cron", "unknown"]
    value: str | None
    span: Span


class Job(Struct, frozen=True):
    """A job function: one `createFunction` call, or what `create_function` decorates.

    span:     the call; of a decorated function from that decorator to the function's end
    name:     the top-level variable or function that holds it, or None (default export, factory,
              `.map`, method)
    id:       its literal id, or None when not static
    form:     the SDK major whose calling convention it is written in; None in Python, where there
              is only one
    client:   the expression that it was created on
    triggers: None when they are not static
    title:    its literal option `name`, which Inngest shows, or None
    """

    span: Span
    name: str | None
    id: str | None
    form: Major | None
    client: str
    triggers: tuple[Trigger, ...] | None
    title: str | None = None

    @property
    def path(self) -> str:
        """The file that it is written in."""
        return self.span.path

    @property
    def language(self) -> Language:
        """The language that it is written in."""
        return language_of(self.path)

    @property
    def label(self) -> str:
        """What to call it in a message: its id, its variable, its title, else its file."""
        return self.id or self.name or self.title or self.path


class Runtime(Struct, frozen=True):
    """A list, or a part of one, that only the running program knows: where and why.

    maybe: the lists that it may turn out to be, where they can be told (the arms of a condition)
    """

    span: Span
    reason: str
    maybe: tuple[JobList | Runtime, ...] = ()

    def jobs(self) -> list[Job]:
        """The jobs that it may hold."""
        return [job for each in self.maybe for job in each.jobs()]


class Entry(Struct, frozen=True):
    """One element of a list of jobs.

    text:   its source
    name:   the plain name it is, when it is one
    job:    the job that it resolves to, when it does
    spread: the list that it spreads into this one, when it does that
    """

    span: Span
    text: str
    name: str | None
    job: Job | None
    spread: JobList | Runtime | None = None


class JobList(Struct, frozen=True):
    """A list of jobs that is written down as an array literal: the place to edit.

    In Python `array` may be a sum of lists, `a + b`: each entry is then a spread.
    """

    array: Span
    entries: tuple[Entry, ...]

    def jobs(self) -> list[Job]:
        """The jobs in it, also through spreads, in order and as often as they are there.

        Those that a spread may hold count too.
        """
        found: list[Job] = []
        for entry in self.entries:
            if entry.job is not None:
                found.append(entry.job)
            elif entry.spread is not None:
                found.extend(entry.spread.jobs())
        return found


class Serve(Struct, frozen=True):
    """A `serve` call, which offers a list of jobs to Inngest.

    adapter: the module that `serve` was imported from (`inngest/next`, `inngest.fast_api`)
    client:  the expression given as client, or None
    """

    span: Span
    adapter: str
    client: str | None
    functions: JobList | Runtime

    @property
    def path(self) -> str:
        """The file of the route."""
        return self.span.path


class EventDeclaration(Struct, frozen=True):
    """An event declared by SDK 4's `eventType`; `name` is the variable, `event` the event."""

    span: Span
    name: str | None
    event: str | None


class Send(Struct, frozen=True):
    """An event that the program sends, as far as its name is static."""

    span: Span
    event: str
