"""Leaving quickly: each way out, and each moment at which it must not happen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_still_at

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
STATUS = "[data-exit-status]"


@pytest.fixture(autouse=True)
def neutral_page(settings, live_server, luton) -> str:
    """Tests do not open the weather page: one of ours stands for it."""
    settings.WARDWISE_EXIT_URL = f"{live_server.url}/about/cookies/"
    return settings.WARDWISE_EXIT_URL


def has_left(page: Page) -> None:
    page.wait_for_url("**/about/cookies/")


def test_the_button_replaces_this_page_in_the_history(page):
    page.goto("/luton/contact/")
    page.goto("/luton/")
    page.click("text=Leave this site quickly")
    has_left(page)
    page.go_back()
    expect(page).to_have_url(re.compile("/luton/contact/$"))


def test_without_script_the_button_is_a_plain_link(scriptless, neutral_page):
    scriptless.goto("/luton/")
    link = scriptless.get_by_role("link", name="Leave this site quickly")
    expect(link).to_have_attribute("href", neutral_page)
    expect(link).to_have_attribute("rel", "nofollow noreferrer")
    link.click()
    has_left(scriptless)


def test_escape_leaves(page):
    page.goto("/luton/")
    page.keyboard.press("Escape")
    has_left(page)


def test_shift_three_times_leaves_and_says_how_many_are_missing(page):
    page.goto("/luton/")
    page.keyboard.press("Shift")
    expect(page.locator(STATUS)).to_have_text("Press Shift 2 more times to leave this site.")
    page.keyboard.press("Shift")
    expect(page.locator(STATUS)).to_have_text("Press Shift 1 more time to leave this site.")
    page.keyboard.press("Shift")
    has_left(page)


def test_capital_letters_do_not_leave(page):
    page.goto("/luton/feedback/")
    page.locator("textarea").press_sequentially("ABC DEF")
    for letter in "GHI":
        page.keyboard.press(f"Shift+{letter}")
    assert_still_at(page, "/luton/feedback/")


def test_escape_while_typing_leaves_the_box_first_and_says_so(page):
    page.goto("/luton/feedback/")
    page.fill("textarea", "half a sentence")
    page.keyboard.press("Escape")
    assert_still_at(page, "/luton/feedback/")
    expect(page.locator("textarea")).to_have_value("half a sentence")
    expect(page.locator(STATUS)).to_have_text("Press Escape again to leave this site.")
    page.keyboard.press("Escape")
    has_left(page)


def test_escape_that_closes_a_dialog_does_not_leave(page):
    page.goto("/luton/")
    page.evaluate("() => { const d = document.createElement('dialog'); document.body.append(d); d.showModal(); }")
    page.keyboard.press("Escape")
    assert_still_at(page, "/luton/")
    page.keyboard.press("Escape")
    has_left(page)


def test_escape_that_something_else_used_does_not_leave(page):
    page.goto("/luton/")
    page.evaluate("() => document.querySelector('main').addEventListener('keydown', (e) => e.preventDefault())")
    page.locator("main a").first.focus()
    page.keyboard.press("Escape")
    assert_still_at(page, "/luton/")


def test_nothing_typed_is_kept(page):
    page.goto("/luton/")
    page.goto("/luton/feedback/")
    page.evaluate("() => sessionStorage.setItem('draft', 'words')")
    page.fill("textarea", "words")
    page.click("text=Leave this site quickly")
    has_left(page)
    assert page.evaluate("() => [sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]


def test_it_stays_in_sight_at_the_foot_of_a_long_page(phone):
    phone.goto("/luton/privacy/")
    phone.mouse.wheel(0, 5_000)
    box = phone.get_by_role("link", name="Leave this site quickly").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] >= 24
