"""The desk's frame: signing in, the menu on a phone, the marking, the account pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_fits, assert_no_axe_violations, assert_still_at

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ACCOUNT = ["", "2fa/", "2fa/webauthn/", "logout/", "password/change/", "reauthenticate/"]


def test_axe_finds_nothing_before_signing_in(db, page, phone):
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/inactive/"):
        for window in (page, phone):
            assert window.goto(path).ok
            assert_no_axe_violations(window)
            assert_fits(window)


def test_a_wrong_password_is_said_at_the_top_and_the_address_is_kept(manager, page):
    page.goto("/accounts/login/")
    page.fill("#id_login", manager.email)
    page.fill("#id_password", "not this one")
    page.click("main button[type=submit]")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator("#id_login")).to_have_value(manager.email)
    assert_no_axe_violations(page)


def test_a_password_can_be_pasted_and_filled_by_a_manager_of_passwords(manager, page):
    page.goto("/accounts/login/")
    expect(page.locator("#id_login")).to_have_attribute("autocomplete", "email")
    expect(page.locator("#id_password")).to_have_attribute("autocomplete", "current-password")
    assert page.evaluate(
        "() => document.querySelector('#id_password').dispatchEvent(new ClipboardEvent('paste', {cancelable: true}))"
    )


def test_the_account_pages_are_in_the_frame(manager, page, phone, sign_in_page):
    for window in (page, phone):
        sign_in_page(window, manager)
        for path in ACCOUNT:
            assert window.goto(f"/accounts/{path}").ok
            expect(window.locator(".ww-deskbar")).to_be_visible()
            assert_no_axe_violations(window)
            assert_fits(window)


def test_the_second_step_is_set_up_with_a_key_that_can_be_copied(manager, page, sign_in_page):
    sign_in_page(page, manager)
    page.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.fill("#id_password", "correct horse battery")
        page.click("main button[type=submit]")
    assert len(page.input_value("#authenticator_secret")) >= 16
    expect(page.locator("img.ww-qr")).to_be_visible()
    assert_no_axe_violations(page)
    page.fill("#id_code", "000000")
    page.click("main button[type=submit]")
    expect(page.locator(".govuk-error-summary")).to_be_focused()


def test_the_menu_folds_on_a_phone_and_stands_open_on_a_desk(manager, page, phone, sign_in_page):
    sign_in_page(page, manager)
    expect(page.get_by_role("link", name="Home")).to_be_visible()
    sign_in_page(phone, manager)
    home = phone.get_by_role("navigation", name="Desk").get_by_role("link", name="Home")
    expect(home).to_be_hidden()
    phone.locator("summary", has_text="Menu").focus()
    phone.keyboard.press("Enter")
    expect(home).to_be_visible()
    assert_no_axe_violations(phone)
    assert_fits(phone)


def test_the_marking_stands_on_the_page_and_on_paper(manager, page, sign_in_page):
    sign_in_page(page, manager)
    page.emulate_media(media="print")
    expect(page.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
    expect(page.get_by_text("OFFICIAL-SENSITIVE").last).to_be_visible()
    expect(page.locator(".ww-nav")).to_be_hidden()


def test_escape_does_not_throw_staff_out(manager, page, sign_in_page):
    sign_in_page(page, manager)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Home")).to_be_visible()
    assert_still_at(page, "/desk/luton/")
