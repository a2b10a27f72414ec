"""Ctrl-C and its like, put off until a moment at which one can stop."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType, TracebackType

# A terminal that is closed hangs up; Windows has no such signal.
SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

_Handler = Callable[[int, FrameType | None], object]


class Interrupts:
    """While entered, signals that would stop the process are only noted.

    `check`, and leaving, hand the last of them to whoever would have got it; Python's own handler
    of Ctrl-C raises KeyboardInterrupt. Nothing is put off outside the main thread, which gets no
    signals, or where the process has chosen to ignore the signal or to die of it.
    """

    def __init__(self) -> None:
        self._noted: int | None = None
        self._former: dict[int, _Handler] = {}

    def __enter__(self) -> Interrupts:
        for each in SIGNALS:
            former = signal.getsignal(each)
            if callable(former):
                try:
                    signal.signal(each, self._note)
                except ValueError:  # not the main thread
                    break
                self._former[each] = former
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for each, former in self._former.items():
            signal.signal(each, former)
        self.check()

    def check(self) -> None:
        """Raises what the handlers raise, if a signal came since this was last asked."""
        noted, self._noted = self._noted, None
        if noted is not None:
            self._former[noted](noted, None)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._noted = number
