"""By which key a project tells its customers apart, where it calls them by a word of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codemods.inngest.project import Project
from codemods.syntax.naming import words
from codemods.workspace.settings.config import NAME

# What an app may call the group of people whose data nobody else may see: a general word or one of
# its trade. Not a project or an account, which are as often something that one user has.
_WORDS = (
    "organization", "organisation", "org", "tenant", "workspace", "team", "company", "agency",
    "association", "business", "church", "clinic", "club", "community", "department", "family",
    "firm", "group", "gym", "hotel", "household", "league", "merchant", "practice", "restaurant",
    "salon", "school", "shop", "store", "studio",
)  # fmt: skip
_MENTIONED = b"rganization"  # in a name of whatever form, or in a text
_COMMON = 5  # files that name a key, from which on it is no chance


def tenant_key(project: Project, fields: Iterable[str]) -> str | None:
    """The key by which the project seems to tell its customers apart, or None.

    fields: the keys of an event's data; one of them that will do comes before what is common in the
            sources
    """
    for name in fields:
        parts = words(name)
        if len(parts) > 1 and parts[-1] == "id" and parts[-2] in _WORDS:
            return name
    forms, found = _forms(project), _finder(project)
    uses = {key: len(found(key.encode(), column)) for key, column in forms.items()}
    key = max(uses, key=uses.__getitem__)
    if uses[key] < _COMMON:
        return None
    return key if found(key.encode()) else forms[key].decode()


def switching_off(project: Project) -> str | None:
    """How to say that an app has no customers to tell apart, where nothing in it names any."""
    forms, found = _forms(project), _finder(project)
    if found(_MENTIONED) or any(found(key.encode(), column) for key, column in forms.items()):
        return None
    return f"or set `organization = []` under [keys] in {NAME}"


def _finder(project: Project) -> Callable[..., tuple[str, ...]]:
    """Gives the sources, in whatever language, that contain any of the texts it is given."""
    files = project.files
    return lambda *texts: (*files.mentions(*texts), *files.python_mentions(*texts))


def _forms(project: Project) -> dict[str, bytes]:
    """Each usual key with its form as a column; where they stand is read once for all."""
    forms = {f"{word}Id": f"{word}_id".encode() for word in _WORDS}
    _finder(project)(_MENTIONED, *map(str.encode, forms), *forms.values())
    return forms
