"""Every page in a menu, as features add them: for everybody, on a phone, without complaint."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import assert_fits, assert_no_axe_violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def addresses(page, selector: str) -> list[str]:
    return page.eval_on_selector_all(selector, "links => [...new Set(links.map(link => link.getAttribute('href')))]")


def test_axe_finds_nothing_on_any_page_of_the_desk_menu(manager, page, phone, sign_in_page):
    sign_in_page(page, manager)
    sign_in_page(phone, manager)
    found = addresses(page, ".ww-nav a")
    assert len(found) > 8
    for address in found:
        for window in (page, phone):
            assert window.goto(address).ok, address
            assert_no_axe_violations(window)
            assert_fits(window)


def test_axe_finds_nothing_behind_any_door_of_the_public_site(luton, page, phone):
    page.goto("/luton/")
    for address in addresses(page, ".ww-menu a, .ww-door a"):
        for window in (page, phone):
            assert window.goto(address).ok, address
            assert_no_axe_violations(window)
            assert_fits(window)
