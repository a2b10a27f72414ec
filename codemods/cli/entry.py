"""What the system starts: it can be stopped from here on, while the rest is still imported."""

from __future__ import annotations

# What `signal` wraps; to import that itself takes a while, in which Ctrl-C shows a traceback.
import _signal  # type: ignore[import-not-found]
import os


def main() -> int:
    """`codemods.cli.main.main`, for `sys.argv`; gives the exit status.

    A signal that comes before it begins, or when it is done, ends the process at once, without a
    traceback: nothing is begun then, or everything ended.
    """
    for number in (_signal.SIGINT, _signal.SIGTERM):
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, lambda stopped, _frame: os._exit(128 + stopped))
    from codemods.cli.main import main as run

    return run()
