"""What the system starts: it can be stopped from here on, while the rest is still imported."""

from __future__ import annotations

# What `signal` wraps; to import that itself takes a while, in which Ctrl-C shows a traceback.
import _signal  # type: ignore[import-not-found]
import os


def main() -> None:
    """`codemods.cli.main.main`, for `sys.argv`; ends the process with its exit status.

    A signal that comes before it begins, or when it is done, ends the process at once, without a
    traceback: nothing is begun then, or everything ended.

    The process is thrown away whole: taking it apart piece by piece, and looking for garbage on
    the way, would be a fifth of what a run on one file costs.
    """
    for number in (_signal.SIGINT, _signal.SIGTERM):
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, lambda stopped, _frame: os._exit(128 + stopped))
    import gc

    gc.disable()
    from codemods.cli.main import main as run

    status = run()
    _leave(status)


def _leave(status: int) -> None:
    """End the process, once what was said is out."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # the reader is gone
            status = status or 141
    os._exit(status)
