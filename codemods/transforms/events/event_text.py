"""The data of an event, written as a type or as a zod schema, in the style of a file."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import Refusal
from codemods.syntax.layout import restyle
from codemods.syntax.quoting import property_name
from codemods.syntax.source import Source
from codemods.transforms.jobs.field import Field

_ZOD = {
    "string": "z.string()",
    "number": "z.number()",
    "boolean": "z.boolean()",
    "Date": "z.coerce.date()",
    "unknown": "z.unknown()",
    "any": "z.any()",
    "string | null": "z.string().nullable()",
    "number | null": "z.number().nullable()",
}


class EventData(Struct, frozen=True):
    """The fields of an event's data; `options` are those of its nested `options` object."""

    event: str
    fields: tuple[Field, ...]
    options: tuple[Field, ...] = ()

    def type(self) -> str:
        """As a type literal on one line."""
        if not self.fields and not self.options:
            return "{}"
        text = "; ".join(map(_property, self.fields))
        if self.options:
            text += f"; options?: {{ {'; '.join(map(_property, self.options))} }}"
        return f"{{ {text} }}"

    def zod(self, path: str) -> str:
        """As a zod object on one line; `path` is the file it is for.

        Raises Refusal for a type that no zod schema is certain to mean.
        """
        members = [self._zod_member(field, path) for field in self.fields]
        if self.options:
            inner = ", ".join(self._zod_member(field, path) for field in self.options)
            members.append(f"options: z.object({{ {inner} }}).optional()")
        return f"z.object({{ {', '.join(members)} }})"

    def _zod_member(self, field: Field, path: str) -> str:
        schema = _ZOD.get(field.type)
        if schema is None and field.type.endswith("[]") and field.type[:-2] in _ZOD:
            schema = f"z.array({_ZOD[field.type[:-2]]})"
        if schema is None:
            raise Refusal(
                f"the events are zod schemas, and the type {field.type} of {field.name} is none "
                "that can be turned into one",
                where=path,
                mend="declare the event by hand, then run this again",
                add=f'"{self.event}": {{ data: z.object({{ {field.name}: … }}) }}',
            )
        return f"{property_name(field.name)}: {schema}{'.optional()' if field.optional else ''}"


def _property(field: Field) -> str:
    return f"{property_name(field.name)}{'?' if field.optional else ''}: {field.type}"


def statement(source: Source, text: str) -> str:
    r"""A statement as it is printed in the file's own style, with `\n` between its lines."""
    style = replace(source.style, newline="\n", bom=False)
    return restyle(f"{text}\n", style, source.path).decode().rstrip("\n")


def member(source: Source, text: str) -> str:
    """One member of a type or object, such as `"a/b": { … }`, without its separator."""
    of_type = not text.rstrip().endswith(")") and "z.object(" not in text
    around = ("type T = {\n", ";\n};") if of_type else ("const t = {\n", ",\n};")
    lines = statement(source, around[0] + text + around[1]).split("\n")[1:-1]
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] for line in lines).rstrip(";,")


def type_text(source: Source, text: str) -> str:
    """A type, printed as it is in `type T = …`."""
    return statement(source, f"type T = {text};").partition("= ")[2].rstrip(";")
