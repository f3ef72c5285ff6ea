"""Pages on paper and lists on a phone: what a printer and a small screen leave of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations
from wardwise.scanning.reports.tests.making import a_report, a_ward

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
A4_PX = 718  # 190 mm, the paper without its margins


def test_roles_fit_on_paper_without_menu_and_addresses(luton, governance_lead, page, sign_in_page):
    sign_in_page(page, governance_lead)
    page.goto("/desk/luton/partners/roles/")
    page.set_viewport_size({"width": A4_PX, "height": 1000})
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Desk")).to_be_hidden()
    assert page.evaluate("document.querySelector('.ww-matrix').getBoundingClientRect().right") <= A4_PX
    after = "getComputedStyle(document.querySelector('main a, .ww-deskbar a'), '::after').content"
    assert page.evaluate(after) == "none"


def test_what_is_folded_away_is_read_on_paper(luton, analyst, history, page, sign_in_page):
    sign_in_page(page, analyst)
    page.goto("/desk/luton/explore/")
    table = page.locator(".ww-figure details .govuk-table").first
    expect(table).to_be_hidden()
    page.emulate_media(media="print")
    expect(table).to_be_visible()


def test_public_page_prints_without_its_menu_and_ways_out(luton, page):
    a_ward(luton)
    page.goto("/luton/areas/")
    page.emulate_media(media="print")
    for words in (".ww-menu", ".ww-exit", ".ww-phase", ".ww-footer__links"):
        expect(page.locator(words)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_list_becomes_cards_on_a_phone_and_stays_a_table_to_a_screen_reader(luton, caseworker, phone, sign_in_page):
    report = a_report(luton)
    sign_in_page(phone, caseworker)
    phone.goto("/desk/luton/reports/")
    cell = phone.get_by_role("row", name=report.reference).get_by_role("cell").first
    expect(cell).to_have_attribute("data-label", "What and where")
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "block"
    assert_no_axe_violations(phone)
    assert_fits(phone)
