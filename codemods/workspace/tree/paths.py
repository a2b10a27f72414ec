"""Arithmetic on root-relative POSIX paths; the root itself is the empty string."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator


def parent(path: str) -> str:
    """The folder that `path` lies in."""
    return path.rpartition("/")[0]


def ancestors(directory: str) -> Iterator[str]:
    """`directory` itself, then each folder above it, the root last."""
    while directory:
        yield directory
        directory = parent(directory)
    yield ""


def join(directory: str, path: str) -> str | None:
    """`path` as seen from `directory`, without `.` and `..`; None where it leaves the root."""
    if path.startswith("/"):
        return None
    joined = posixpath.normpath(f"{directory}/{path}" if directory else path or ".")
    if joined == ".." or joined.startswith("../"):
        return None
    return "" if joined == "." else joined


def child(directory: str, name: str) -> str:
    """The path of what is called `name` in `directory`; `name` may be several folders deep."""
    return f"{directory}/{name}" if directory else name


def below(directory: str, path: str) -> str | None:
    """`path` relative to `directory`, or None where it does not lie in it."""
    if not directory:
        return path
    if path == directory:
        return ""
    return path.removeprefix(f"{directory}/") if path.startswith(f"{directory}/") else None


def relative(directory: str, path: str) -> str:
    """How a module in `directory` writes the way to `path`: beginning with `./` or `../`."""
    way = posixpath.relpath(f"/{path}", f"/{directory}")
    return way if way == ".." or way.startswith("../") else f"./{way}"
