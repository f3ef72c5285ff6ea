"""Every address of both doors, as features add them, on a phone: axe finds nothing, and nothing is too wide."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.architecture.addresses import Route, desk_routes, routes
from tests.architecture.filled import fill, keys
from tests.journeys.conftest import assert_fits, assert_no_axe_violations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def pages(client: Client, found: list[Route]) -> list[str]:
    """One address of each route that answers this visitor with a page."""
    answering = []
    for route in found:
        for address in route.filled("luton", keys()[:6]):
            answer = client.get(address)
            if answer.status_code == 200 and answer.content.lower().startswith(b"<!doctype html"):
                answering.append(address)
                break
    return answering


def look(window, addresses: list[str]) -> None:
    complaints = []
    for address in addresses:
        window.goto(address)
        try:
            assert_no_axe_violations(window)
            assert_fits(window)
        except AssertionError as wrong:
            complaints.append(str(wrong))
    assert complaints == []


def test_every_page_of_the_public_site(luton, manager, sergeant, client, phone):
    fill(luton, manager, sergeant)
    found = pages(client, [r for r in routes("wardwise.config.urls_site") if "partnership" in r.pattern])
    assert len(found) > 10
    look(phone, found)


def test_every_page_of_the_desk(luton, manager, governance_lead, sergeant, client, open_context, sign_in_page):
    """As the manager, who may see all; and who works here and what was recorded of them as who guards it sees it."""
    fill(luton, manager, sergeant)
    own = [route for route in desk_routes() if route.name.startswith("partners:")]
    for person, asked in ((manager, desk_routes()), (governance_lead, own)):
        client.force_login(person)
        found = pages(client, asked)
        assert len(found) > 5
        window = open_context(width=375, height=700).new_page()
        sign_in_page(window, person)
        look(window, found)
