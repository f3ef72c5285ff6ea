"""Every page in a menu, as features add them, while nothing is entered yet: for everybody, without complaint."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import assert_fits, assert_no_axe_violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def addresses(page, selector: str) -> list[str]:
    return page.eval_on_selector_all(selector, "links => [...new Set(links.map(link => link.getAttribute('href')))]")


def look(window, address: str) -> None:
    """At a desk; and then whether it fits on a phone."""
    assert window.goto(address).ok, address
    assert_no_axe_violations(window)
    assert_fits(window)
    window.set_viewport_size({"width": 375, "height": 700})
    assert_fits(window)
    window.set_viewport_size({"width": 1280, "height": 900})


def test_axe_finds_nothing_on_any_page_of_the_desk_menu(manager, page, sign_in_page):
    sign_in_page(page, manager)
    found = addresses(page, ".ww-nav a")
    assert len(found) > 8
    for address in found:
        look(page, address)


def test_axe_finds_nothing_behind_any_door_of_the_public_site(luton, page):
    page.goto("/luton/")
    for address in addresses(page, ".ww-menu a, .ww-door a"):
        look(page, address)
