"""However the tests end, nothing that they have started goes on."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from e2e.next_app import NextApp

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.xdist_group("e2e"),
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells when others end"),
]

# Seconds until processes that should end count as left behind.
_PATIENCE = 60.0

_MARK = "LEFT_BY_TEST"

# `next dev` has children of its own, and would start one more when asked to end.
_APP = """
import sys
from pathlib import Path
from e2e.next_app import NextApp

app = NextApp(Path(sys.argv[1]))
with app.started("http://127.0.0.1:9", app.root / "none.db", command="dev"):
    print("started", flush=True)
    sys.stdin.read()
"""

_BROWSER = """
import sys
from e2e.browser import chromium, tab

with chromium() as browser, tab(browser, "http://127.0.0.1:9", user=None):
    print("started", flush=True)
    sys.stdin.read()
"""

_SIGNALS = pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["SIGINT", "SIGTERM", "SIGKILL"]
)


@_SIGNALS
def test_no_process_of_the_app_is_left_behind(
    untouched: Callable[[str], NextApp], number: signal.Signals
) -> None:
    all_end(number, _APP, str(untouched("next-sdk4").root))


@_SIGNALS
@pytest.mark.usefixtures("needs_browser")
def test_no_process_of_the_browser_is_left_behind(number: signal.Signals) -> None:
    all_end(number, _BROWSER)


def all_end(number: signal.Signals, program: str, *arguments: str) -> None:
    """Start the program, wait until it says so, send it the signal, and see all it made end."""
    mark = uuid4().hex
    tests = Path(__file__).parents[1]
    environment = {**os.environ, _MARK: mark, "PYTHONPATH": f"{tests}:{tests.parent}"}
    with (
        ExitStack() as handles,
        subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as starter,
    ):
        assert starter.stdout is not None
        assert starter.stdout.readline() == "started\n"
        ending = select.poll()
        waiting = set()
        started = marked(mark)
        assert len(started) > 2
        for process in started:
            try:
                handle = os.pidfd_open(process)
            except ProcessLookupError:  # one that has done its work
                continue
            handles.callback(os.close, handle)
            ending.register(handle, select.POLLIN)
            waiting.add(handle)
        starter.send_signal(number)
        while waiting:
            ended = ending.poll(_PATIENCE * 1000)
            assert ended, f"still there: {marked(mark)}"
            for handle, _ in ended:
                ending.unregister(handle)
                waiting.remove(handle)
    assert marked(mark) == []


def marked(mark: str) -> list[int]:
    """The processes that have inherited the mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:  # it has ended meanwhile, or is not ours
            continue
        if f"{_MARK}={mark}".encode() in environment.split(b"\0"):
            found.append(int(folder.name))
    return found
