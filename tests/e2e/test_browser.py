"""The tests' own browser: which one it is, and that nothing that a page complains of is missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e import browser as browsers
from e2e.browser import Tab, tab

URL = "http://site.test"

# What a page does, and the complaint that it is.
COMPLAINTS = {
    "console": ("console.error('no such thing')", "error no such thing"),
    "warning": ("console.warn('not any more')", "warning not any more"),
    "uncaught": ("setTimeout(() => { throw new Error('unforeseen'); })", "uncaught unforeseen"),
    "rejected": ("Promise.reject(new Error('unforeseen'))", "uncaught unforeseen"),
    "answered with 404": ("fetch('/api/nothing')", "404 /api/nothing"),
    "not answered": ("fetch('/api/none').catch(() => {})", "net::ERR_FAILED /api/none"),
}


def test_the_browser_that_is_named_comes_before_those_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "google-chrome"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert browsers.executable() == str(program)
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    assert browsers.executable() == "/opt/browser"


def test_where_there_is_no_browser_it_says_which_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert browsers.what_is_missing() == (
        "there is no chromium, chromium-browser, google-chrome on PATH, and CHROMIUM names none"
    )


@pytest.mark.e2e
@pytest.mark.xdist_group("e2e")
@pytest.mark.parametrize(("script", "complaint"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_a_page_complains_of_is_noticed(browser: Browser, script: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(complaint)), looking(browser) as page:
        run(page, script, complaint)
    with looking(browser) as page:
        page.expects(complaint)
        run(page, script, complaint)


@pytest.mark.e2e
@pytest.mark.xdist_group("e2e")
def test_a_complaint_that_is_expected_must_come(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="404 /api/nothing"), looking(browser) as page:
        page.expects("404 /api/nothing")


@contextmanager
def looking(browser: Browser) -> Iterator[Tab]:
    """A page that Playwright answers for."""
    with tab(browser, URL, user="ada") as opened:
        opened.page.route(f"{URL}/", lambda route: route.fulfill(body="<p>Hello</p>"))
        opened.page.route(f"{URL}/api/nothing", lambda route: route.fulfill(status=404))
        opened.page.route(f"{URL}/api/none", lambda route: route.abort())
        opened.page.goto("/")
        yield opened


def run(opened: Tab, script: str, complaint: str) -> None:
    """Run the script in the page until it has complained."""
    event = "pageerror" if complaint.startswith("uncaught") else "console"
    with opened.page.expect_event(event):
        opened.page.evaluate(f"() => {{ {script} }}")
