"""An analyst looks at what was loaded, where its gaps are, and at a run, at a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations, click_through
from wardwise.incidents.ingest import rules as ingest
from wardwise.incidents.ingest.tests.archives import BEDFORD, NOWHERE, asb, crime, folder
from wardwise.incidents.runs.models import Run
from wardwise.partners.models import Partnership

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DATA = "/desk/luton/ingest/"
MONTH = f"{DATA}police-uk-street/2024-01/"
GAP = f"{DATA}police-uk-street/2024-03/"


@pytest.fixture
def loaded(tmp_path: Path, luton: Partnership) -> None:
    """Three months with one missing between them, a row that was refused and two with flags."""
    rows = {f"street_2024_0{m}": [crime(100 * m + n, f"2024-0{m}") for n in range(9)] for m in (1, 2, 4)}
    rows["street_2024_01"] += [crime(1, place=BEDFORD), crime(2, place=NOWHERE), asb(), ("", *crime(3)[1:])]
    ingest.load_police_uk(partnership=luton, path=folder(tmp_path / "archive", **rows), by=None)


def test_the_way_from_all_months_to_a_gap(page: Page, loaded, analyst, sign_in_page):
    sign_in_page(page, analyst)
    page.goto(DATA)
    expect(page.get_by_text("1 month missing: March 2024")).to_be_visible()
    page.goto(MONTH)
    expect(page.get_by_text("A crime without a crime ID")).to_be_visible()
    page.goto(GAP)
    expect(page.get_by_text("Nothing was published for this month")).to_be_visible()


@pytest.mark.parametrize("address", [DATA, MONTH, GAP, f"{DATA}load/", "/desk/luton/runs/"])
def test_the_data_pages_hold_at_a_desk_and_on_a_phone(
    page: Page, phone: Page, loaded, manager, sign_in_page, address
):
    for window in (page, phone):
        sign_in_page(window, manager)
        assert window.goto(address).status == 200
        assert_no_axe_violations(window)
        assert_fits(window)


def test_a_run_that_was_kept_can_be_read_and_done_again(page, phone, history, analyst, sign_in_page):
    sign_in_page(page, analyst)
    page.goto("/desk/luton/explore/?ward=E05000000&category=burglary&first=2023-01&last=2023-12")
    with page.expect_download():
        page.get_by_role("link", name="Map points (CSV)").click()
    address = f"/desk/luton/runs/{Run.objects.get().number}/"
    page.goto(address)
    assert_no_axe_violations(page)
    assert_fits(page)
    click_through(page, page.get_by_role("button", name="again"))
    expect(page.locator("main")).to_contain_text("same")
    sign_in_page(phone, analyst)
    phone.goto(address)
    assert_fits(phone)
    assert_no_axe_violations(phone)
