"""Ctrl-C, put off until a moment at which one can stop."""

from __future__ import annotations

import signal
from types import TracebackType


class Interrupts:
    """While entered, Ctrl-C is only noted; `check` raises it.

    One that comes after the last check is forgotten: it was too late to stop anything. Does
    nothing outside the main thread, where Python raises no KeyboardInterrupt, or where the
    process has chosen to ignore or to die of the signal.
    """

    def __init__(self) -> None:
        self._noted = False
        self._held = False
        self._former = signal.getsignal(signal.SIGINT)

    def __enter__(self) -> Interrupts:
        if callable(self._former):
            try:
                signal.signal(signal.SIGINT, self._note)
                self._held = True
            except ValueError:  # not the main thread
                self._held = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._held:
            signal.signal(signal.SIGINT, self._former)

    def check(self) -> None:
        """Raises KeyboardInterrupt if Ctrl-C came since this was entered."""
        if self._noted:
            raise KeyboardInterrupt

    def _note(self, *_: object) -> None:
        self._noted = True
