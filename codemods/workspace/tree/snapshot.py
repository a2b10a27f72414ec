"""What lies on the disk below one folder, read once and never followed out of it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from codemods.errors import CodemodError

Kind = Literal["file", "folder", "link", "other"]

_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO})
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_EMPTY: Mapping[str, Kind] = MappingProxyType({})


class Snapshot:
    """The tree below `root`: a listing or a file, once read, is not read again."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._prefix = os.path.join(self.root, "")  # noqa: PTH118 - a string with its separator
        self._data: dict[str, bytes | None] = {}
        self.large: set[str] = set()  # what `scan` has found to be over its limit
        self.listing = cache(self._listing)
        self._real_folder = cache(self.real)

    def real(self, path: str) -> str | None:
        """`path` with every symbolic link in it followed; None where one leads out of the root."""
        if not path:
            return ""
        folder, _, name = path.rpartition("/")
        real_folder = self._real_folder(folder)
        if real_folder is None:
            return None
        joined = f"{real_folder}/{name}" if real_folder else name
        if self.listing(real_folder).get(name) != "link":
            return joined
        target = os.path.realpath(self._absolute(joined))
        if target == str(self.root):
            return ""
        inside = target.startswith(self._prefix)
        return target.removeprefix(self._prefix).replace(os.sep, "/") if inside else None

    def kind(self, path: str) -> Kind | None:
        """What `path` is once links are followed.

        None where there is nothing, or a link that leads out of the root or nowhere.
        """
        real = self.real(path)
        if real is None:
            return None
        if not real:
            return "folder"
        folder, _, name = real.rpartition("/")
        found = self.listing(folder).get(name)
        return None if found == "link" else found

    def is_link(self, path: str) -> bool:
        """Whether the last part of `path` is a symbolic link, wherever it leads."""
        folder, _, name = path.rpartition("/")
        real_folder = self._real_folder(folder)
        return real_folder is not None and self.listing(real_folder).get(name) == "link"

    def read(self, real: str) -> bytes | None:
        """The bytes of a path without links; None where no file is. Raises CodemodError."""
        if real not in self._data:
            self._data[real] = self._load(real)
        return self._data[real]

    def scan(self, real: str, limit: int) -> bytes | None:
        """As `read`, without keeping the bytes; None also for a file of more than `limit` bytes."""
        return self._data[real] if real in self._data else self._load(real, limit)

    def walk(self, ignored: Callable[[str, bool], bool]) -> Iterator[tuple[str, bool]]:
        """Every file that `ignored(path, is_folder)` does not name, nor any folder around it.

        With each comes whether it is a link. A link to a folder is not descended into: what it
        shows is listed under its own name, or lies outside.
        """
        folders = [""]  # not by recursion: a thousand folders in one another are no fault
        while folders:
            folder = folders.pop()
            prefix = f"{folder}/" if folder else ""
            for name, kind in self.listing(folder).items():
                path = prefix + name
                if kind == "folder":
                    if not ignored(path, True):
                        folders.append(path)
                    continue
                is_file = kind == "file" or (kind == "link" and self.kind(path) == "file")
                if is_file and not ignored(path, False):
                    yield path, kind == "link"

    def _absolute(self, path: str) -> str:
        return self._prefix + path

    def _load(self, real: str, limit: int | None = None) -> bytes | None:
        folder, _, name = real.rpartition("/")
        if self.listing(folder).get(name) != "file":
            return None  # nothing, or a pipe, which would keep us waiting
        try:
            # Not open(): on thousands of small files it takes twice the time.
            file = os.open(self._absolute(real), _READ)
            try:
                status = os.fstat(file)
                if not stat.S_ISREG(status.st_mode):
                    return None
                if limit is not None and status.st_size > limit:
                    self.large.add(real)
                    return None
                return _all_of(file, status.st_size)
            finally:
                os.close(file)
        except OSError as error:
            if error.errno in _ABSENT:
                return None
            raise _unreadable(real, error) from None

    def _listing(self, real: str) -> Mapping[str, Kind]:
        """The entries of a folder that is no link; empty where there is none."""
        folder, _, name = real.rpartition("/")
        if real and self.listing(folder).get(name) != "folder":
            return _EMPTY
        try:
            with os.scandir(self._absolute(real)) as entries:
                return {entry.name: _kind(entry) for entry in entries}
        except OSError as error:
            if error.errno in _ABSENT:
                return _EMPTY
            raise _unreadable(real, error) from None


def _all_of(file: int, size: int) -> bytes:
    """What is left of an open file, whose size was this a moment ago."""
    data = os.read(file, size + 1)
    if len(data) == size:
        return data
    parts = [data]  # it has grown, shrunk, or is more than one call reads
    while parts[-1]:
        parts.append(os.read(file, 1 << 20))
    return b"".join(parts)


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _unreadable(path: str, error: OSError) -> CodemodError:
    return CodemodError(
        f"cannot be read: {(error.strerror or 'unknown fault').lower()}",
        where=path or ".",
        mend="grant read access to it, or list it in .gitignore",
    )
