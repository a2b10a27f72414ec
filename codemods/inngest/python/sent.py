"""Every event that Python code sends, with what it carries and what becomes of the call."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.model import Job, Span
from codemods.inngest.python.anatomy.origins import External
from codemods.inngest.python.anatomy.tree import Tree, keyword, positional
from codemods.inngest.python.anatomy.uses import use_of
from codemods.inngest.python.clients import is_client, sdk_path
from codemods.inngest.python.event_names import event_names
from codemods.inngest.python.forwarders import forwarder, forwarder_around, is_event_call
from codemods.inngest.python.payloads import Payload, payloads_in
from codemods.inngest.python.relays import Relay, RelayCall, calls_of, relay_of
from codemods.inngest.python.sent_data import fields_of
from codemods.inngest.wiring.model import Sent

if TYPE_CHECKING:
    from codemods.inngest.python.anatomy.knowledge import Knowledge
    from codemods.inngest.python.code import PythonCode

MENTIONS = (b".send", b".send_sync", b".send_event")

_SENDING = frozenset({"send", "send_sync"})
_STEPS = frozenset({"inngest.Step()", "inngest.StepSync()"})
_MOST_PAYLOADS = 5000  # of one call: the server takes no more
_MOST_HOPS = 4  # functions that hand the name of an event on to the next


class _Call(Struct, frozen=True, eq=False):
    """A call that sends.

    whole:  the call that sends, or that is handed the method to call it later
    events: the expression of what is sent
    waits:  whether it gives a coroutine, which does nothing until somebody awaits it
    through: the project's own function that is given the event to send, or None
    """

    whole: cst.Call
    events: cst.BaseExpression
    waits: bool
    step: bool
    through: cst.FunctionDef | None = None


def read_sent(code: PythonCode) -> Iterator[Sent]:
    """What is sent in the project's own running code, by path and place.

    Only what is called on something that resolves to an Inngest client, or on a step.
    """
    project, known = code.project, code.known
    forwarded: set[cst.FunctionDef] = set()
    held_back: list[tuple[cst.FunctionDef, Sent]] = []
    for path in _paths(code):
        if not project.is_linted(path):
            continue
        try:
            tree = known.tree(path)
        except CodemodError:
            continue  # nothing in it is known
        for node in tree.nodes:
            call = _sending(known, tree, node) if isinstance(node, cst.Call) else None
            if call is None:
                continue
            if call.through is not None:
                forwarded.add(call.through)
            job = job_around(code, tree.span(call.whole))
            around = forwarder_around(tree, call.events)
            for payload in islice(payloads_in(known, tree, call.events), _MOST_PAYLOADS):
                found = _sent(known, tree, call, payload, job)
                relay = relay_of(payload)
                if relay is not None:
                    yield from _relayed(code, relay) or found
                elif around is None:
                    yield from found
                else:
                    held_back += ((around, each) for each in found)
    # What such a function sends is said where it is called; where nobody does, it is not known.
    yield from (each for function, each in held_back if function not in forwarded)


def _relayed(code: PythonCode, relay: Relay, hops: int = 0) -> list[Sent]:
    """What is sent by the calls of a function that is given an event's name."""
    found: list[Sent] = []
    for each in calls_of(code, relay):
        further = relay_of(each.payload) if hops < _MOST_HOPS else None
        through = _relayed(code, further, hops + 1) if further is not None else []
        found += through or _asked_of(code, relay, each)
    return found


def _asked_of(code: PythonCode, relay: Relay, asked: RelayCall) -> Iterator[Sent]:
    """What one call of such a function sends."""
    payload = asked.payload
    if relay.data is None:
        payload = replace(relay.payload, name=payload.name, named_in=asked.tree)
    call = _Call(asked.call, asked.call, waits=relay.waits, step=False)
    job = job_around(code, asked.tree.span(asked.call))
    place = relay.tree.span(relay.function)
    for each in _sent(code.known, asked.tree, call, payload, job):
        yield replace(each, relay=place)


def _paths(code: PythonCode) -> list[str]:
    """The files that may send: `.send` alone is any mailer's too, and parsing takes its time."""
    files = code.project.files
    near = set(files.python_mentions(b"inngest", b"Inngest"))
    names = {client.name.encode() for client in code.clients if client.name is not None}
    if names:
        near.update(files.python_mentions(*sorted(names)))
    return sorted(near.intersection(files.python_mentions(*MENTIONS, b"Event(")))


def job_around(code: PythonCode, place: Span) -> Job | None:
    """The innermost job in whose span a place stands, or None."""
    around = [job for job in code.jobs_by_path.get(place.path, ()) if job.span.contains(place)]
    return max(around, key=lambda job: job.span.start, default=None)


