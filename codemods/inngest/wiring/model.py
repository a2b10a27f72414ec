"""Events as the project uses them: who listens, who sends what, and what their data is."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from codemods.inngest.anatomy.model import Use
from codemods.inngest.model import Job, Span
from codemods.inngest.shapes.model import DataField


class Listener(Struct, frozen=True):
    """Something that an event reaches. `event` is None where its name is not static.

    A wildcard (``user/*``) keeps its star in `event`.
    """

    kind: Literal["trigger", "waitForEvent", "cancelOn"]
    event: str | None
    span: Span
    job: Job | None

    def hears(self, event: str) -> bool:
        """Whether an event of this name reaches it."""
        if self.event is None:
            return True
        if self.event.endswith("*"):
            return event.startswith(self.event[:-1])
        return event == self.event


class PayloadField(Struct, frozen=True):
    """A key of a payload; `type` is that of a literal value (string, number, boolean, null), else
    None."""

    name: str
    type: str | None


class Sent(Struct, frozen=True):
    """One event that the program sends.

    event:    its name, None where that is not static; `name` is where the name stands
    span:     the whole `send` or `sendEvent` call
    fields:   the keys of its `data`, None where that is no literal
    complete: False where a spread or computed key may add more
    step:     whether it is sent by `step.sendEvent`
    job:      the job in whose handler it stands, or None
    relay:    the function of the project that is called with the name and sends it, or None
    """

    event: str | None
    name: Span | None
    span: Span
    fields: tuple[PayloadField, ...] | None
    complete: bool
    step: bool
    job: Job | None
    use: Use
    relay: Span | None = None


class EventData(Struct, frozen=True):
    """The event's data as far as the project knows it.

    source:      what says so: a declared type or schema, the keys that the handler reads, or the
                 payloads that the project sends
    declaration: the body of the local type to add a key to, or None
    pattern:     the object pattern that destructures the data in the handler, or None
    """

    fields: tuple[DataField, ...]
    source: Literal["declared", "read", "sent"]
    declaration: Span | None = None
    pattern: Span | None = None

    def field(self, name: str) -> DataField | None:
        """The key of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)
