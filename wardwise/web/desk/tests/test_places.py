from __future__ import annotations

import pytest

from wardwise.partners import rules as partner_rules
from wardwise.places import queries, rules
from wardwise.places.tests.made import feature, load, square, squares, written


@pytest.fixture
def wards(tmp_path, luton):
    load(tmp_path, feature("A", square(0), WD13NM="Dallow <b>"), feature("B", square(1)), approximate=True)
    partner_rules.cover(partnership=luton, areas=queries.areas_of("ward-2013").filter(code="A"), by=None)


@pytest.mark.parametrize("path", ["", "ward-2013/", "ward-2013/map/"])
def test_outsider_and_people_without_the_permission_get_404(sign_in, caseworker, outsider, wards, path):
    for person in (caseworker, outsider):
        assert sign_in(person).get(f"/desk/luton/places/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "ward-2013/"])
def test_a_stranger_is_asked_to_sign_in(client, wards, path):
    assert client.get(f"/desk/luton/places/{path}").status_code == 302


@pytest.mark.parametrize("path", ["ward-1999/", "ward-1999/map/"])
def test_an_unknown_scheme_is_404(sign_in, analyst, wards, path):
    assert sign_in(analyst).get(f"/desk/luton/places/{path}").status_code == 404


def test_without_areas_the_page_says_how_to_load_them(sign_in, analyst):
    page = sign_in(analyst).get("/desk/luton/places/").content.decode()
    assert "wardwise load boundaries wards.geojson --scheme ward-2023 --partnership luton" in page


def test_the_list_shows_schemes_with_their_figures(sign_in, analyst, wards, tmp_path):
    people = written(tmp_path, "code,year,residents\nA,2021,1500\nB,2022,5\n", "people.csv")
    rules.load_population(people, scheme="ward-2013", source="Made up", by=None)
    page = sign_in(analyst).get("/desk/luton/places/").content.decode()
    assert "Approximate" in page
    assert "2021, 2022" in page
    assert 'href="/desk/luton/places/ward-2013/"' in page


def test_a_look_up_with_holes_is_shown_as_such(sign_in, analyst, wards, tmp_path):
    squares(tmp_path, "A", "B", scheme="ward-2023")
    lookup = written(tmp_path, "from,to\nA,A\n", "look-up.csv")
    rules.load_look_up(lookup, from_scheme="ward-2013", to_scheme="ward-2023", source="Made up", by=None)
    assert "1 of 2" in sign_in(analyst).get("/desk/luton/places/").content.decode()


def test_a_scheme_page_shows_only_the_partnerships_own_areas(sign_in, analyst, wards):
    page = sign_in(analyst).get("/desk/luton/places/ward-2013/").content.decode()
    assert "1 of the 2 areas" in page
    assert "Dallow &lt;b&gt;" in page
    assert "<b>" not in page
    assert "Ward B" not in page


def test_the_map_holds_the_partnerships_own_areas(sign_in, analyst, wards):
    answer = sign_in(analyst).get("/desk/luton/places/ward-2013/map/")
    assert [found["id"] for found in answer.json()["features"]] == ["A"]
    assert "private" in answer["Cache-Control"]


def test_a_scheme_that_covers_nothing_here_says_how_to_mark_it(sign_in, analyst, tmp_path):
    squares(tmp_path, "A")
    page = sign_in(analyst).get("/desk/luton/places/ward-2013/").content.decode()
    assert "--partnership luton" in page


def test_the_pages_ask_the_database_a_constant_number_of_times(
    sign_in, analyst, luton, tmp_path, django_assert_max_num_queries
):
    squares(tmp_path, *[f"A{number}" for number in range(120)])
    partner_rules.cover(partnership=luton, areas=queries.areas_of("ward-2013"), by=None)
    client = sign_in(analyst)
    for path in ("", "ward-2013/", "ward-2013/?page=2"):
        with django_assert_max_num_queries(15):
            assert client.get(f"/desk/luton/places/{path}").status_code == 200
