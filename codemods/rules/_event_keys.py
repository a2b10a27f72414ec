"""The keys that every event carries: whom a job works for, and on whose behalf."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace
from tree_sitter import Node

from codemods.errors import Refusal
from codemods.inngest.events.event_names import RESERVED
from codemods.inngest.model import Job, Span
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at
from codemods.inngest.wiring.event_data import declared_event_data
from codemods.inngest.wiring.model import EventData
from codemods.rules._event_mentions import inner_keys, is_named_elsewhere
from codemods.rules._jobs import current, events, head
from codemods.rules._language import is_python
from codemods.rules.rule import Finding, Fix, Scope
from codemods.syntax.edits import Edit
from codemods.syntax.naming import quoted, words
from codemods.syntax.nodes import has_token, named_children, property_name
from codemods.syntax.source import Source
from codemods.workspace.settings.config import NAME
from codemods.workspace.writing.changes import Change, ChangeSet

# What a word of a synonym may be followed by, at its end.
_IDENTIFYING = frozenset({"id", "ids", "uuid", "slug", "key"})


# What holds the data proper, as a rule, and types that hold nothing.
_BAGS = frozenset(
    {"args", "body", "context", "data", "details", "info", "input", "meta", "params", "payload"}
    | {"record"}
)
_PLAIN = frozenset({"string", "number", "boolean", "null"})

# The options that share a job's runs out among those whom it works for, and by what they do.
_LIMITS = ("concurrency", "throttle", "rateLimit")
_OF_DATA = re.compile(r"event\.data\.(\w+)")


class Key(Struct, frozen=True):
    """A key that event data is to have.

    names:    those that the project has settled on, the first being the one to add
    synonyms: the words that mean the same, whatever stands before them and `Id` after
    reason:   what it is needed for, for the help of a finding
    own_name: what the project seems to call it itself, given the keys of the data, if anything
    absent:   whether there may well be no such thing yet when an event is sent; then the finding
              is a weak one
    unused:   what else to do where the project seems to know no such thing at all, or None
    firm:     where given, every finding is a weak one unless this says otherwise
    """

    names: tuple[str, ...]
    synonyms: frozenset[str]
    reason: str
    absent: Callable[[Project, str], bool]
    own_name: Callable[[Project, Iterable[str]], str | None] | None = None
    unused: Callable[[Project], str | None] | None = None
    firm: Callable[[Project, Job, str, EventData], bool] | None = None

    def is_meant_by(self, name: str) -> bool:
        """Whether a key of that name is this one, under whatever usual name."""
        if name in self.names:
            return True
        parts = list(words(name))
        while len(parts) > 1 and parts[-1] in _IDENTIFYING:
            parts.pop()
        return bool(parts) and not self.synonyms.isdisjoint((parts[-1], parts[-1].rstrip("s")))

    def is_named_by(self, name: str) -> bool:
        """Whether a key of that name holds this one's id, and not a title or a whole record."""
        return name in self.names or (
            self.is_meant_by(name) and words(name)[-1] in _IDENTIFYING and len(words(name)) > 1
        )


def check_key(scope: Scope, key: Key) -> Iterator[Finding]:
    """A finding for each event job whose event's known data lacks the key, or may lack it."""
    if not key.names:
        return  # the project has settled that its events do not carry it
    for job in scope.jobs:
        found = list(_of_job(scope.project, job, key))
        if found:  # one finding a job, a firm one if there is any
            yield min(found, key=lambda finding: finding.strict)


def _of_job(project: Project, job: Job, key: Key) -> Iterator[Finding]:
    """A finding for each event of a job."""
    sent = {each.event for each in project.sent}
    for event in sorted(events(job), key=lambda each: each not in sent):
        if event.startswith(RESERVED) or project.config.lint.is_external_event(event):
            continue
        data = project.event_data(job, event)
        if (
            data is not None
            and _lacks(project, key, job, event, data)
            and _lacks(project, _shared_by(project, job, key), job, event, data)
        ):
            yield _finding(project, job, event, data, key)


def _shared_by(project: Project, job: Job, key: Key) -> Key:
    """The key, also by the name that the job's runs are shared out by: `company_code`."""
    options = (project.anatomy(job).options.get(name) for name in _LIMITS)
    values = [option.value for option in options if option is not None]
    entries = [each for value in values for each in (value if isinstance(value, list) else [value])]
    keys = [each.get("key") for each in entries if isinstance(each, dict)]
    found = [_OF_DATA.fullmatch(each) for each in keys if isinstance(each, str)]
    names = [each[1] for each in found if each and not key.synonyms.isdisjoint(words(each[1]))]
    return replace(key, names=(*key.names, *names))


def _lacks(project: Project, key: Key, job: Job, event: str, data: EventData) -> bool:
    for field in data.fields:
        if key.is_meant_by(field.name) and not field.optional:
            return False
        if field.name in _BAGS and field.type not in _PLAIN:
            return False  # it may well be inside
    if data.source == "read":
        inner = inner_keys(project, job)
        return inner is not None and not (
            any(map(key.is_meant_by, inner)) or _may_be_sent(project, key, event)
        )
    # What the handler takes the data for is no more than what it needs of that.
    is_taken_for = data.source == "declared" and declared_event_data(project, event) is None
    return not (is_taken_for and _is_sent(project, key, event))


