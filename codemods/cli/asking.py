"""Asking at a terminal: a line of text, one of several choices, yes or no.

A wrong answer is explained below the question and asked for again, so that both stay on the screen.
Ctrl-C, Ctrl-D and the end of the input raise click.Abort.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
import questionary
from prompt_toolkit.application import get_app, get_app_session
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output

from codemods.errors import CodemodError
from codemods.report.terminal import Palette, columns, escape, wrap

_MANY = 12  # choices that one sees at a glance


class Asker:
    """One terminal. colour: whether it may be coloured."""

    def __init__(self, *, colour: bool) -> None:
        self._palette = Palette(colour)
        self._style = {} if colour else {"color_depth": ColorDepth.DEPTH_1_BIT}
        output = get_app_session().output
        if isinstance(output, Vt100_Output):
            # Where the cursor is need not be known: the answer would put what belongs below a
            # question at the bottom of the screen, and terminals that give none are complained of.
            output.enable_cpr = False

    def say(self, text: str) -> None:
        """A remark, broken between words."""
        self._write(text, "dim")

    def warn(self, text: str) -> None:
        """Something that is wrong, broken between words."""
        self._write(text, "red")

    def text(
        self,
        question: str,
        check: Callable[[str], object],
        *,
        default: str = "",
        shown: str = "",
        prefill: str = "",
        better: Callable[[str], str] = str,
        toolbar: Callable[[str], str] | None = None,
    ) -> str:
        """A line of text that passes `check`, which raises CodemodError.

        default: what an empty line stands for; shown: the words for it, when they are others
        prefill: what stands there to begin with
        better:  what to begin with once the given line was wrong, "" for that line
        toolbar: what to show below the line while it is typed
        """
        more: dict[str, Any] = {}
        if toolbar is not None:
            more["bottom_toolbar"] = lambda: toolbar(get_app().current_buffer.text)
        if default or shown:
            more["placeholder"] = [("italic fg:ansibrightblack", shown or default)]
        while True:
            answer = self._ask(questionary.text, question, default=prefill, **more)
            text = str(answer).strip()
            try:
                check(text or default)
            except CodemodError as error:
                self.warn(f"{error.what}; {error.mend}" if error.mend else error.what)
                prefill = better(text) or text
            else:
                return text or default

    def select(
        self, question: str, choices: Sequence[tuple[str, str]], default: str | None = None
    ) -> str:
        """The value of one of the choices, (what is shown, value)."""
        listed = [questionary.Choice(escape(title), value) for title, value in choices]
        more: dict[str, Any] = {}
        if len(listed) > _MANY:  # then letters narrow the list instead of moving in it
            more = {"use_search_filter": True, "use_jk_keys": False}
        return str(self._ask(questionary.select, question, choices=listed, default=default, **more))

    def confirm(self, question: str) -> bool:
        """Yes, which Enter stands for too, or no."""
        return bool(self._ask(questionary.confirm, question, default=True))

    def _ask(self, kind: Callable[..., questionary.Question], question: str, **more: Any) -> object:
        asked = kind(escape(question), **more, **self._style)
        if kind is not questionary.text:  # which ends by itself
            bindings = [asked.application.key_bindings, _ending()]
            asked.application.key_bindings = merge_key_bindings(list(filter(None, bindings)))
        try:
            return asked.unsafe_ask()
        except (KeyboardInterrupt, EOFError):
            raise click.Abort from None

    def _write(self, text: str, style: str) -> None:
        for line in wrap(escape(text), (columns(sys.stdout) or 80) - 2):
            sys.stdout.write(f"  {self._palette(line, style)}\n")
        sys.stdout.flush()


def _ending() -> KeyBindings:
    """Ctrl-D ends a choice as it ends a line of text."""
    bindings = KeyBindings()

    @bindings.add("c-d", eager=True)
    def end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError, style="class:aborting")

    return bindings
