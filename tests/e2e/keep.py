"""Runs a command for as long as standard input is open, and leaves nothing of it behind.

    python keep.py COMMAND...

Whoever starts this holds the other end of a pipe. However he ends, by SIGKILL too, the system
closes the pipe; then the command and whatever it has started are killed. They are killed, not
asked: Next would start one more process in order to say goodbye.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress


def keep(command: list[str]) -> int:
    """Run the command in a process group of its own; its exit status, as shells count it."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def kill_all() -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS: all that is left is a zombie
            os.killpg(process.pid, signal.SIGKILL)

    def wait_for_the_starter() -> None:
        while os.read(0, 1):
            pass
        kill_all()

    threading.Thread(target=wait_for_the_starter, daemon=True).start()
    # Until the command itself is reaped, nothing else can get the number of its group.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    kill_all()
    status = process.wait()
    return 128 - status if status < 0 else status


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:]))
