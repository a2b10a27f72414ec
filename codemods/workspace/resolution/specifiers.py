"""The parts of a module specifier."""

from __future__ import annotations

import re

_PACKAGE = re.compile(r"(?:@[a-zA-Z0-9~-][\w.~-]*/)?[a-zA-Z0-9~-][\w.~-]*")


def is_relative(specifier: str) -> bool:
    """Whether it leads on from the importing file: `./x`, `../x`, `.`, `..`."""
    return specifier in (".", "..") or specifier.startswith(("./", "../"))


def package_parts(specifier: str) -> tuple[str, str]:
    """The package's name and the subpath in it, which may be empty: `@a/b/c` is `@a/b` and `c`."""
    parts = specifier.split("/", 2 if specifier.startswith("@") else 1)
    depth = 2 if specifier.startswith("@") else 1
    return "/".join(parts[:depth]), "/".join(parts[depth:])


def versionless(specifier: str) -> tuple[str, str]:
    """The package parts of a specifier that may name a version: `inngest@3/next`."""
    name, subpath = package_parts(specifier)
    return name[:1] + name[1:].partition("@")[0], subpath


def is_package(name: str) -> bool:
    """Whether npm would take the name: `@/lib`, `~` and `$lib` are none."""
    return name != "~" and _PACKAGE.fullmatch(name) is not None
