"""Event names: what the Inngest server takes, and the form that this tool asks of a new one."""

from __future__ import annotations

import re

from codemods.errors import CodemodError
from codemods.syntax.naming import quoted, words

# inngest/inngest pkg/inngest/trigger.go, MaxEventNameLength; Go counts bytes.
MAX_LENGTH = 255

# The server's own events (`inngest/function.failed`, …): jobs may listen to them, nobody may send.
RESERVED = "inngest/"

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_NEW_NAME = re.compile(f"({_PART})/({_PART})")
# pkg/event_trigger_patterns: the patterns an event is looked up under are its own name and its
# prefixes up to a `/` or `.` with a `*` after it. Any other `*` matches nothing.
_WILDCARD = re.compile(r"[^*]*[/.]\*")


def check(name: str, *, sending: bool = False, existing: bool = False) -> None:
    """Raises CodemodError where `name` cannot be an event's name.

    sending:  it is sent, not listened to: no wildcard, and nothing of the server's own
    existing: it stands in code that is there already: only what the server refuses, or can never
              match, is wrong then. A new event has the form ``namespace/action``, and generated
              jobs listen neither to wildcards nor to the server's own events
    """
    if not name.strip():
        raise CodemodError("the event name is empty", mend=_FORM)
    size = len(name.encode("utf-8", "surrogatepass"))
    if size > MAX_LENGTH:
        raise CodemodError(
            f"an event name of {size} bytes", mend=f"Inngest takes at most {MAX_LENGTH} bytes"
        )
    if not existing and (not name.isprintable() or any(map(str.isspace, name))):
        raise _refusal(name, "contains white space or a control character")
    if name.startswith(RESERVED) and (sending or not existing):
        raise CodemodError(
            f"the event {quoted(name)} is one of Inngest's own",
            mend=f"use a namespace other than {RESERVED.rstrip('/')}",
        )
    if "*" in name:
        _check_wildcard(name, allowed=existing and not sending)
    elif not existing and not _NEW_NAME.fullmatch(name):
        raise _refusal(name, "does not have the form namespace/action")


def namespace(name: str) -> str:
    """What stands before the first slash: ``gong`` of ``gong/sync.manual``; '' without a slash."""
    before, slash, _ = name.partition("/")
    return before if slash else ""


def action(name: str) -> str:
    """What stands after the first slash: ``sync.manual`` of ``gong/sync.manual``; or all of it."""
    before, slash, after = name.partition("/")
    return after if slash else before


def suggest(text: str) -> str:
    """The event name nearest to `text`, as ``namespace/action``, or '' where no letter is in it.

    The first word of a text without a slash is the namespace; one word is an action of ``app``.
    """
    if not text.isascii():
        import unicodedata

        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    before, slash, after = text.replace("*", "").partition("/")
    parts = [_slug(part) for part in ((before, after) if slash else (text,))]
    parts = [part for part in parts if part]
    if len(parts) == 1:
        head, separator, tail = _split_first_word(parts[0])
        parts = [head, tail] if separator else ["app", head]
    if len(parts) != 2 or parts[0] == RESERVED.rstrip("/") or parts == ["app", "app"]:
        return ""
    return "/".join(parts)[:MAX_LENGTH].rstrip("._-")


_FORM = "write namespace/action, such as report/generate"


def _check_wildcard(name: str, *, allowed: bool) -> None:
    if not allowed:
        raise _refusal(name, "contains `*`, and one event is wanted")
    if not _WILDCARD.fullmatch(name):
        raise CodemodError(
            f"the event name {quoted(name)} has a wildcard that Inngest does not match",
            mend="put one * at the end, right after / or .",
        )


def _refusal(name: str, what: str) -> CodemodError:
    better = suggest(name)
    return CodemodError(
        f"the event name {quoted(name)} {what}",
        mend=f"did you mean {better}?" if better else _FORM,
    )


def _slug(part: str) -> str:
    """One side of the slash: words as they are cased, other characters as single hyphens."""
    part = re.sub(r"[^A-Za-z0-9._-]*/[^A-Za-z0-9._-]*", ".", part.strip())
    part = re.sub(r"[^A-Za-z0-9._-]+", "-", part)
    return re.sub(r"([._-])[._-]+", r"\1", part).strip("._-")


def _split_first_word(text: str) -> tuple[str, str, str]:
    """``user.created`` → user, created; ``generateReport`` → generate, report."""
    match = re.match(r"([^._-]+)([._-])(.+)", text)
    if match:
        return match[1], match[2], match[3]
    first, *rest = words(text)
    return (first, "/", "-".join(rest)) if rest else (text, "", "")
