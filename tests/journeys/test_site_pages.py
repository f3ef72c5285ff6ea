"""Every page of the public frame: for everybody, without script, on a phone, and light."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations
from wardwise.office.feedback.models import Feedback
from wardwise.publication.signposts import rules as signposts

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OWN = ["", "accessibility/", "contact/", "cookies/", "feedback/", "feedback/thanks/", "privacy/", "private-visit/"]
ELSEWHERE = ["/", "/about/accessibility/", "/about/cookies/", "/about/privacy/", "/about/private-visit/"]
MOST_BYTES = 60_000


@pytest.fixture
def furnished(luton, bedford, manager):
    signposts.put_up(partnership=luton, by=manager, kind="careers", heading="Join the police", words="Two ways in.")
    return luton


def test_axe_finds_nothing_on_any_page_and_all_fit_on_a_phone(furnished, page, phone):
    for path in [*(f"/luton/{name}" for name in OWN), *ELSEWHERE]:
        for window in (page, phone):
            answer = window.goto(path)
            assert answer.ok, path
            assert_no_axe_violations(window)
            assert_fits(window)


def test_every_page_has_the_way_out_the_beta_and_its_foot_without_script(furnished, scriptless):
    for path in [*(f"/luton/{name}" for name in OWN), *ELSEWHERE]:
        scriptless.goto(path)
        expect(scriptless.get_by_role("link", name="Leave this site quickly")).to_be_visible()
        expect(scriptless.get_by_text("This site is new.")).to_be_visible()
        for words in ("Accessibility", "Cookies", "Privacy"):
            expect(scriptless.get_by_role("contentinfo").get_by_role("link", name=words)).to_be_visible()


def test_feedback_is_given_without_script_and_without_a_cookie(luton, scriptless):
    scriptless.goto("/luton/feedback/")
    scriptless.click("text=Send feedback")
    expect(scriptless).to_have_title(re.compile("^Error: "))
    scriptless.get_by_role("link", name="Choose whether you could do what you came for").click()
    scriptless.get_by_label("Partly").check()
    scriptless.fill("textarea", "The map did not open")
    scriptless.click("text=Send feedback")
    expect(scriptless.get_by_role("status").filter(has_text="Your feedback is saved")).to_be_visible()
    assert Feedback.objects.get().answer == "partly"
    assert scriptless.context.cookies() == []


def test_with_script_the_list_of_errors_has_the_focus_and_its_link_goes_to_the_question(luton, page):
    page.goto("/luton/feedback/")
    page.click("text=Send feedback")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_answer_0")).to_be_focused()
    assert_no_axe_violations(page)


def test_the_keyboard_alone_goes_over_the_frame_to_the_words(luton, page):
    page.goto("/luton/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Leave this site quickly")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


@pytest.mark.parametrize("path", ["/luton/", "/luton/feedback/", "/luton/privacy/"])
def test_a_page_weighs_less_than_sixty_kilobytes(furnished, page, path):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    weights = {answer.url: weight(answer) for answer in answers}
    assert sum(weights.values()) < MOST_BYTES, weights
    assert any(url.endswith(".woff2") for url in weights)


def weight(answer) -> int:
    """Bytes on the wire: text compressed as the server does, the rest as it is, and half a kilobyte of headers."""
    body = answer.body()
    is_text = not answer.url.endswith((".woff2", ".png", ".jpg"))
    return 500 + len(gzip.compress(body, 6) if is_text else body)


def test_a_wrong_address_and_a_stale_form_say_what_to_do(luton, page, watch):
    watch.expect("the server responded with a status of 404")
    page.goto("/luton/nothing-here/")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert_no_axe_violations(page)


def test_it_can_be_read_when_the_window_forces_its_colours(luton, open_context):
    page = open_context(forced_colors="active", reduced_motion="reduce").new_page()
    page.goto("/luton/")
    expect(page.get_by_role("link", name="Leave this site quickly")).to_be_visible()
    assert_no_axe_violations(page)


def test_print_leaves_out_what_paper_cannot_use(luton, page):
    page.goto("/luton/")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Leave this site quickly")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
