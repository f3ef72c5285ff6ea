"""A campaign from its plan to its verdict: a manager plans, an analyst designs, a sergeant logs."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations, click_through
from wardwise.assessment.outcomes import queries as outcomes
from wardwise.assessment.outcomes.forms import moved
from wardwise.assessment.outcomes.tests.factories import LOGIC, months
from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.partners import queries as partners
from wardwise.response.operations import queries
from wardwise.response.operations.models import Operation
from wardwise.response.operations.tests.factories import ward

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def looked_at(page):
    assert_no_axe_violations(page)
    assert_fits(page)


def type_day(page, name, day):
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"[name={name}_{part}]", str(value))


def plan(page, first_day):
    page.goto("/desk/luton/operations/plan/")
    looked_at(page)
    page.get_by_label("Community campaign").check()
    page.get_by_label("Name", exact=True).fill("Dallow Together")
    page.get_by_label("What led to it?").fill("Residents told us about robbery on the way home.")
    type_day(page, "starts_on", first_day)
    page.get_by_label("Dallow", exact=True).check()
    page.get_by_label("What should be true afterwards?").first.fill("Fewer recorded robberies")
    page.get_by_label("How could anybody check that?").first.fill("Recorded robbery by month")
    click_through(page, page.get_by_role("button", name="Plan it"))
    expect(page.get_by_role("heading", name="Dallow Together", level=1)).to_be_visible()


def add_phase_and_approve(page):
    click_through(page, page.get_by_role("link", name="Add a phase"))
    page.get_by_label("Intensify").check()
    page.get_by_label("What must be true for it to end?").fill("A fortnight has passed")
    looked_at(page)
    click_through(page, page.get_by_role("button", name="Keep the phase"))
    click_through(page, page.get_by_role("link", name="Mark as: approved"))
    click_through(page, page.get_by_role("button", name="Confirm"))
    looked_at(page)


def design(page):
    page.goto("/desk/luton/outcomes/")
    click_through(page, page.get_by_role("link", name="Design an evaluation of Dallow Together"))
    for name, text in LOGIC.items():
        page.fill(f"[name={name}]", text)
    page.get_by_label("Robbery", exact=True).check()
    page.locator("[name=control_areas]").last.check()
    page.get_by_label("For another reason than its recent figures").check()
    page.fill("[name=regression_note]", "Residents chose the place.")
    looked_at(page)
    click_through(page, page.get_by_role("button", name="Keep the draft"))
    expect(page.get_by_text("Only a fall of about 27% or more would be shown")).to_be_visible()
    looked_at(page)
    click_through(page, page.get_by_role("button", name="Fix it for good"))
    expect(page.get_by_text("Nobody can change it.", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="Change the draft")).to_have_count(0)


def go_live_and_log(phone, operation):
    phone.goto(f"/desk/luton/operations/{operation.pk}/move/live/")
    click_through(phone, phone.get_by_role("button", name="Confirm"))
    click_through(phone, phone.get_by_role("link", name="Log activity"))
    phone.get_by_label("What was done?").select_option("weapons-sweep")
    phone.get_by_label("Where?").fill("Brantwood Park")
    phone.get_by_label("It was searched and nothing was found").check()
    phone.get_by_label("Prevention").check()
    looked_at(phone)
    click_through(phone, phone.get_by_role("button", name="Log it"))
    expect(phone.get_by_role("link", name="nothing found")).to_be_visible()
    looked_at(phone)


def test_a_campaign_from_plan_to_verdict(
    manager, analyst, sergeant, luton, open_context, sign_in_page, monkeypatch, wardwise_home
):
    dallow = ward(luton, "E05002216", "Dallow")
    leagrave = ward(luton, "E05002225", "Leagrave", west=505_000.0, south=224_000.0)
    first_day = partners.today() + dt.timedelta(days=40)
    start = first_day.strftime("%Y-%m")
    before, after = [moved(start, i) for i in range(-12, 0)], [moved(start, i) for i in range(12)]
    rows = months(dallow, {**dict.fromkeys(before, 20), **dict.fromkeys(after, 10)})
    rows += months(leagrave, dict.fromkeys(before + after, 25))
    entries.put(store_of(luton), "police-uk-street", rows)
    desk, analysis, phone = (open_context(width=width).new_page() for width in (1280, 1280, 375))
    for page, person in ((desk, manager), (analysis, analyst), (phone, sergeant)):
        sign_in_page(page, person)

    plan(desk, first_day)
    add_phase_and_approve(desk)
    design(analysis)
    operation = Operation.objects.get()
    later = first_day + dt.timedelta(days=450)
    monkeypatch.setattr(partners, "today", lambda: later)
    go_live_and_log(phone, operation)
    click_through(analysis, analysis.get_by_role("button", name="Run it on the data now loaded"))
    headline = "Fewer robberies were recorded in Dallow than the comparison area suggests."
    expect(analysis.get_by_role("heading", name=headline)).to_be_visible()
    looked_at(analysis)

    desk.goto(analysis.url)
    click_through(desk, desk.get_by_role("button", name="Let the public see it, whole"))
    desk.goto(f"/desk/luton/operations/{operation.pk}/public/")
    click_through(desk, desk.get_by_role("button", name="Put it on the public pages"))
    looked_at(desk)
    operation.refresh_from_db()
    assert operation.status == "evaluated"
    assert [shown.name for shown in queries.public(luton)] == ["Dallow Together"]
    assert outcomes.public_verdict(operation).headline == headline
