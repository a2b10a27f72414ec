"""What the route of a job is rendered from. Every decision is made before it sees this."""

from __future__ import annotations

from msgspec import Struct

from codemods.syntax.quoting import property_name, string_literal
from codemods.syntax.style import Style
from codemods.transforms.following.answers import Answers
from codemods.transforms.following.rescue import Rescue
from codemods.transforms.following.wrappers import Wrapper
from codemods.transforms.jobs.render import Override, render
from codemods.transforms.triggers.model import SendMode

TEMPLATE = "api-route"

# What the ids of a column look like, so that another text finds nothing instead of failing.
_FORMS = {
    "Uuid": r"/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i",
    "ObjectId": r"/^[\da-f]{24}$/i",
}


class Names(Struct, frozen=True):
    """What the variables of the route are called.

    request, outer: the request, where the route answers and by the function that is exported
    """

    request: str
    outer: str
    record: str
    slug: str
    id: str
    where: str
    count: str
    error: str


class Held(Struct, frozen=True):
    """An id of who asks: the name it is given, and the expression where that is another.

    tested: whether the opening makes sure of it; where it does not, the route does
    """

    name: str
    expression: str | None
    tested: bool


class Entry(Struct, frozen=True):
    """How one of the two handlers begins.

    opening:      the statements that find out who asks, and those that answer who may not
    held:         the ids of who asks that it needs
    uses_request: whether that needs the request
    """

    opening: tuple[str, ...]
    held: tuple[Held, ...]
    uses_request: bool

    @property
    def untested(self) -> str:
        """The condition under which an id that is needed is not there, or ""."""
        return " || ".join(f"!{each.name}" for each in self.held if not each.tested)


class ApiRouteTemplate(Struct, frozen=True):
    """All that the route is rendered from; in a template it is called `route`.

    imports:      the import statements
    typescript:   False writes plain JavaScript
    request_type: the type of the request
    awaits:       whether the route's parameters are a promise, and url_slug the name of the one
    post, get:    how the handlers begin
    wrapper, rescue: what stands around them, or None
    title:        what messages call the record: ``Sync target``
    model:        the property of the Prisma client; `id_column`, `columns`: (column, expression)
                  pairs by which the record is found
    id_type:      ``string``, ``number``, ``bigint``; id_form: the native type, such as Uuid
    select:       the columns that the event is filled from; empty: all
    status, processed_at, error: the status columns, None for one that the model lacks
    nullable:     whether the status may be null
    states:       what the status column holds, by state
    status_url:   the expression of the path that GET answers under
    send:         what the client sends: the text of the argument
    """

    imports: tuple[str, ...]
    typescript: bool
    request_type: str
    awaits: bool
    url_slug: str
    post: Entry
    get: Entry
    wrapper: Wrapper | None
    rescue: Rescue | None
    title: str
    model: str
    prisma: str
    columns: tuple[tuple[str, str], ...]
    id_type: str
    id_form: str | None
    select: tuple[str, ...]
    status: str
    nullable: bool
    processed_at: str | None
    error: str | None
    states: dict[str, str]
    client: str
    status_url: str
    send: str
    mode: SendMode
    after: str
    answers: Answers
    names: Names

    @property
    def where(self) -> str:
        """The entries by which the record is found."""
        return ", ".join(
            key if key == value else f"{property_name(key)}: {value}" for key, value in self.columns
        )

    @property
    def parses_id(self) -> bool:
        """Whether the text of the path is no id as it is."""
        return self.id_type != "string" or self.id_form in _FORMS

    @property
    def form(self) -> str | None:
        """The regular expression of an id that is text, or None."""
        return _FORMS.get(self.id_form or "")

    @property
    def same_states(self) -> bool:
        """Whether the database calls the four states what everybody does."""
        return all(state == value for state, value in self.states.items())

    @property
    def idle(self) -> str:
        """The entries of a query for a record that no run works on at the moment."""
        processing = string_literal(self.states["processing"])
        if self.nullable:
            return f"OR: [{{ {self.status}: null }}, {{ {self.status}: {{ not: {processing} }} }}]"
        return f"{self.status}: {{ not: {processing} }}"

    @property
    def told_status(self) -> str:
        """The expression of the record's state."""
        text = f"{self.names.record}.{self.status}"
        if self.nullable:
            text = f"{text} ?? {string_literal(self.states['pending'])}"
        if self.same_states:
            return text
        return f"STATUSES[{text}] ?? {self.names.record}.{self.status}"

    def column(self, name: str | None) -> str:
        """The expression of a column of the record that is found, or `null`."""
        return f"{self.names.record}.{name}" if name else "null"

    @property
    def not_found(self) -> str:
        """The answer for a record that there is not, or that is somebody else's."""
        return self.answers.error(f"{self.title} not found", 404)

    @property
    def nobodys(self) -> str:
        """The answer for who belongs to nothing that a record could be of."""
        return self.answers.error("Not found", 404)

    @property
    def running(self) -> str:
        """The answer while a run works on the record."""
        return self.answers.error(f"{self.title} is being processed already", 409)

    @property
    def not_started(self) -> str:
        """The answer where the event could not be sent."""
        return self.answers.error("The job could not be started", 503)

    @property
    def responder(self) -> str:
        """What makes a response."""
        return self.answers.responder


def render_api_route(
    route: ApiRouteTemplate, style: Style, path: str, override: Override | None = None
) -> bytes:
    """The route, as Prettier prints it in this style; raises CodemodError as `render` does."""
    return render(TEMPLATE, {"route": route}, style, path, override)
