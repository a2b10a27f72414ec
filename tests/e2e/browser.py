"""The Chromium that the machine has, driven by Playwright; what a page complains of is a failure.

    with chromium() as browser, tab(browser, site.url, user="ada") as ada:
        ada.page.goto("/reports/1")
        ada.page.get_by_role("button").click()
    # here nothing was logged as an error, thrown or not found

The browser is Debian's `chromium`, or what `CHROMIUM` names, and never a downloaded one. It is
tied to this process by a pipe, so however the tests end, it ends.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

# The environment variable that names the program, and where it is looked for without one.
VARIABLE = "CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Milliseconds until what a page should show counts as missing, on a busy machine.
_PATIENCE = 20_000

# What Chromium logs when a resource is answered with an error, or not at all; a request that the
# page itself gives up is not logged.
_UNLOADED = re.compile(
    r"Failed to load resource: (?:the server responded with a status of )?([\w:]+)"
)


def executable() -> str | None:
    """The path of the browser's program, or None where there is none."""
    named = os.environ.get(VARIABLE)
    return named or next(filter(None, map(shutil.which, _NAMES)), None)


def what_is_missing() -> str | None:
    """Why no browser can be started on this machine, or None where one can."""
    if executable():
        return None
    return f"there is no {', '.join(_NAMES)} on PATH, and {VARIABLE} names none"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a window, until the block is left.

    While it runs, this thread counts as one with an event loop: `asyncio.run` does not work in it.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            # Ctrl-C is for the tests, which then close the browser.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        try:
            yield browser
        finally:
            browser.close()


class Tab:
    """A page of the site at `url`, what its scripts have asked for, and its complaints.

    requests: what scripts have sent to the app's API, as "POST /api/reports", in order
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url
        self.requests: list[str] = []
        self._open: set[Request] = set()
        self._complaints: list[str] = []
        self._expected: list[str] = []
        page.on("request", self._requested)
        page.on("response", self._answered)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("console", self._logged)
        page.on("pageerror", lambda error: self._complaints.append(f"uncaught {error}"))

    def sign_in(self, user: str) -> None:
        """From now on the requests are those of the user with this id."""
        self.page.context.add_cookies([{"name": "session", "value": user, "url": self._url}])

    def expects(self, *complaints: str) -> None:
        """The test provokes these, such as "404 /api/reports/1"; each must come, once."""
        self._expected += complaints

    def settle(self) -> None:
        """Wait until everything that was asked of the API has been answered, or given up."""
        deadline = time.monotonic() + _PATIENCE / 1000
        while self._open:
            assert time.monotonic() < deadline, f"no answer to {self.requests}"
            self.page.evaluate("null")  # what has happened meanwhile is told with every call

    def check(self) -> None:
        """Raise AssertionError where the page has complained of anything else, or of less."""
        assert Counter(self._complaints) == Counter(self._expected)

    def _requested(self, request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith("/api/"):
            self.requests.append(f"{request.method} {path}")
            self._open.add(request)

    def _answered(self, response: Response) -> None:
        # An answer has ended when it was read, and pages read no more of these than the status.
        if response.status != HTTPStatus.OK:
            self._ended(response.request)

    def _ended(self, request: Request) -> None:
        self._open.discard(request)

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if found := _UNLOADED.match(message.text):
            path = urlsplit(message.location["url"]).path
            self._complaints.append(f"{found[1]} {path}")
        else:
            self._complaints.append(f"{message.type} {message.text}")


@contextmanager
def tab(browser: Browser, url: str, *, user: str | None) -> Iterator[Tab]:
    """A new window on the site at `url`, of the user with this id; checked when it is left."""
    context = browser.new_context(base_url=url, reduced_motion="reduce")
    context.set_default_timeout(_PATIENCE)
    try:
        opened = Tab(context.new_page(), url)
        if user:
            opened.sign_in(user)
        yield opened
        opened.check()
    finally:
        context.close()
