"""The operations that a disk knows, one method each: the seam at which a test lets one fail."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Disk:
    """The real disk. Every method does one thing and raises OSError when it cannot."""

    def stat(self, path: Path) -> os.stat_result | None:
        """What stands there, a link not followed; None for nothing."""
        try:
            return path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read(self, path: Path) -> bytes | None:
        """The content of a file; None where there is nothing."""
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, folder: Path) -> list[str]:
        """What a folder holds, in no order; nothing where there is no folder."""
        try:
            return os.listdir(folder)  # noqa: PTH208 - no paths are wanted, and every run asks
        except (FileNotFoundError, NotADirectoryError):
            return []

    def open_lock(self, path: Path) -> int:
        """Open a file that exists to be locked; it is made if it is not there. Follows no link."""
        return os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o666)

    def create(self, path: Path, mode: int) -> int:
        """Open a new file for writing, with `mode` less the umask. It must not exist."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of `data`, and say how many bytes."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until what was written is on the device."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close what `create` has opened."""
        os.close(descriptor)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the device, where folders can be waited for."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def own(self, path: Path, like: os.stat_result) -> None:
        """Give `path` the owner of another file, as far as we may."""
        made = path.stat()
        if made.st_gid != like.st_gid:
            with suppress(PermissionError):  # who edits need not be in the group
                os.chown(path, -1, like.st_gid)
        if made.st_uid != like.st_uid:
            with suppress(PermissionError):  # root alone may give files away; others still edit
                os.chown(path, like.st_uid, -1)

    def chmod(self, path: Path, mode: int) -> None:
        """Give `path` these permissions."""
        path.chmod(mode)

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


_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)  # Windows has no such thing
_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would translate line endings


def put(
    disk: Disk,
    path: Path,
    data: bytes,
    *,
    mode: int | None = None,
    like: os.stat_result | None = None,
) -> None:
    """Write a new file, and wait until its content and permissions are on the device.

    mode: its permissions; None for what the umask leaves. like: a file whose owner it gets
    """
    descriptor = disk.create(path, 0o666 if mode is None else 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[disk.write(descriptor, rest) :]
        if like is not None:
            disk.own(path, like)
        if mode is not None:
            disk.chmod(path, mode)
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)


def drop(disk: Disk, path: Path) -> None:
    """Remove a file that may be gone already; tried twice, as another process may hold it."""
    with suppress(FileNotFoundError, NotADirectoryError):
        try:
            disk.unlink(path)
        except OSError:
            disk.unlink(path)
