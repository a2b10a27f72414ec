"""What the rules about the wiring ask: which events nobody hears, which nobody sends, whether two
names are one that was misspelt, and which name may be meant by another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tree_sitter import Node

from codemods.inngest.events.event_names import RESERVED
from codemods.inngest.project import Project
from codemods.inngest.reading import sources_with
from codemods.inngest.wiring.model import Listener, Sent
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_DECLARING = ("eventType", "createFunction", "waitForEvent")  # calls that send nothing
_SHORTEST = 5  # letters of a name in which one of them may be taken for a slip
_ALIKE = 0.8  # of two words, from where one may be meant by the other: `report` and `reports`


def unheard(project: Project) -> list[Sent]:
    """What is sent under a name that nothing of the project listens to; () where that is unknown.

    A project without a listener leaves its jobs to another repository.
    """
    listeners = project.listeners
    if not listeners or any(each.event is None for each in listeners):
        return []
    config = project.config.lint
    return [
        sent
        for sent in project.sent
        if sent.event is not None
        and not sent.event.startswith(RESERVED)
        and project.is_linted(sent.span.path)
        and not config.is_external_listener(sent.event)
        and not any(each.hears(sent.event) for each in listeners)
    ]


def unsent(project: Project) -> list[Listener]:
    """The listeners whose event nothing of the project sends; () where a name is not static.

    What is sent by other means than Inngest's, such as a queue or a wrapper of the project's own,
    counts as sent: the name of an event is written there too.
    """
    if any(sent.event is None for sent in project.sent):
        return []
    config = project.config.lint
    names = {sent.event for sent in project.sent if sent.event is not None}
    idle = [
        each
        for each in project.listeners
        if each.event is not None
        and not each.event.endswith("*")
        and not each.event.startswith(RESERVED)
        and each.event not in names
        and not config.is_external_event(each.event)
        and project.is_linted(each.span.path)
    ]
    handed_on = _handed_on(project, {each.event for each in idle if each.event is not None})
    return [each for each in idle if each.event not in handed_on]


def _handed_on(project: Project, events: set[str]) -> set[str]:
    """Those of the names that stand as a `name: "…"` or as the argument of a call."""
    found: set[str] = set()
    if project.python_code is not None and events:
        from codemods.rules._python_events import handed_on

        found |= handed_on(project, events)
    for source in sources_with(project, *(event.encode() for event in sorted(events))):
        if not project.is_linted(source.path):
            continue
        for node in walk(source.root):
            if node.type != "string" or node.parent is None:
                continue
            event = string_value(source.text(node))
            if event in events and event not in found and _is_handed_on(source, node.parent):
                found.add(event)
    return found


def _is_handed_on(source: Source, around: Node) -> bool:
    if around.type == "pair":
        key = around.child_by_field_name("key")
        return key is not None and source.text(key) == "name"
    call = around.parent if around.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    return callee is not None and not source.text(callee).endswith(_DECLARING)


def meant(sent: Sent, idle: list[Listener]) -> Listener | None:
    """The one listener that nobody sends to and whose event this one was meant to be, or None.

    A job that sends `report/generated` does not mean the `report/generate` that started it.
    """
    assert sent.event is not None
    near: dict[str, Listener] = {}
    for each in idle:
        own = sent.job is not None and sent.job == each.job
        if each.event is not None and not own and is_slip(sent.event, each.event):
            near.setdefault(each.event, each)
    return next(iter(near.values())) if len(near) == 1 else None


def near(sent: Sent, listeners: Iterable[Listener]) -> Listener | None:
    """The one listener whose event may be meant, as its name is close; None where several are.

    A close name is no proof of a mistake, as what `meant` finds is: only a hint. Another namespace
    is only meant where nobody listens to any event of this one.
    """
    assert sent.event is not None
    listeners = tuple(listeners)
    space = _space(sent.event)
    known = any(each.event is not None and _space(each.event) == space for each in listeners)
    found: dict[str, Listener] = {}
    for each in listeners:
        if each.event is None or each.event.endswith("*"):
            continue
        apart = known and _space(each.event) != space
        if is_near(sent.event, each.event) and not apart:
            found.setdefault(each.event, each)
    return next(iter(found.values())) if len(found) == 1 else None


def _space(event: str) -> str:
    return event.rpartition("/")[0]


@lru_cache(maxsize=4096)
def is_near(one: str, other: str) -> bool:
    """Whether two names say the same of different things (`forum/make-report`,
    `board/make-report`), or are alike in all words but one, and much alike in that."""
    if is_slip(one, other):
        return True
    a, b = _words(one.rpartition("/")[2]), _words(other.rpartition("/")[2])
    if "/" in one and "/" in other and a == b and len(a) > 1:
        return True
    a, b = _words(one), _words(other)
    unlike = [(x, y) for x, y in zip(a, b, strict=False) if x != y]
    return len(a) == len(b) and len(unlike) == 1 and _is_alike(*unlike[0])


def _is_alike(a: str, b: str) -> bool:
    from difflib import SequenceMatcher

    # `deactivated` is not `activated`, nor `2` another `1`.
    if min(len(a), len(b)) < _SHORTEST or a.endswith(b) or b.endswith(a):
        return False
    return SequenceMatcher(None, a, b).ratio() >= _ALIKE


@lru_cache(maxsize=4096)
def is_slip(one: str, other: str) -> bool:
    """Whether two names differ only by case, separators, a plural or a single letter.

    A digit or a version that differs makes them two names.
    """
    a, b = one.lower(), other.lower()
    if _DIGITS.findall(a) != _DIGITS.findall(b):
        return False
    words_a, words_b = _words(one), _words(other)
    if "".join(words_a) == "".join(words_b):
        return True
    if [_singular(word) for word in words_a] == [_singular(word) for word in words_b]:
        return True
    return min(len(a), len(b)) >= _SHORTEST and _one_letter("".join(words_a), "".join(words_b))


def _words(name: str) -> list[str]:
    return [word for word in _SEPARATORS.split(name.lower()) if word]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _one_letter(a: str, b: str) -> bool:
    """Whether one letter was left out, put in, exchanged, or swapped with its neighbour."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return swapped or a[at + 1 :] == b[at + 1 :]
