"""How the last part of a specifier is written: with or without extension and `/index`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

# What may be left out, and what stands for it where it is not.
_EMITTED = {".ts": ".js", ".tsx": ".js", ".js": ".js", ".jsx": ".jsx"}
_ALWAYS_WRITTEN = {".mts": ".mjs", ".cts": ".cjs"}

Extension = Literal["none", "emitted", "own"]  # `./x`, `./x.js`, `./x.ts`


class Ending(Struct, frozen=True):
    """One way to write it."""

    extension: Extension = "none"
    index: bool = False  # whether `/index` is kept; it always is before an extension

    def write(self, path: str) -> str:
        """The path as it stands in a specifier; that of a folder where `/index` is left out."""
        stem, suffix = split(path)
        if self.extension == "own":
            return path
        if suffix in _ALWAYS_WRITTEN:
            return stem + _ALWAYS_WRITTEN[suffix]
        if suffix not in _EMITTED:
            return path
        if self.extension == "emitted":
            return stem + _EMITTED[suffix]
        return stem if self.index else stem.removesuffix("/index")


def ending_of(specifier: str, path: str) -> Ending | None:
    """How an existing specifier for the file at `path` is written; None where it does not tell."""
    stem, suffix = split(path)
    if suffix not in _EMITTED:
        return None
    if specifier.endswith(suffix) and _EMITTED[suffix] != suffix:
        return Ending("own")
    if specifier.endswith(_EMITTED[suffix]):
        return Ending("emitted")
    kept = stem.rpartition("/")[2] == "index" and specifier.rpartition("/")[2] == "index"
    return Ending("none", kept)


def split(path: str) -> tuple[str, str]:
    """The path without its ending, and the ending; `.d.ts` is one."""
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if stem.endswith(".d"):
        stem, suffix = stem[:-2], f"d.{suffix}"
    return folder + slash + stem, dot + suffix