def _may_be_sent(project: Project, key: Key, event: str) -> bool:
    """Whether the event may carry the key although the job does not read it."""
    sent = [each for each in project.sent if each.event == event]
    return any(each.fields is None or not each.complete for each in sent) or _is_sent(
        project, key, event
    )


def _is_sent(project: Project, key: Key, event: str) -> bool:
    """Whether all that is known to be sent under the name carries the key."""
    carried = [
        any(key.is_meant_by(field.name) for field in each.fields)
        for each in project.sent
        if each.event == event and each.fields is not None
    ]
    return bool(carried) and all(carried)


def _finding(project: Project, job: Job, event: str, data: EventData, key: Key) -> Finding:
    name = "_".join(words(key.names[0])) if is_python(job.path) else key.names[0]
    optional = next((f.name for f in data.fields if f.optional and key.is_named_by(f.name)), None)
    can_add = (
        optional in (None, name)
        and (data.declaration or data.pattern)
        and not any(is_python(place.path) for place in (data.declaration, data.pattern) if place)
    )
    own = key.own_name(project, [f.name for f in data.fields]) if key.own_name is not None else None
    return Finding(
        span=data.pattern or _trigger(job, event) or head(project, job),
        message=_said(project, event, data, name, optional),
        help=f"send `{optional or name}` with every such event, {_reason(project, key, own)}",
        job=job.label,
        fix=_fix(job, event, name) if can_add else None,
        strict=(
            optional is None
            and (_is_settled(project, key, own, data) or key.absent(project, event))
        )
        or (key.firm is not None and not key.firm(project, job, event, data)),
    )


def _said(project: Project, event: str, data: EventData, name: str, optional: str | None) -> str:
    if optional is not None:
        return f"the data of {quoted(event)} has `{optional}` as optional"
    if data.source == "read" and all(each.event not in (event, None) for each in project.sent):
        unsent = "" if is_named_elsewhere(project, event) else ", which nothing here sends"
        return f"the job takes no `{name}` from {quoted(event)}{unsent}"
    return f"the data of {quoted(event)} has no `{name}`"


def _is_settled(project: Project, key: Key, own: str | None, data: EventData) -> bool:
    """Whether the data always has what the project seems to call the key, and calls it nothing else
    more often."""
    if own is None or key.own_name is None or len(words(own)) > 2:
        return False
    usual = key.own_name(project, ())
    return (usual is None or words(usual) == words(own)) and any(
        field.name == own and not field.optional for field in data.fields
    )


def _reason(project: Project, key: Key, own: str | None) -> str:
    """Why the key is to be sent, or how else the finding can be settled."""
    if own is None or own in key.names:
        other = key.unused(project) if own is None and key.unused is not None else None
        return other or key.reason
    if key.is_meant_by(own):
        return f"or `{own}`, as elsewhere in the project"
    return f"or name `{own}` under [keys] in {NAME}"


def _trigger(job: Job, event: str) -> Span | None:
    places = (each.span for each in job.triggers or () if each.value == event)
    return next((place for place in places if place.path == job.path), None)


def _fix(job: Job, event: str, name: str) -> Fix:
    """Adds the key to the local type and to what the handler takes out of the data."""
    title = f"add {name} to the event's data"

    def plan(project: Project) -> ChangeSet:
        data = project.event_data(current(project, job), event)
        places = [] if data is None else [data.declaration, data.pattern]
        edits: dict[str, list[Edit]] = {}
        for place in places:
            if place is not None:
                source = project.source(place.path)
                edits.setdefault(place.path, []).extend(_edits(source, place, name, title))
        changes = []
        for path, own in edits.items():
            source = project.source(path)
            changes.append(Change(path, source.data, source.apply(source.edits(*own)), title))
        return ChangeSet(tuple(changes))

    return Fix(title, "unsafe", plan)


def _edits(source: Source, place: Span, name: str, title: str) -> tuple[Edit, ...]:
    """The edits that give a type, a zod object or a pattern the key, as required.

    Raises Refusal where the key is there in a form that cannot be made required.
    """
    node = node_at(source, place)
    source.refuse_errors_at([node])
    members = named_children(node)
    names = [_name(source, member) for member in members]
    if name not in names:
        # Behind the last id, where the spec has it.
        ids = [index for index, each in enumerate(names) if each and words(each)[-1:] == ("id",)]
        text = name
        if node.type != "object_pattern":
            text += ": z.string()" if node.type == "object" else ": string"
        at = ids[-1] + 1 if ids else None
        from codemods.syntax import lists

        return lists.insert(source, node, text, origin=title, at=at)
    member = members[names.index(name)]
    if node.type == "object_pattern" or not has_token(member, "?"):
        if node.type == "object":
            raise Refusal(
                "the schema has the key as optional", where=source.place(member), mend=title
            )
        return ()
    mark = next(child for child in member.children if child.type == "?")
    return (Edit(mark.start_byte, mark.end_byte, b"", title),)


def _name(source: Source, member: Node) -> str | None:
    """The key that a member of a type, a zod object or a pattern is about."""
    if member.type == "object_assignment_pattern":
        member = member.child_by_field_name("left") or member
    key = member.child_by_field_name("name") or member.child_by_field_name("key") or member
    return property_name(key, source.text(key))
