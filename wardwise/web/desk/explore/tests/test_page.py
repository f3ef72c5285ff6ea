from __future__ import annotations

import pytest
from django.urls import reverse

from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.incidents.tests.factories import noise

pytestmark = pytest.mark.django_db
URL = "/desk/luton/explore/"


@pytest.mark.parametrize("who", ["outsider", "volunteer_partner", "governance_lead"])
def test_who_may_not_explore_gets_404(request, luton, history, sign_in, who):
    assert sign_in(request.getfixturevalue(who)).get(URL).status_code == 404


def test_who_is_not_signed_in_is_asked_to(luton, client):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("who", ["analyst", "caseworker", "sergeant", "manager"])
def test_who_may_explore_sees_the_page(request, luton, history, sign_in, who):
    assert sign_in(request.getfixturevalue(who)).get(URL).status_code == 200


def test_without_incidents_the_page_says_how_to_load_them(luton, analyst, sign_in):
    page = sign_in(analyst).get(URL)
    assert page.status_code == 200
    assert "No incidents are loaded for Luton yet" in page.content.decode()


def test_the_latest_year_of_everything_is_shown_at_first(history, analyst, sign_in):
    answer = sign_in(analyst).get(URL).context["answer"]
    assert (answer.choice.period.first, answer.choice.period.last) == ("2023-01", "2023-12")
    assert answer.trend.trend.total == 11 * (32 + 4 * 8 + 9)
    assert answer.total.headline.startswith("803 incidents and crimes were recorded in Luton")


def test_a_month_that_was_not_published_is_a_gap(history, analyst, sign_in):
    page = sign_in(analyst).get(URL, {"first": "2023-01", "last": "2023-12"})
    assert page.context["answer"].trend.trend.missing == ("2023-05",)
    assert "No figures were published for May 2023: a gap, not a nought." in page.content.decode()


def test_planted_areas_stand_out_and_nothing_else_does(history, analyst, sign_in):
    areas = sign_in(analyst).get(URL, {"category": "burglary"}).context["answer"].areas.areas
    high = {code for code, kind in zip(areas.ground.codes, areas.standing.classes, strict=True) if kind == "high"}
    assert {"E01000013", "E01000014", "E01000019", "E01000020"} <= high
    assert "E01000000" not in high
    assert "E01000005" not in high


def test_a_ward_narrows_counts_points_and_the_list_of_areas(history, analyst, sign_in):
    answer = sign_in(analyst).get(URL, {"ward": "E05000000", "category": "burglary"}).context["answer"]
    assert answer.choice.place == "Dallow"
    assert answer.trend.trend.total == 11 * (14 + 4 * 8)
    assert len(answer.points.points.counts.counts) == 18
    assert len(answer.areas.rows) == 15
    assert {row[0] for row in answer.areas.rows} <= {f"Luton {i:03}A" for i in range(36) if i % 6 < 3}


def test_only_what_police_looked_for_leaves_nothing_without_it(history, analyst, sign_in):
    page = sign_in(analyst).get(URL, {"category": "drugs"})
    assert "Without them nothing is left" in page.context["answer"].areas.proactive
    assert "mostly found by police activity" in page.content.decode()


def test_leaving_out_police_found_records_leaves_them_out_of_every_figure(history, analyst, sign_in):
    answer = sign_in(analyst).get(URL, {"unprompted": "on"}).context["answer"]
    assert answer.trend.trend.total == 11 * (32 + 4 * 8)
    assert int(answer.areas.areas.counts.sum()) == answer.trend.trend.total
    assert int(answer.points.points.counts.counts.sum()) == answer.trend.trend.total


def test_without_population_there_are_no_rates_and_the_page_says_so(history, analyst, sign_in):
    page = sign_in(analyst).get(URL)
    assert page.context["answer"].areas.rates is None
    assert "No population is loaded" in page.content.decode()
    assert "In order of recorded count. A count is not a risk" in page.content.decode()


def test_with_population_rates_stand_beside_steadied_rates_and_counts(history, people, analyst, sign_in):
    page = sign_in(analyst).get(URL)
    assert page.context["answer"].areas.areas.shrunk is not None
    assert "Residents are those of 2022, reused for 2023" in page.content.decode()


def test_without_boundaries_the_rest_of_the_page_stands(luton, analyst, sign_in):
    entries.put(store_of(luton), "resident-reports", [noise("2024-01"), noise("2024-02")])
    page = sign_in(analyst).get(URL)
    assert "No boundaries of small areas are loaded" in page.content.decode()
    assert page.context["answer"].trend.trend.total == 2


def test_too_few_months_for_a_band_are_said_to_be(history, analyst, sign_in):
    page = sign_in(analyst).get(URL, {"first": "2021-03", "last": "2021-09"})
    assert "There is no band of expected counts. No earlier year is held" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2023-12", "last": "2023-01"},
        {"first": "1990-01"},
        {"last": "'; DROP TABLE x; --"},
        {"category": "witchcraft"},
        {"ward": "E09000001"},
        {"ward": "E05000000", "lsoa": "E01000001"},
        {"category": ["burglary"] * 3 + ["<script>"]},
    ],
)
def test_a_choice_that_is_not_offered_is_refused_with_its_reason(history, analyst, sign_in, query):
    page = sign_in(analyst).get(URL, query)
    assert page.status_code == 200
    assert page.context.get("answer") is None
    assert "There is a problem" in page.content.decode()
    assert "<script>" not in page.content.decode().split("<main")[1].replace('<script type="module"', "")


def test_areas_of_another_partnership_cannot_be_chosen(history, bedford, outsider, sign_in):
    entries.put(store_of(bedford), "resident-reports", [noise("2024-01")])
    page = sign_in(outsider).get("/desk/bedford/explore/", {"ward": "E05000000"})
    assert page.context.get("answer") is None


def test_the_page_asks_the_database_a_constant_number_of_questions(
    history, people, analyst, sign_in, django_assert_num_queries
):
    client = sign_in(analyst)
    client.get(URL)
    with django_assert_num_queries(9):
        client.get(URL)
    client.get(URL, {"ward": "E05000000"})
    with django_assert_num_queries(9):
        client.get(URL, {"ward": "E05000000"})


def test_new_data_change_the_page_at_once(history, luton, analyst, sign_in):
    client = sign_in(analyst)
    before = client.get(URL, {"source": "police-uk-street"}).context["answer"].snapshot
    entries.put(store_of(luton), "resident-reports", [noise("2024-01")])
    assert client.get(URL, {"source": "police-uk-street"}).context["answer"].snapshot != before


def test_the_ranking_has_its_transparency_record(luton, analyst, sign_in):
    page = sign_in(analyst).get(reverse("explore:transparency", args=["luton"]))
    assert "Who decides" in page.content.decode()
