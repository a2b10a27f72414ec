"""What a job does to its record, in the words of its event or its id."""

from __future__ import annotations

from codemods.inngest.events import event_names
from codemods.inngest.model import Job
from codemods.syntax import naming

# What is said of an event rather than of what is done: `report/generate.requested`.
_OF_EVENTS = frozenset(
    {"requested", "request", "queued", "triggered", "trigger", "started", "start", "event"}
)
_OF_JOBS = frozenset({"job", "function", "fn", "handler", "task", "workflow", "worker"})
_OTHER_PASTS = frozenset({"sent", "built", "done", "new"})


def action_of(event: str, job: Job, entity: str) -> str:
    """The action in kebab-case: ``generate`` for ``document/generate``.

    An event that tells what has happened (``document/uploaded``) does not say what is to be done;
    the job's id does then (``index-document`` → ``index``).
    """
    of_event = _without(event_names.action(event), entity, _OF_EVENTS)
    if of_event and not _is_past(of_event[-1]):
        return "-".join(of_event)
    of_job = _without(event_names.action(job.id or job.name or ""), entity, _OF_JOBS)
    return naming.slug("-".join(of_job or of_event or ["run"])) or "run"


def _without(name: str, entity: str, fillers: frozenset[str]) -> list[str]:
    """The ASCII words of the name, without those of the record and without fillers at the end."""
    said = {singular for word in naming.words(entity) for singular in naming.singulars(word)}
    words = [
        word
        for word in naming.words(name)
        if word.isascii() and not said.intersection(naming.singulars(word))
    ]
    while words and words[-1] in fillers:
        words.pop()
    return words


def _is_past(word: str) -> bool:
    return word in _OTHER_PASTS or (word.endswith("ed") and len(word) > len("need"))
