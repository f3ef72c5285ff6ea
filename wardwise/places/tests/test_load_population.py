from __future__ import annotations

import pytest

from wardwise.places import queries, rules
from wardwise.places.exceptions import LoadRefused, UnknownScheme
from wardwise.places.models import Population
from wardwise.places.tests.made import squares, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(tmp_path):
    squares(tmp_path, "A", "B")


def load(folder, text, **options):
    options = {"scheme": "ward-2013", "source": "Made up", **options}
    return rules.load_population(written(folder, text, "people.csv"), by=None, **options)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("code,year\nA,2021\n", "wrong_columns"),
        ("code,year,residents,residents\nA,2021,5,6\n", "wrong_columns"),
        ("code,year,residents\nA,2021\n", "ragged"),
        ('code,year,residents\n"A,2021,5\n', "not_csv"),
        ("code,year,residents\n", "rows_refused"),
    ],
)
def test_a_file_that_is_no_proper_table_is_refused(tmp_path, areas, text, code):
    with pytest.raises(LoadRefused) as caught:
        load(tmp_path, text)
    assert caught.value.code == code
    assert not Population.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        *["Z,2021,5", "A,21,5", "A,2021,-5", "A,2021,5.5", "A,2021,NaN", "A,2021,", 'A,2021,"1,500"'],
        *["A,2021,٣", "A,2021,999999999999", "=A,2021,5"],
    ],
)
def test_a_row_that_makes_no_sense_is_refused_and_nothing_is_loaded(tmp_path, areas, row):
    with pytest.raises(LoadRefused) as caught:
        load(tmp_path, f"code,year,residents\nB,2021,10\n{row}\n")
    assert [refused.row for refused in caught.value.refused] == [3]
    assert not Population.objects.exists()


def test_an_unknown_scheme_and_a_missing_source_are_refused(tmp_path, areas):
    with pytest.raises(UnknownScheme, match="Loaded: ward-2013"):
        load(tmp_path, "code,year,residents\nA,2021,5\n", scheme="lsoa-2021")
    with pytest.raises(LoadRefused, match="--source"):
        load(tmp_path, "code,year,residents\nA,2021,5\n", source=" ")


def test_figures_are_loaded_updated_and_left_unchanged(tmp_path, areas):
    first = load(tmp_path, "code,year,residents,households\nA,2021,1500,600\nB,2021,1700,\n")
    second = load(tmp_path, "Code,Year,Residents,Households\nA,2021,1501,600\nB,2021,1700,\nB,2022,1710,700\n")
    assert (first.loaded, first.updated, first.unchanged) == (2, 0, 0)
    assert (second.loaded, second.updated, second.unchanged) == (1, 1, 1)
    rows = Population.objects.order_by("area__code", "year").values_list("residents", "households")
    assert list(rows) == [(1501, 600), (1700, None), (1710, 700)]


def test_a_row_that_stands_twice_is_refused_or_left_out(tmp_path, areas):
    text = "code,year,residents\nA,2021,5\nA,2021,6\n"
    with pytest.raises(LoadRefused, match="already"):
        load(tmp_path, text)
    report = load(tmp_path, text, skip_refused=True)
    assert (report.read, report.loaded, len(report.refused)) == (2, 1, 1)


def test_the_population_that_fits_best_is_the_latest_up_to_the_year(tmp_path, areas):
    load(tmp_path, "code,year,residents\nA,2019,10\nA,2021,20\n")
    found = {year: queries.populations("ward-2013", year) for year in (2018, 2020, 2024)}
    assert {year: (fits, rows["A"].residents) for year, (fits, rows) in found.items()} == {
        2018: (2019, 10),
        2020: (2019, 10),
        2024: (2021, 20),
    }
    assert queries.populations("lsoa-2021", 2021) == (None, {})
