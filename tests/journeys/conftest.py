"""What the journeys need: a real Chromium, a page that reports what it should not do, and axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from wardwise.partners.models import Person
from wardwise.web.desk.explore.tests.conftest import ground, history, made_months, people

# Fixtures of another feature that journeys begin with.
__all__ = ["ground", "history", "made_months", "people"]

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)
# Said by a computer without a graphics card, not by our pages.
NOT_OURS = ("GPU stall due to ReadPixels", "GroupMarkerNotSet", "Automatic fallback to software WebGL")


def chromium_path() -> str | None:
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        if "chromium" in os.environ.get("WARDWISE_TESTS_REQUIRE", "").split(","):
            pytest.fail("Chromium was not found, and WARDWISE_TESTS_REQUIRE asks for it")
        pytest.skip("Chromium is not installed (on Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class Watch:
    """What a context's pages asked for and complained of. A journey that expects a complaint says so first."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def expect(self, words: str) -> None:
        self.expected.append(words)

    def follow(self, page: Page) -> None:
        page.on("console", lambda said: said.type == "error" and self.note(f"console: {said.text} {said.location}"))
        page.on("pageerror", lambda error: self.note(f"script: {error}"))
        page.on("request", lambda request: is_outside(request.url) and self.note(f"left the machine: {request.url}"))

    def note(self, words: str) -> None:
        if not any(known in words for known in (*NOT_OURS, *self.expected)):
            self.complaints.append(words)


def is_outside(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).hostname not in (
        "localhost",
        "127.0.0.1",
    )


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def open_context(browser: Browser, live_server: Any, watch: Watch) -> Iterator[Any]:
    """`open_context(width=375, java_script_enabled=False)`: a fresh browser profile whose every page is watched."""
    contexts: list[BrowserContext] = []

    def open_one(width: int = 1280, height: int = 900, **options: Any) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, **options
        )
        context.set_default_timeout(30_000)  # a machine that does other things as well
        context.set_default_navigation_timeout(90_000)  # the first page of a process waits for its imports
        context.add_init_script(path=AXE)  # sent once, where evaluating it would send half a megabyte for each page
        context.on("page", watch.follow)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_context: Any) -> Page:
    """A page at desktop width; addresses start with a slash."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context: Any) -> Page:
    return open_context(width=375, height=700).new_page()


@pytest.fixture
def scriptless(open_context: Any) -> Page:
    """A page in a browser without JavaScript."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture
def sign_in_page() -> Any:
    """`sign_in_page(page, manager)`: through the form, as a person does."""

    def through_the_form(page: Page, person: Person) -> None:
        page.goto("/accounts/login/")
        page.fill("#id_login", person.email)
        page.fill("#id_password", "correct horse battery")
        page.click("main button[type=submit]")
        page.wait_for_url("**/desk/**")

    return through_the_form


def click_through(page: Page, locator: Locator) -> None:
    """Click what leads to another page, and wait until that page is there: a click alone returns before it."""
    with page.expect_navigation():
        locator.click()


def assert_still_at(page: Page, path: str) -> None:
    """Nobody has left the page or is leaving it: whoever leaves marks the page before going."""
    at = "() => [location.pathname, document.documentElement.classList.contains('ww-leaving')]"
    assert page.evaluate(at) == [path, False]


def assert_no_axe_violations(page: Page) -> None:
    """No violation of WCAG 2.2 AA or of best practice that axe can find."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    lines = [
        f"{v['id']} ({v['impact']}): {v['help']}\n    " + "\n    ".join(node["html"][:200] for node in v["nodes"][:4])
        for v in found["violations"]
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def assert_fits(page: Page) -> None:
    """Nothing makes the page wider than the window."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide in a window of {widths[1]}"
