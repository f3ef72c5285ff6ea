"""An analyst asks how it is in Dallow, without script and with, at a desk and on a phone, and takes a file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations
from wardwise.office.audit.models import Event

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ASKED = "/desk/luton/explore/?ward=E05000000&category=burglary&first=2023-01&last=2023-12"


def test_an_analyst_asks_for_dallow_without_script(scriptless: Page, history, analyst, sign_in_page):
    sign_in_page(scriptless, analyst)
    scriptless.goto("/desk/luton/explore/")
    scriptless.locator("summary", has_text="Change").click()
    scriptless.get_by_label("Dallow").check()
    scriptless.get_by_label("Burglary").check()
    scriptless.get_by_label("First month").select_option("2023-01")
    scriptless.get_by_role("button", name="Show").click()
    expect(scriptless.locator(".ww-question")).to_contain_text("Dallow, January to December 2023: burglaries")
    expect(scriptless.locator(".ww-finding").first).to_contain_text("not statistically different")
    expect(scriptless.locator("#when ~ figure")).to_contain_text("month by month")
    expect(scriptless).to_have_url(re.compile("ward=E05000000"))


def test_the_page_holds_for_everybody_at_a_desk(page: Page, history, people, analyst, sign_in_page):
    sign_in_page(page, analyst)
    for address in (ASKED, "/desk/luton/explore/?first=2023-12&last=2023-01", "/desk/luton/explore/transparency/"):
        page.goto(address)
        assert_no_axe_violations(page)
        assert_fits(page)


def test_the_page_holds_on_a_phone(phone: Page, history, analyst, sign_in_page):
    sign_in_page(phone, analyst)
    phone.goto(ASKED)
    assert_fits(phone)
    assert_no_axe_violations(phone)


def test_the_second_map_of_the_small_areas_moves_with_the_shapes_of_the_first(
    page: Page,
    history,
    analyst,
    sign_in_page,
):
    sign_in_page(page, analyst)
    page.goto(ASKED)
    figure = page.locator("figure[data-same-areas]")
    figure.get_by_role("button", name="Move around this map").click()
    figure.locator("canvas").wait_for()
    page.keyboard.press("n")
    expect(figure.locator(".maplibregl-popup")).to_contain_text("recorded")
    expect(figure.get_by_role("status")).not_to_contain_text("Choose a place")


def test_a_file_is_taken_and_recorded(page: Page, history, analyst, sign_in_page):
    sign_in_page(page, analyst)
    page.goto(ASKED)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Map points (CSV)").click()
    assert waiting.value.suggested_filename == "dallow-2023-01-2023-12-points.csv"
    assert Event.objects.filter(verb="analysis.exported", actor=f"person:{analyst.pk}").count() == 1
