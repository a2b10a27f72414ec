"""Reading TOML."""

from __future__ import annotations

import re

from codemods.errors import CodemodError

_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


def read(data: bytes, name: str) -> dict[str, object]:
    """What the file of this name says; raises CodemodError for what is not UTF-8 or not TOML."""
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"{name}:{line}"
        raise CodemodError("not UTF-8", where=where, mend="save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        place = _PLACE.search(text)
        where = f"{name}:{place[1]}:{place[2]}" if place else name
        what = text[: place.start()] if place else text
        raise CodemodError(
            f"not TOML: {what[:1].lower()}{what[1:]}", where=where, mend="see https://toml.io"
        ) from None
