"""All addresses at once: what every answer must say, and who finds nothing any more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.architecture.addresses import desk_routes, routes
from tests.architecture.filled import MARK, fill, keys
from wardwise.partners import queries
from wardwise.partners.models import Membership, Post, SharingAgreement
from wardwise.partners.permissions import WITHOUT_AGREEMENT

DESK = desk_routes()
YESTERDAY = queries.today() - dt.timedelta(days=1)
REFUSED = ("/desk/luton/", "/desk/nowhere/", "/nothing/", "/luton/nothing/", "/accounts/signup/", "/desk/luton/x/")


@pytest.fixture
def filled(luton, manager, sergeant) -> list[int]:
    fill(luton, manager, sergeant)
    return [*keys()[:4], 999_999]


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["post", "member", "inactive"])
def test_who_has_left_finds_no_page_with_the_session_of_before(filled, manager, client, what) -> None:
    client.force_login(manager)
    Post.objects.filter(pk__gt=0 if what == "post" else 10**9).update(until=YESTERDAY)
    Membership.objects.filter(pk__gt=0 if what == "member" else 10**9).update(until=YESTERDAY)
    type(manager).objects.update(is_active=what != "inactive")
    for route in DESK:
        for address in route.filled("luton", filled[:1]):
            for answer in (client.get(address), client.post(address, {})):
                assert answer.status_code in ((302, 404) if what == "inactive" else (404,)), address
                assert answer.get("Location", "/accounts/login/").startswith("/accounts/login/"), address


@pytest.mark.django_db
def test_after_the_agreement_only_what_must_still_work_is_found(filled, manager, client) -> None:
    client.force_login(manager)
    SharingAgreement.objects.update(expires_on=YESTERDAY)
    for route in DESK:
        if getattr(route.view, "permission", None) in WITHOUT_AGREEMENT:
            continue
        for address in route.filled("luton", filled[:2]):
            assert client.get(address).status_code == 404, address
            assert client.post(address, {}).status_code == 404, address


@pytest.mark.django_db
def test_no_answer_of_the_desk_stays_in_a_cache(filled, manager, client) -> None:
    client.force_login(manager)
    for route in DESK:
        for address in route.filled("luton", filled[:3]):
            kept = client.get(address)["Cache-Control"]
            assert "no-store" in kept or ("private" in kept and address.endswith("/map/")), address


@pytest.mark.django_db
def test_every_answer_says_what_a_browser_may_do_with_it(filled, manager, client) -> None:
    client.force_login(manager)
    every = [*DESK, *routes("wardwise.config.urls_site")]
    addresses = [address for route in every for address in route.filled("luton", filled[:1])]
    for address in (*addresses, *REFUSED):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), address


@pytest.mark.django_db
def test_wrong_host_wrong_token_and_fault_say_nothing_of_the_inside(luton, client, monkeypatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError(MARK)

    strange = client.get("/luton/", HTTP_HOST="evil.example")
    forged = Client(enforce_csrf_checks=True).post("/luton/report/tell-us/")
    monkeypatch.setattr("wardwise.web.site.views.doors_of", broken)
    fault = Client(raise_request_exception=False).get("/luton/")
    assert [strange.status_code, forged.status_code, fault.status_code] == [400, 403, 500]
    for answer in (strange, forged, fault):
        said = answer.content.decode()
        assert not [word for word in (MARK, "Traceback", "Django", "wardwise.", "evil.example") if word in said]
        assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [10**26, 2**63, 0])
def test_absurd_numbers_are_not_found_and_no_fault(luton, manager, client, number) -> None:
    client.force_login(manager)
    for route in DESK:
        if any(kind == "int" for kind, _ in route.parameters):
            for address in route.filled("luton", [number]):
                assert client.get(address).status_code in (302, 404, 405), address
