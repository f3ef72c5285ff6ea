import datetime as dt

import numpy as np
import pytest

from wardwise.analysis import measured, provenance
from wardwise.analysis.choices import Choice
from wardwise.analysis.hotspots import queries, tables, words
from wardwise.analysis.hotspots.ground import Ground
from wardwise.analysis.measured import Measured, Period
from wardwise.incidents import entries
from wardwise.incidents.store import Store
from wardwise.incidents.tests.factories import crime
from wardwise.methods.local import weights_with_self

YEAR = Period("2023-01", "2023-12")
MONTHS = YEAR.names
WHAT = Measured(measured.subject_of(()), "Luton", YEAR, "data.police.uk", dt.date(2026, 11, 22))
N, TOTAL = 16, 385


@pytest.fixture
def ground(monkeypatch):
    """Sixteen areas in a ring; the population of the first is known to be small."""
    near = [[(i - 1) % N, (i + 1) % N] for i in range(N)]
    monkeypatch.setattr(queries, "weights_of", lambda ground: weights_with_self(near))
    codes = tuple(f"E010000{i:02}" for i in range(N))
    return Ground("lsoa-2021", "ring", codes, codes, np.linspace(500, 2000, N), 2023, False)


@pytest.fixture
def store(tmp_path):
    """A burglary a month in every area, five in three that touch, drugs where police looked; one area unknown."""
    store = Store(tmp_path)
    rows = [crime("2023-02", "robbery", point=900, areas={"lsoa-2021": "E01999999"})]
    for month in MONTHS:
        for i in range(N):
            where = {"areas": {"lsoa-2021": f"E010000{i:02}"}, "point": i + 1}
            rows += [crime(month, **where) for _ in range(5 if i in (7, 8, 9) else 1)]
            rows += [crime(month, "drugs", found_by="proactive", **where) for _ in range(4 * (i == 1))]
    entries.put(store, "police-uk-street", rows)
    return store


def test_every_area_is_there_in_order_and_what_is_elsewhere_is_said(store, ground):
    found = queries.small_areas(store, Choice("Luton", YEAR), ground, total=TOTAL)
    assert found.counts.tolist() == [12, 60, *[12] * 5, 60, 60, 60, *[12] * 6]
    assert found.unplaced == 1
    assert found.proactive == 48


def test_the_planted_neighbourhood_stands_out_with_and_without_police_activity(store, ground):
    found = queries.small_areas(store, Choice("Luton", YEAR), ground, total=TOTAL)
    assert found.without is not None
    assert np.flatnonzero(found.without.classes == "high").tolist() == [8]
    assert "48 of 384 records come from police activity" in words.proactive_words(found, WHAT)


def test_an_area_that_police_activity_made_high_is_named(ground):
    base = np.full(N, 12)
    with_drugs = base + np.array([0, 90, 90, 90, *[0] * 12])
    areas = queries.SmallAreas(
        ground, with_drugs, 0, 270, None, None, None, queries.concentration(with_drugs),
        queries.stand_out(with_drugs, ground), queries.stand_out(base, ground),
    )  # fmt: skip
    assert queries.changed(areas) == (["E01000002"], [])
    assert "no longer: E01000002" in words.proactive_words(areas, WHAT)


def test_rows_rank_by_steadied_rate_and_carry_the_count(store, ground):
    found = queries.small_areas(store, Choice("Luton", YEAR), ground, total=TOTAL)
    rows = tables.area_rows(found)
    steadied = tables.area_columns(found).index("Steadied rate")
    assert [row[steadied] for row in rows] == sorted((row[steadied] for row in rows), reverse=True)
    assert sum(row[2] for row in rows) == int(found.counts.sum())


def test_points_not_used_by_this_kind_count_as_places(store):
    choice = Choice("Luton", YEAR, categories=("drugs",))
    found = queries.map_points(store, choice, whole=0, span=YEAR, is_broken=False)
    assert found.points_used == N + 1
    assert found.concentration.places == N + 1
    assert found.concentration.places_for_share == 1


def test_a_list_that_does_not_hold_says_so():
    assert "mostly chance" in words.stability_words(queries.Stability(0.1, 10, 3), "map points")
    assert "mostly chance" not in words.stability_words(queries.Stability(0.9, 10, 9), "map points")


def test_points_are_not_followed_across_a_move(store):
    assert queries.map_points(store, Choice("Luton", YEAR), whole=0, span=YEAR, is_broken=True).stability is None


@pytest.mark.parametrize(
    ("moved", "span"),
    [
        ((), ("2022-01", "2024-06")),
        (("2022-07",), ("2022-07", "2024-06")),
        (("2022-07", "2024-02"), ("2022-07", "2024-01")),
        (("2023-04",), ("2023-01", "2023-12")),
        (("2023-01",), ("2023-01", "2024-06")),
    ],
)
def test_the_time_around_a_period_in_which_points_stood_still(moved, span):
    held = [str(m) for m in np.arange("2022-01", "2024-07", dtype="datetime64[M]")]
    assert provenance.unbroken(YEAR, moved, held) == Period(*span)


def test_nothing_recorded_is_no_error(tmp_path, ground):
    found = queries.small_areas(Store(tmp_path), Choice("Luton", YEAR), ground, total=0)
    assert found.standing.high == 0
    assert words.areas_statement(found, WHAT).headline.startswith("None of the 16 small areas")
    assert (
        queries.map_points(Store(tmp_path), Choice("Luton", YEAR), whole=0, span=YEAR, is_broken=False).points_used
        == 0
    )


def test_counts_too_large_for_the_exact_answer_are_reshuffled_always_the_same_way(ground, monkeypatch):
    counts = np.array([5, 9, 3, *[4] * 13])
    exact = queries.stand_out(counts, ground)
    monkeypatch.setattr(queries, "MOST_STEPS", 10)
    one, two = queries.stand_out(counts, ground), queries.stand_out(counts, ground)
    assert (exact.gi.method, one.gi.method) == ("exact", "permutation")
    assert one.gi.p_high.tolist() == two.gi.p_high.tolist()
    assert one.gi.p_high == pytest.approx(exact.gi.p_high, abs=0.025)
