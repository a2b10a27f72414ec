"""One process at a time: a lock that the system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from codemods.workspace.writing.disk import Disk

_TURN = 0.01  # seconds between two tries
_MOMENT = 0.5  # seconds after which a person wonders


@contextmanager
def locked(path: Path, disk: Disk, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Holds the lock on the file `path`, which is made if it is not there; waits for it if need be.

    waiting: called once, when it takes longer than a moment. Raises OSError where the file cannot
    be opened, or the file system has no locks.
    """
    since = time.monotonic()
    while (descriptor := _taken(path, disk)) is None:
        if waiting is not None and time.monotonic() - since > _MOMENT:
            waiting()
            waiting = None
        time.sleep(_TURN)
    try:
        yield
    finally:
        os.close(descriptor)  # and the lock is free


def _taken(path: Path, disk: Disk) -> int | None:
    """The open file whose lock is ours now; None while it is another's."""
    descriptor = disk.open_lock(path)
    ours = False
    try:
        # Had somebody deleted the file, the next process would lock another of that name.
        ours = _try(descriptor) and _same(os.fstat(descriptor), disk.stat(path))
    finally:
        if not ours:
            os.close(descriptor)
    return descriptor if ours else None


if sys.platform == "win32":

    def _try(descriptor: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try(descriptor: int) -> bool:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _same(one: os.stat_result, other: os.stat_result | None) -> bool:
    return other is not None and (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
