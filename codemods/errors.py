"""The errors that a user can cause; each becomes one message and exit status 2.

Anything else that is raised is a bug of ours and keeps its traceback.
"""

from __future__ import annotations


class CodemodError(Exception):
    """Something is wrong with what was asked, or with what was found.

    what:  one line, lower case, no trailing period: what is wrong
    where: the place, as ``path``, ``path:line`` or ``path:line:column`` (from 1), if there is one
    mend:  one line: how to mend it
    add:   lines of code to add by hand, when the tool would not add them itself
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        mend: str | None = None,
        add: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend
        self.add = add

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class Refusal(CodemodError):
    """An edit that the tool understands well enough to know that it must not make it."""
