"""What is left open, as a value: an error where nobody is there, a question at a terminal."""

from __future__ import annotations

from typing import Literal

from codemods.errors import CodemodError

Asked = Literal["event", "handler", "function", "after_line", "data"]


class OpenQuestion(CodemodError):
    """Something that the options leave open and that a person can decide.

    asks:    the field of `AddTrigger` that settles it
    choices: (what is shown, value) of each answer; none for `data`, which is written
    keys:    for `data`, the properties that are to be filled, with their types or None
    scope:   for `data`, what is in scope, as it is written
    """

    def __init__(
        self,
        what: str,
        *,
        asks: Asked,
        choices: tuple[tuple[str, str], ...] = (),
        keys: tuple[tuple[str, str | None], ...] = (),
        scope: tuple[str, ...] = (),
        where: str | None = None,
        mend: str | None = None,
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.asks = asks
        self.choices = choices
        self.keys = keys
        self.scope = scope
