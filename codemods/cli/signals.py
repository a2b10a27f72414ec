"""Signals that ask to stop, as an exception that unwinds and an exit status that tells."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType

from codemods.workspace.writing.interrupts import SIGNALS


class Signals:
    """While entered, a signal that asks to stop raises KeyboardInterrupt, as Ctrl-C does.

    Those that the process was told to ignore, as by nohup, stay ignored. Does nothing outside the
    main thread.
    """

    def __init__(self) -> None:
        self.number = int(signal.SIGINT)
        self._former: dict[int, object] = {}

    def __enter__(self) -> None:
        for each in SIGNALS:
            former = signal.getsignal(each)
            if former not in (signal.SIG_IGN, None):
                try:
                    signal.signal(each, self._stop)
                except ValueError:  # not the main thread
                    return
                self._former[each] = former

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for each, former in self._former.items():
            signal.signal(each, former)  # type: ignore[arg-type]

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self.number = number
        raise KeyboardInterrupt
