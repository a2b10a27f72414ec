"""How wide a text is."""

from __future__ import annotations


def text_width(text: str) -> int:
    """The columns that `text` takes on a terminal: two for a wide character, none for a mark."""
    if text.isascii():
        return len(text)
    import unicodedata

    width = 0
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Mn", "Me"):
            continue
        width += 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
    return width