def _sending(known: Knowledge, tree: Tree, call: cst.Call) -> _Call | None:
    """What a call is, where it sends something."""
    match call.func:
        case cst.Attribute(value=owner, attr=cst.Name(method)) if method in _SENDING:
            events = keyword(call, "events") or next(iter(positional(call)), None)
            if events is not None and _is_sender(known, tree, owner, events):
                return _Call(call, events, waits=method == "send", step=False)
            return None
        case cst.Attribute(value=owner, attr=cst.Name("send_event")):
            given = positional(call)
            events = keyword(call, "events") or (given[1] if len(given) > 1 else None)
            if events is not None and is_step(known, tree, owner):
                return _Call(call, events, waits=_is_awaitable(known, tree, owner), step=True)
            return None
        case cst.Call(args=[cst.Arg(value=inner, keyword=None)]):
            # What `async_to_sync(client.send)` makes of it is called with the event.
            given = positional(call)
            if given and _is_method(known, tree, inner):
                return _Call(call, given[0], waits=False, step=False)
            return None
        case _:
            return _handed_on(known, tree, call) or _forwarded(known, tree, call)


def _is_sender(
    known: Knowledge, tree: Tree, owner: cst.BaseExpression, events: cst.BaseExpression
) -> bool:
    """Whether something is a client: it can be followed, or it is what sends an SDK's event."""
    if is_client(known, tree, owner):
        return True
    return any(each.is_event for each in islice(payloads_in(known, tree, events), _MOST_PAYLOADS))


def _handed_on(known: Knowledge, tree: Tree, call: cst.Call) -> _Call | None:
    """`tasks.add_task(client.send, event)`: somebody else calls the method."""
    given = positional(call)
    for at, each in enumerate(given[:-1]):
        if _is_method(known, tree, each):
            return _Call(call, given[at + 1], waits=False, step=False)
    target = keyword(call, "target")
    arguments = keyword(call, "args")
    elements = arguments.elements if isinstance(arguments, (cst.Tuple, cst.List)) else ()
    if elements and target is not None and _is_method(known, tree, target):
        return _Call(call, elements[0].value, waits=False, step=False)
    return None


def _forwarded(known: Knowledge, tree: Tree, call: cst.Call) -> _Call | None:
    """`send_event(event)` and `tasks.add_task(send_event, event)` of a function that sends it."""
    given = positional(call)
    for at, each in enumerate(given):
        if not is_event_call(each):
            continue
        function = forwarder(known, tree, given[at - 1] if at else call.func)
        if function is not None:
            waits = not at and function.asynchronous is not None
            return _Call(call, each, waits=waits, step=False, through=function)
    return None


def _is_method(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> bool:
    """Whether an expression is the `send` or `send_sync` of a client."""
    match node:
        case cst.Attribute(value=owner, attr=cst.Name(method)) if method in _SENDING:
            return is_client(known, tree, owner)
        case _:
            return False


def is_step(known: Knowledge, tree: Tree, node: cst.BaseExpression) -> bool:
    """Whether an expression is the object with a run's steps: `ctx.step`, or typed as one."""
    found = known.origins.of(tree, node)
    if isinstance(found, External) and sdk_path(found.path) in _STEPS:
        return True
    match node:
        case cst.Attribute(attr=cst.Name("step")) | cst.Name("step"):
            return True
        case _:
            return False


def _is_awaitable(known: Knowledge, tree: Tree, step: cst.BaseExpression) -> bool:
    """Whether the methods of a step give coroutines: not so in a handler that is no coroutine."""
    found = known.origins.of(tree, step)
    if isinstance(found, External) and sdk_path(found.path) == "inngest.StepSync()":
        return False
    function = tree.function_around(step)
    while isinstance(function, cst.Lambda):
        function = tree.function_around(function)
    return function is None or function.asynchronous is not None


def _sent(
    known: Knowledge, tree: Tree, call: _Call, payload: Payload, job: Job | None
) -> Iterator[Sent]:
    name, data = payload.name, payload.data
    fields, complete = None, False
    if data is not None:
        fields, complete = fields_of(known, payload.tree, data)
    elif payload.whole:
        fields, complete = (), True  # an event without data
    named_in = payload.named_in or payload.tree
    names = [None] if name is None else list(event_names(known, named_in, name))
    for event in names:
        yield Sent(
            event=event,
            name=named_in.span(name) if name is not None else None,
            span=tree.span(call.whole),
            fields=fields,
            complete=complete,
            step=call.step,
            job=job,
            use=use_of(tree, call.whole, waits=call.waits),
        )
