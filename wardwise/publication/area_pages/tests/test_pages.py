from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from wardwise.publication.area_pages import rules
from wardwise.publication.area_pages.models import Release, WardContact
from wardwise.publication.area_pages.rules import Said
from wardwise.publication.area_pages.tests.making import police, reports
from wardwise.response.operations.tests.factories import ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(luton, dallow, manager):
    police(luton, dallow, "2022-01", "2023-12", anti_social_behaviour=9, burglary=4)
    reports(luton, dallow, "2023-03", noise=12, begging=3, fireworks=8)
    draft = rules.prepare(partnership=luton, area=dallow, by=manager, today=dt.date(2024, 2, 10))
    rules.write_lines(draft, lines=[Said("Litter in the park", "Four new bins")], by=manager)
    return rules.approve(draft, by=manager)


def test_public_page_shows_the_release_and_not_live_numbers(client, luton, dallow, full) -> None:
    before = client.get("/luton/areas/dallow/").content.decode()
    police(luton, dallow, "2024-01", "2024-01", burglary=500)
    reports(luton, dallow, "2023-03", noise=500)
    assert client.get("/luton/areas/dallow/").content.decode() == before
    assert "Four new bins" in before
    assert "January to December 2023" in before


def test_small_count_is_nowhere_on_the_public_page(client, full) -> None:
    page = client.get("/luton/areas/dallow/").content.decode()
    assert "Begging" not in page
    assert "Other things" in page
    assert "we do not show numbers below 5" in page


def test_draft_is_not_public(client, luton, dallow, prepare) -> None:
    police(luton, dallow, "2023-01", "2023-12", burglary=4)
    prepare()
    page = client.get("/luton/areas/dallow/").content.decode()
    assert "No figures have been published" in page
    assert "Burglary" not in page


def test_withdrawn_page_says_that_it_is_being_put_right(client, full, manager) -> None:
    rules.withdraw(full, reason="Internal: wrong file", by=manager)
    page = client.get("/luton/areas/dallow/").content.decode()
    assert "We took the figures" in page
    assert "wrong file" not in page


def test_list_finds_a_ward_by_part_of_its_name_and_never_ranks(client, luton, dallow, leagrave) -> None:
    page = client.get("/luton/areas/").content.decode()
    assert page.index("Dallow") < page.index("Leagrave")
    assert "Leagrave" not in client.get("/luton/areas/", {"q": "dal"}).content.decode()
    assert "No ward is called" in client.get("/luton/areas/", {"q": "<script>"}).content.decode()


def test_code_in_the_address_leads_to_the_name(client, dallow) -> None:
    assert client.get("/luton/areas/E05002216/").url == "/luton/areas/dallow/"


@pytest.mark.parametrize(
    "path", ["/luton/areas/castle/", "/luton/areas/nowhere/", "/nowhere/areas/", "/bedford/areas/dallow/"]
)
def test_ward_of_another_place_is_not_found(client, luton, dallow, castle_in_bedford, path: str) -> None:
    assert client.get(path).status_code == 404


def test_page_may_be_kept_for_five_minutes_by_anybody(client, full) -> None:
    assert client.get("/luton/areas/dallow/")["Cache-Control"] == "public, max-age=300"


def test_page_is_small_and_asks_few_questions(client, full, django_assert_max_num_queries) -> None:
    client.get("/luton/areas/dallow/")  # draws the charts once
    with django_assert_max_num_queries(8):
        page = client.get("/luton/areas/dallow/")
    assert len(page.content) < 60_000


def test_meeting_that_is_over_is_not_shown(client, luton, dallow, manager) -> None:
    now = timezone.now()
    rules.set_contact(
        partnership=luton, area=dallow, by=manager, team="Dallow team", meets_at=now - dt.timedelta(hours=1)
    )
    assert "Next meeting" not in client.get("/luton/areas/dallow/").content.decode()
    rules.set_contact(
        partnership=luton, area=dallow, by=manager, team="Dallow team", meets_at=now + dt.timedelta(days=9)
    )
    assert "Next meeting" in client.get("/luton/areas/dallow/").content.decode()


@pytest.mark.parametrize("path", ["", "{release}/", "wards/{ward}/", "wards/{ward}/contact/"])
def test_release_pages_are_for_those_who_may_publish(sign_in, manager, analyst, outsider, full, dallow, path) -> None:
    address = "/desk/luton/releases/" + path.format(release=full.pk, ward=dallow.pk)
    assert sign_in(manager).get(address).status_code == 200
    assert sign_in(analyst).get(address).status_code == 404
    assert sign_in(outsider).get(address).status_code == 404


def test_preview_shows_what_the_public_would_see(sign_in, manager, luton, dallow, prepare) -> None:
    reports(luton, dallow, "2023-03", noise=12, begging=3, fireworks=8)
    page = sign_in(manager).get(f"/desk/luton/releases/{prepare().pk}/").content.decode()
    assert "As the public would see it" in page
    assert "Begging" not in page


def test_draft_is_edited_approved_and_taken_down_by_hand(sign_in, manager, dallow, luton) -> None:
    client = sign_in(manager)
    client.post(f"/desk/luton/releases/wards/{dallow.pk}/prepare/")
    release = Release.objects.get()
    form = {
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        "form-0-said": "Dark paths",
        "form-0-did": "Six new lamps",
    }
    client.post(f"/desk/luton/releases/{release.pk}/", form)
    client.post(f"/desk/luton/releases/{release.pk}/approve/")
    assert "Six new lamps" in client.get("/luton/areas/dallow/").content.decode()
    client.post(f"/desk/luton/releases/{release.pk}/withdraw/", {"reason": "Wrong lamps"})
    release.refresh_from_db()
    assert (release.state, release.reason) == ("withdrawn", "Wrong lamps")


def test_answer_without_a_question_is_explained(sign_in, manager, prepare) -> None:
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-said": "", "form-0-did": "Six new lamps"}
    page = sign_in(manager).post(f"/desk/luton/releases/{prepare().pk}/", form).content.decode()
    assert "Say what people said" in page


def test_contact_is_changed_at_once(sign_in, manager, client, dallow) -> None:
    form = {"team": "Dallow team", "meets_at": "14/3/2099 18:30", "meets_where": "Library", "web": ""}
    sign_in(manager).post(f"/desk/luton/releases/wards/{dallow.pk}/contact/", form)
    assert WardContact.objects.get().changed_by == manager
    assert "14 March 2099, 6:30pm" in client.get("/luton/areas/dallow/").content.decode()


def test_ward_list_of_the_desk_asks_as_many_questions_for_many_wards(
    sign_in, manager, luton, dallow, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(manager)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/desk/luton/releases/")
    for i in range(5):
        ward(luton, f"E0500300{i}", f"Ward {i}", west=510_000.0 + 1_000 * i)
    with django_assert_num_queries(len(few)):
        client.get("/desk/luton/releases/")


def test_taking_down_without_a_reason_asks_for_it_where_it_is_written(client, full, manager) -> None:
    client.force_login(manager)
    answer = client.post(f"/desk/luton/releases/{full.pk}/withdraw/", {"reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "govuk-error-summary" in page
    assert '<details class="govuk-details" open>' in page
    full.refresh_from_db()
    assert full.state == "approved"
