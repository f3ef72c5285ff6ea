"""All addresses at once: who gets in where."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.architecture.addresses import Route, desk_routes, routes
from tests.architecture.filled import MARK, fill, keys

DESK = desk_routes()
by_name = pytest.mark.parametrize("route", DESK, ids=lambda route: route.name)


@pytest.fixture
def filled(luton, bedford, manager, sergeant) -> list[int]:
    fill(luton, manager, sergeant)
    return [*keys()[:5], 999_999]


def test_there_is_a_desk_to_try() -> None:
    assert len(DESK) > 25


@by_name
def test_every_desk_page_says_which_permission_it_needs(route: Route) -> None:
    assert getattr(route.view, "permission", None) is not None


@pytest.mark.django_db
def test_outsider_finds_nothing_of_luton_s(filled, outsider, client) -> None:
    client.force_login(outsider)
    for route in DESK:
        for address in route.filled("luton", filled):
            assert client.get(address).status_code == 404, address
            assert client.post(address, {}).status_code == 404, address


@pytest.mark.django_db
def test_outsider_finds_nothing_of_luton_s_under_the_address_of_the_own_partnership(filled, outsider, client) -> None:
    client.force_login(outsider)
    for route in DESK:
        for address in route.filled("bedford", filled):
            answer = client.get(address)
            assert answer.status_code < 500, address
            assert MARK not in answer.content.decode(errors="ignore"), address


@pytest.mark.django_db
def test_nobody_who_has_not_signed_in_gets_further_than_the_sign_in(filled, client) -> None:
    for route in DESK:
        for address in route.filled("luton", filled[:2]):
            for answer in (client.get(address), client.post(address, {})):
                assert answer.status_code in (302, 404), address
                assert answer.get("Location", "/accounts/login/").startswith("/accounts/login/"), address


@pytest.mark.django_db
def test_every_post_is_refused_without_the_form_s_own_token(luton, manager) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    for route in DESK:
        address = next(iter(route.filled("luton", [1])))
        assert client.post(address, {}).status_code in (403, 404), address


@pytest.mark.django_db
def test_partnership_that_does_not_exist_looks_like_one_that_is_not_yours(outsider, bedford, client) -> None:
    client.force_login(outsider)
    assert client.get("/desk/atlantis/").status_code == 404


def test_public_process_has_no_staff_page() -> None:
    for route in routes("wardwise.config.urls_site"):
        assert not route.pattern.startswith(("desk", "accounts")), route.pattern
        assert not hasattr(route.view, "permission"), route.pattern


@pytest.mark.django_db
def test_desk_process_draws_its_pages_without_the_public_ones(settings, filled, manager, client) -> None:
    settings.ROOT_URLCONF = "wardwise.config.urls_desk"
    client.force_login(manager)
    for route in DESK:
        for address in route.filled("luton", filled[:4]):
            assert client.get(address).status_code < 500, address


@pytest.mark.django_db
def test_public_process_draws_its_pages_without_the_desk(settings, filled, client) -> None:
    settings.ROOT_URLCONF = "wardwise.config.urls_site"
    for route in routes("wardwise.config.urls_site"):
        for address in route.filled("luton", filled[:2]):
            answer = client.get(address)
            assert answer.status_code < 500, address
            assert "/desk/" not in answer.content.decode(errors="ignore"), address
