"""Finding the jobs of a repository, in the forms of SDK 3 and SDK 4."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.events.named import event_named_by
from codemods.inngest.model import Job, Major, Span, Trigger
from codemods.inngest.reading import Repository, holder, literal, sources_with, span
from codemods.syntax.literal import Array, Dynamic, Literal, Object, Scalar, string
from codemods.syntax.nodes import arguments, unwrap
from codemods.syntax.source import Source

MENTION = b"createFunction"


def read_jobs(repository: Repository) -> tuple[Job, ...]:
    """Every `createFunction` call on an object, by path and place."""
    return tuple(
        job for source in sources_with(repository, MENTION) for job in _in_file(repository, source)
    )


def _in_file(repository: Repository, source: Source) -> Iterator[Job]:
    for call in source.calls("createFunction"):
        given = call.arguments
        if call.receiver is None or not given:
            continue
        options = literal(repository, source, given[0])
        form = _form(given, options)
        yield Job(
            span=span(source, call.node),
            name=holder(source.module, call.node),
            id=_id(options),
            form=form,
            client=source.text(call.receiver),
            triggers=_triggers(repository, source, given, options, form),
            title=string(options.get("name")) if isinstance(options, Object) else None,
        )


def _form(given: list[Node], options: Literal) -> Major:
    """SDK 3 has the trigger as second of three arguments, SDK 4 has `triggers` in the options."""
    if len(given) >= 3:
        return 3
    if isinstance(options, Object) and options.get("triggers") is not None:
        return 4
    second = unwrap(given[1]) if len(given) == 2 else None
    return 3 if second is not None and second.type in ("object", "array", "string") else 4


def _id(options: Literal) -> str | None:
    match options:
        case Object():
            return string(options.get("id"))
        case Scalar(value=str(name)):
            return name  # SDK 3 takes a bare id, with a warning
        case _:
            return None


def _triggers(
    repository: Repository, source: Source, given: list[Node], options: Literal, form: Major
) -> tuple[Trigger, ...] | None:
    if form == 3:
        if len(given) < 2:
            return None
        value = literal(repository, source, given[1])
    else:
        if not isinstance(options, Object):
            return None
        found = options.get("triggers")
        if found is None:
            return () if options.complete else None
        value = found
    match value:
        case Array(items=items):
            return tuple(_trigger(repository, item) for item in items)
        case Object() | Scalar():
            return (_trigger(repository, value),)
        case Dynamic():
            trigger = _trigger(repository, value)
            return None if trigger.kind == "unknown" else (trigger,)


def _trigger(repository: Repository, value: Literal) -> Trigger:
    place = Span(value.source.path, value.node.start_byte, value.node.end_byte)
    match value:
        case Object():
            cron = value.get("cron")
            if cron is not None:
                return Trigger("cron", string(cron), place)
            event = value.get("event")
            if event is not None:
                return Trigger("event", _event(repository, event), place)
        case Scalar(value=str(name)):
            return Trigger("event", name, place)
        case Dynamic():
            cron_text = _cron_helper(repository, value)
            if cron_text is not None:
                return Trigger("cron", cron_text, place)
            event_name = event_named_by(repository, value)
            if event_name is not None:
                return Trigger("event", event_name, place)
        case _:
            pass
    return Trigger("unknown", None, place)


def _event(repository: Repository, value: Literal) -> str | None:
    if isinstance(value, Dynamic):
        return event_named_by(repository, value)
    return string(value)


def _cron_helper(repository: Repository, value: Dynamic) -> str | None:
    """The schedule of SDK 4's `cron("0 * * * *")`."""
    node = value.node
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    if callee is None or value.source.text(callee) != "cron":
        return None
    given = arguments(node)
    return string(literal(repository, value.source, given[0])) if given else None
