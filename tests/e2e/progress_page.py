"""The page of the sample apps that shows how their jobs go, as someone has it before him.

pytest explains the assertions here as it does in tests (see conftest.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator

from e2e.browser import Tab, tab
from e2e.next_app import Site
from e2e.status_story import PATH

# Seconds until what the page should say counts as missing, on a busy machine.
_PATIENCE = 20.0


@contextmanager
def looking(site: Site, browser: Browser) -> Iterator[Tab]:
    """A window of Ada at the page, whose clock stands still, once it listens."""
    with tab(browser, site.url, user="ada") as opened:
        opened.page.clock.install(time=0)
        opened.page.clock.pause_at(1000)
        opened.page.goto(PATH)
        # React gives elements a property of this name when it takes them over from the server.
        opened.page.wait_for_function(
            "Object.keys(document.querySelector('li button')).some((key) => key.startsWith('__react'))"
        )
        yield opened


def status(opened: Tab) -> Locator:
    return opened.page.get_by_role("status")


def button(opened: Tab, name: str = "") -> Locator:
    return opened.page.get_by_role("listitem").get_by_role("button", name=name)


def it_says(opened: Tab, *lines: str) -> None:
    """Let time pass in the page until this is what it says."""
    deadline = time.monotonic() + _PATIENCE
    while (said := tuple(status(opened).inner_text().split("\n\n"))) != lines:
        assert time.monotonic() < deadline, f"it says {said}, not {lines}"
        opened.page.clock.run_for(1000)
        opened.settle()


def nothing_is_asked(opened: Tab) -> None:
    """Let half an hour pass without a question."""
    opened.settle()
    asked = list(opened.requests)
    for _ in range(3):
        opened.page.clock.run_for(600_000)
    assert opened.requests == asked


def seconds_to_the_next_question(opened: Tab) -> int:
    """Let time pass until the page asks, and has its answer."""
    asked = len(opened.requests)
    for seconds in range(120):
        if len(opened.requests) > asked:
            opened.settle()
            return seconds
        opened.page.clock.run_for(1000)
    raise AssertionError("nothing is asked any more")


def hide(opened: Tab, *, hidden: bool) -> None:
    """As if another window were in front: a browser without windows shows all of its pages."""
    state = "hidden" if hidden else "visible"
    opened.page.evaluate(
        """(state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
