"""The fields of an event's data: their names on the wire, and their types in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.inngest.model import language_of
from codemods.syntax import naming
from codemods.syntax.python.names import safe, snake
from codemods.transforms.jobs.field import Field
from codemods.transforms.python.jobs.databases import Known
from codemods.transforms.python.jobs.field_types import annotation
from codemods.transforms.python.jobs.job_parts import EventField, json_type

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.transforms.scaffold_job import ScaffoldJob

_DEFAULT_KEYS = ("organizationId", "userId")


class Wire:
    """How the fields of events are spelt: in snake_case, unless TypeScript sends or reads them."""

    def __init__(self, project: Project) -> None:
        places = [
            *(each.span.path for each in project.clients),
            *(job.path for job in project.jobs),
        ]
        shared = any(language_of(path) == "typescript" for path in places)
        keys = project.config.keys
        self._camel = shared
        self.organization = self._key((keys.organization or _DEFAULT_KEYS[:1])[0])
        self.user = self._key((keys.user or _DEFAULT_KEYS[1:])[0])

    def _key(self, name: str) -> str:
        return snake(name) if name in _DEFAULT_KEYS and not self._camel else name

    def entity(self, name: str) -> str:
        """The field for an id that is `documentId` in camelCase."""
        return name if self._camel else snake(name)


def event_field(field: Field, *, is_id: bool = False) -> EventField:
    if not field.name.isidentifier() or safe(field.name) != field.name:
        raise CodemodError(
            f"the field name {naming.quoted(field.name)} cannot be a name in Python",
            mend="use letters, digits and _, and no word of the language",
        )
    return EventField(field.name, annotation(field, is_id=is_id).text, field.optional)


def user_type(known: Known) -> str:
    """The type of a user's id: that of the model User; Django's own has a number."""
    model = known.models.model("User")
    if model is not None and len(model.ids) == 1:
        return json_type(model.ids[0])
    return "int" if known.orm == "django" else "str"


def number_note(asked: ScaffoldJob) -> tuple[str, ...]:
    numbers = [each.name for each in (*asked.data, *asked.options) if "number" in each.type]
    if not numbers:
        return ()
    return (f"{', '.join(numbers)}: a number is float in Python; give int for whole ones",)
