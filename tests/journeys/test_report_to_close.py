"""A resident reports without script; an officer takes it up, links it to a problem, and the problem is closed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations, click_through
from wardwise.scanning.problems import rules as problems
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.problems.tests.making import ready_to_close
from wardwise.scanning.reports.models import Draft, Report
from wardwise.scanning.reports.tests.making import PHONE, a_picture, a_report, a_ward

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def go_on(page: Page) -> None:
    click_through(page, page.get_by_role("button", name="Continue"))


def tell(page: Page, looked_at=lambda page: None) -> tuple[str, str]:
    """From the first page of reporting to the codes; `looked_at` is called on every page."""
    page.goto("/luton/report/")
    looked_at(page)
    click_through(page, page.get_by_role("link", name="Nuisance, noise, rubbish"))
    looked_at(page)
    click_through(page, page.get_by_role("button", name="Start"))
    page.get_by_label("A place that is dirty").check()
    page.get_by_label("Dumped rubbish").check()
    looked_at(page)
    go_on(page)
    page.get_by_label("Describe the place").fill("Behind the shops")
    looked_at(page)
    go_on(page)
    for box, value in (("Day", "1"), ("Month", "6"), ("Year", "2026")):
        page.get_by_label(box, exact=True).first.fill(value)
    page.get_by_label("In the evening").check()
    page.get_by_label("It happened once").check()
    looked_at(page)
    go_on(page)
    page.get_by_label("In your own words").fill("Three sofas")
    looked_at(page)
    go_on(page)
    page.get_by_label("Add a photo").set_input_files({"name": "x.jpg", "mimeType": "", "buffer": a_picture()})
    looked_at(page)
    go_on(page)
    page.get_by_label("No", exact=True).check()
    looked_at(page)
    go_on(page)
    looked_at(page)
    click_through(page, page.get_by_role("button", name="Send"))
    looked_at(page)
    reference, code = page.locator(".ww-codes dd").all_inner_texts()
    return reference, code


def test_resident_reports_without_script_and_follows_what_becomes_of_it(luton, caseworker, scriptless):
    a_ward(luton)
    reference, code = tell(scriptless)
    report = Report.objects.get()
    assert (report.reference, report.photos.count()) == (reference, 1)
    scriptless.get_by_role("link", name="see what has happened").click()
    scriptless.get_by_label("Your reference").fill(reference)
    scriptless.get_by_label("Your secret code").fill(code)
    scriptless.get_by_role("button", name="Show").click()
    expect(scriptless.get_by_role("heading", level=1)).to_have_text("Received")
    assert code not in scriptless.url


def test_axe_finds_nothing_on_the_way_and_every_page_fits_on_a_phone(luton, phone):
    a_ward(luton)

    def look(page: Page) -> None:
        assert_no_axe_violations(page)
        assert_fits(page)

    tell(phone, look)
    for path in ("hate/", "information/", "emergency/", "safeguarding/", "crime/", "status/"):
        phone.goto(f"/luton/report/{path}")
        look(phone)


def test_error_is_told_at_the_top_and_leads_to_its_question(luton, page, watch):
    watch.expect("422")
    page.goto("/luton/report/tell-us/")
    click_through(page, page.get_by_role("button", name="Start"))
    go_on(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_no_axe_violations(page)


def test_leaving_quickly_deletes_the_answers_on_the_server(luton, page, watch, settings, live_server):
    settings.WARDWISE_EXIT_URL = f"{live_server.url}/luton/"
    page.goto("/luton/report/tell-us/")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is it about?")
    page.get_by_role("link", name="Leave this site quickly").click()
    page.wait_for_url("**/luton/")
    assert not Draft.objects.exists()


def test_officer_takes_a_report_up_and_links_it_to_a_problem(luton, caseworker, manager, page, sign_in_page):
    report = a_report(luton, contacts=PHONE)
    sign_in_page(page, caseworker)
    page.goto("/desk/luton/problems/open/")
    assert_no_axe_violations(page)
    page.get_by_label("Short title").fill("Rubbish behind the shops")
    page.get_by_label("Objective").fill("Halve it by summer")
    page.get_by_label("Owner").select_option(label="Luton Council")
    click_through(page, page.get_by_role("button", name="Open the problem"))
    page.goto("/desk/luton/reports/")
    assert_no_axe_violations(page)
    page.get_by_label("Words or reference").fill("three sofas")
    click_through(page, page.get_by_role("button", name="Search"))
    expect(page.get_by_label("Words or reference")).to_have_value("three sofas")
    expect(page).not_to_have_url(re.compile("sofas"))
    assert_no_axe_violations(page)
    click_through(page, page.get_by_role("link", name=report.reference))
    assert_no_axe_violations(page)
    page.get_by_text("Take it up: it is ours").click()
    click_through(page, page.get_by_role("button", name="Take it up"))
    page.get_by_text("Link it to a problem we work on").click()
    page.get_by_label("Problem", exact=True).select_option(label="Rubbish behind the shops")
    click_through(page, page.get_by_role("button", name="Link", exact=True))
    click_through(page, page.get_by_role("link", name="Rubbish behind the shops"))
    expect(page.get_by_role("link", name=re.compile("Dumped rubbish"))).to_be_visible()
    assert_no_axe_violations(page)


def test_officer_sees_the_warning_before_the_number(luton, caseworker, page, sign_in_page):
    report = a_report(luton, contacts=PHONE)
    sign_in_page(page, caseworker)
    page.goto(f"/desk/luton/reports/{report.pk}/")
    page.get_by_role("button", name="Show how to reach them").click()
    expect(page.get_by_text("Do not leave a message")).to_be_visible()
    assert_no_axe_violations(page)
    page.goto("/desk/luton/reports/new/")
    assert_no_axe_violations(page)


def test_checked_problem_is_closed_and_every_desk_page_fits_on_a_phone(
    luton, caseworker, manager, phone, sign_in_page
):
    problem = ready_to_close(luton, caseworker, manager)
    problems.add_hypothesis(problem, claim="The gate is open", by=caseworker)
    a_report(luton)
    sign_in_page(phone, caseworker)
    phone.goto(f"/desk/luton/problems/{problem.pk}/")
    phone.get_by_text("Close the problem").click()
    phone.get_by_label("Resolved: the behaviour stopped").check()
    phone.get_by_role("button", name="Close", exact=True).click()
    expect(phone.get_by_text("Resolved: the behaviour stopped.")).to_be_visible()
    assert Problem.objects.get().is_closed
    for path in ("problems/", f"problems/{problem.pk}/", "problems/open/", "reports/", "reports/new/"):
        phone.goto(f"/desk/luton/{path}")
        assert_fits(phone)
