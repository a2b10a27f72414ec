"""Which files a commit may touch, and under which names its own wait beside them."""

from __future__ import annotations

import os
from pathlib import Path, PurePath


def in_git(path: PurePath) -> bool:
    """Whether a path leads to git's own files: one that is written there may be run by git."""
    return any(part.lower() == ".git" for part in path.parts)


def is_plain(path: str) -> bool:
    """Whether a path is relative, written as we write them, leads down and not to git's files."""
    way = PurePath(path)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    plain = way.name and way.as_posix() == path and not way.anchor and "\0" not in path
    return bool(plain) and ".." not in way.parts and not in_git(way)


def leads_inside(base: Path, path: str) -> bool:
    """Whether no link takes a plain path out of the folder `base`, or to git's files.

    base: absolute and without links. What the path itself names may be a link; it is not followed.
    """
    parent = Path(os.path.realpath((base / path).parent))
    return parent.is_relative_to(base) and not in_git(parent.relative_to(base))


def beside(path: PurePath, token: str) -> str:
    """The name under which a content of the file `path` waits in its folder."""
    # shortened, as the longest name that a folder takes leaves no room for more
    return f".{path.name[:50]}.codemod-{token}.tmp"


def is_beside(name: str, path: str) -> bool:
    """Whether `name` is one that `beside` gives for the file `path`."""
    head, tail = beside(PurePath(path), "/").split("/")
    token = name.removeprefix(head).removesuffix(tail)
    return name == head + token + tail and all(part.isalnum() for part in token.split("-"))
