"""The operations that change a disk, one method each: the seam at which a test lets one fail."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


class Disk:
    """The real disk. Every method does one thing and raises OSError when it cannot."""

    def create(self, path: Path, mode: int) -> int:
        """Open a new file for writing, with `mode` less the umask. It must not exist."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of `data`, and say how many bytes."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until what was written is on the device."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close what `create` has opened."""
        os.close(descriptor)

    def dress(self, path: Path, like: os.stat_result) -> None:
        """Give `path` the owner, as far as we may, and the mode of another file."""
        made = path.stat()
        if (made.st_uid, made.st_gid) != (like.st_uid, like.st_gid):
            with suppress(PermissionError):  # root alone may give files away; others still edit
                os.chown(path, like.st_uid, like.st_gid)
        path.chmod(stat.S_IMODE(like.st_mode))

    def link(self, path: Path, other: Path) -> None:
        """Make `other` a second name of the file `path`."""
        other.hardlink_to(path)

    def replace(self, path: Path, other: Path) -> None:
        """Give the file `path` the name `other`, at once; a file of that name is gone."""
        path.replace(other)

    def unlink(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def mkdir(self, path: Path) -> None:
        """Make a folder. Its parent exists, it does not."""
        path.mkdir()

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()
