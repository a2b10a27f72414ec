"""What the values of options must look like, and reading them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.transforms.jobs.field import Field


class Word(click.Choice[str]):
    """One of a few words; another one is told the nearest."""

    def __init__(self, *words: str) -> None:
        super().__init__(words)

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """The words, and the nearest when there is one."""
        from codemods.syntax.naming import nearest

        message = super().get_invalid_choice_message(value, ctx)
        near = nearest(str(value), self.choices)
        return f"{message.rstrip('.')}; did you mean {near!r}?" if near else message


class WordList(click.ParamType[tuple[str, ...]]):
    """One of a few words, or several with commas between them; see `once` for several of these."""

    name = "words"

    def __init__(self, *words: str) -> None:
        self._word = Word(*words)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The words in order; click's own error, with the nearest, for another one."""
        if isinstance(value, tuple):  # click converts what is converted already
            return value
        words = [word.strip() for word in str(value).split(",")]
        return tuple(str(self._word.convert(word, param, ctx)) for word in words)


def once(
    ctx: click.Context,  # noqa: ARG001 - click calls it so
    param: click.Parameter,  # noqa: ARG001
    value: tuple[tuple[str, ...], ...],
) -> tuple[str, ...]:
    """The callback of a repeatable `WordList`: each word once, in order."""
    return tuple(dict.fromkeys(word for words in value for word in words))


class FieldType(click.ParamType["Field"]):
    """A property of the event's data; `parse` is one of the functions below."""

    def __init__(self, name: str, parse: Callable[[str], Field]) -> None:
        self.name = name
        self._parse = parse

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,  # noqa: ARG002 - click calls it so
    ) -> Field:
        """The field; raises CodemodError, with the option's name as the place."""
        try:
            return self._parse(value)
        except CodemodError as error:
            where = param.opts[0] if param else None
            raise CodemodError(error.what, where=where, mend=error.mend, add=error.add) from None


class PairType(click.ParamType[tuple[str, str]]):
    """A property and the expression for it."""

    name = "KEY=EXPR"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,  # noqa: ARG002 - click calls it so
    ) -> tuple[str, str]:
        """(key, expression), white space around both taken away; raises CodemodError."""
        if isinstance(value, tuple):  # click converts what is converted already
            return value
        key, equals, expression = str(value).partition("=")
        if not equals or not key.strip() or not expression.strip():
            raise CodemodError(
                f"{value} is no property with a value",
                where=param.opts[0] if param else None,
                mend="write it as KEY=EXPR, such as documentId=document.id",
            )
        return key.strip(), expression.strip()


def parse_id(text: str) -> Field:
    """`templateId` or `templateId:number` as a required field, a string unless said.

    Raises CodemodError for what is no field.
    """
    name, colon, kind = text.partition(":")
    return _field(name, kind if colon else "string", optional=False)


def parse_data(text: str) -> Field:
    """`title:string`, or `title?:string` for one that may be missing.

    Raises CodemodError for what is no field.
    """
    name, colon, kind = text.partition(":")
    if not colon:
        from codemods.syntax.naming import is_identifier

        example = text.strip() if is_identifier(text.strip().removesuffix("?") or "?") else "title"
        raise CodemodError(
            f"{text} says no type", mend=f"write it as NAME:TYPE, such as {example}:string"
        )
    return _field(name.strip().removesuffix("?"), kind, optional=name.strip().endswith("?"))


def _field(name: str, kind: str, *, optional: bool) -> Field:
    from codemods.transforms.jobs.field import Field, check_field

    field = Field(name.strip(), kind.strip(), optional)
    check_field(field)
    return field


ID = FieldType("NAME[:TYPE]", parse_id)
FIELD = FieldType("NAME[?]:TYPE", parse_data)
PAIR = PairType()
