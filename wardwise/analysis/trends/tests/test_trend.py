import datetime as dt

import numpy as np
import pytest

from wardwise.analysis import measured
from wardwise.analysis.choices import Choice
from wardwise.analysis.measured import Measured, Period
from wardwise.analysis.trends import queries
from wardwise.analysis.trends.pictures import trend_chart
from wardwise.incidents import entries
from wardwise.incidents.measures import MonthlyCounts
from wardwise.incidents.store import Store
from wardwise.incidents.tests.factories import crime

FOUR_YEARS = np.arange("2020-01", "2024-01", dtype="datetime64[M]")
YEAR = Period("2023-01", "2023-12")
WHAT = Measured(measured.subject_of(("burglary",)), "Dallow", YEAR, "data.police.uk", dt.date(2026, 11, 22))


def series(counts, gaps=()):
    is_missing = np.isin(FOUR_YEARS.astype(str), gaps)
    return MonthlyCounts(FOUR_YEARS, np.where(is_missing, 0, counts), is_missing)


def test_a_year_is_compared_with_three_earlier_ones_where_all_are_held():
    found = queries.compared(series(np.arange(48)), YEAR)
    assert (found.pairing.years, found.now, found.then) == (3, sum(range(36, 48)), sum(range(36)))


def test_a_month_missing_on_either_side_is_left_out_on_both():
    found = queries.compared(series(np.full(48, 10), ["2023-03", "2022-07"]), YEAR)
    assert found.pairing.left_out == ("2023-03", "2023-07")
    assert found.pairing.missing == ("2023-03", "2022-07")
    assert found.now == 100
    assert found.then == 100 * found.pairing.years


def test_a_gap_two_years_back_shortens_the_comparison():
    assert queries.compared(series(np.full(48, 10), ["2021-06"]), YEAR).pairing.years == 1


def test_of_a_long_period_the_latest_year_is_compared():
    assert queries.compared(series(np.full(48, 10)), Period("2020-01", "2023-12")).pairing.period == YEAR


def test_nothing_earlier_nothing_compared():
    assert queries.compared(series(np.full(48, 10)), Period("2020-01", "2020-12")) is None
    assert queries.compared(series(np.full(48, 10), FOUR_YEARS.astype(str)), YEAR) is None


@pytest.fixture
def store(tmp_path):
    """Three years of ten burglaries a month; July 2023 had forty; March 2023 was not published."""
    store = Store(tmp_path)
    months = [str(m) for m in np.arange("2021-01", "2024-01", dtype="datetime64[M]") if str(m) != "2023-03"]
    rows = [crime(m) for m in months for _ in range(40 if m == "2023-07" else 10)]
    entries.put(store, "police-uk-street", rows)
    return store


def test_the_month_that_stands_out_is_named_and_the_gap_is_not(store):
    found = queries.trend(store, Choice("Dallow", YEAR), WHAT)
    assert found.missing == ("2023-03",)
    assert found.months.headline.startswith("1 of 11 months lay outside")
    assert "July 2023 lay above it" in found.months.detail
    assert found.total == 140


def test_the_picture_begins_with_the_earliest_year_used_and_has_a_gap(store):
    found = queries.trend(store, Choice("Dallow", YEAR), WHAT)
    chart = trend_chart(found, WHAT, moved=("2022-07", "2030-01"))
    assert chart.rows[0][0] == "January 2021"
    assert chart.rows[26][:2] == ("March 2023", "No data")
    assert ("gap", "No data were published") in chart.legend
    assert "Map points moved" in chart.svg


def test_an_empty_store_is_no_error(tmp_path):
    found = queries.trend(Store(tmp_path), Choice("Dallow", YEAR), WHAT)
    assert found.total == 0
    assert "No earlier year is held" in found.headline.headline
