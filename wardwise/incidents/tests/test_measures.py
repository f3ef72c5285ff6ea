from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from wardwise.incidents import entries, measures
from wardwise.incidents.measures import Selection
from wardwise.incidents.schema import Refused
from wardwise.incidents.store import Store
from wardwise.incidents.tests.factories import at, crime, noise

DALLOW, FARLEY = {"ward-2013": "E05002196"}, {"ward-2013": "E05002199"}
SPRING = Selection("2024-01", "2024-04")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """January, February and April of a made-up force; March was never published."""
    store = Store(tmp_path)
    rows = [
        crime("2024-01", areas=DALLOW),
        crime("2024-01", "drugs", areas=DALLOW, found_by="proactive", point=9),
        crime("2024-02", areas=FARLEY, point=9),
        crime("2024-02", no_location="not-published"),
        crime("2024-04", "robbery", inside=False),
        crime("2024-04", areas=DALLOW, inside=True),
    ]
    entries.put(store, "police-uk-street", rows)
    return store


def test_a_month_that_was_not_published_is_a_gap(store):
    found = measures.monthly_counts(store, SPRING)
    assert found.months.astype(str).tolist() == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert found.counts.tolist() == [2, 2, 0, 1]
    assert found.is_missing.tolist() == [False, False, True, False]


def test_our_own_source_has_zeros_after_its_first_month(tmp_path):
    store = Store(tmp_path)
    entries.put(store, "resident-reports", [noise("2024-02"), noise("2024-04")])
    found = measures.monthly_counts(store, Selection("2024-01", "2024-05", sources=("resident-reports",)))
    assert found.is_missing.tolist() == [True, False, False, False, False]


def test_rows_outside_the_partnership_are_counted_only_when_asked_for(store):
    april = Selection("2024-04", "2024-04", everywhere=True)
    assert measures.monthly_counts(store, april).counts.tolist() == [2]


def test_counts_by_category_area_and_who_found_it(store):
    assert measures.counts_by_category(store, SPRING).categories.tolist() == ["burglary", "drugs"]
    found = measures.counts_by_area(store, SPRING, "ward-2013")
    assert (found.codes.tolist(), found.counts.tolist()) == (["E05002196", "E05002199"], [3, 1])
    without_police_activity = Selection("2024-01", "2024-04", found_by=("unknown", "public"))
    assert measures.counts_by_category(store, without_police_activity).categories.tolist() == ["burglary"]


def test_counts_by_area_and_month(store):
    found = measures.counts_by_area_and_month(store, SPRING, "ward-2013")
    assert found.codes.tolist() == ["E05002196", "E05002199"]
    assert found.counts.tolist() == [[2, 0, 0, 1], [0, 1, 0, 0]]


def test_counts_of_one_area_only(store):
    dallow = Selection("2024-01", "2024-04", area=("ward-2013", ("E05002196",)))
    assert measures.monthly_counts(store, dallow).counts.tolist() == [2, 0, 0, 1]
    nowhere = Selection("2024-01", "2024-04", area=("ward-2013", ()))
    assert measures.monthly_counts(store, nowhere).counts.sum() == 0


def test_an_area_scheme_that_was_never_matched_has_no_counts(store):
    assert measures.counts_by_area(store, SPRING, "msoa-2011").codes.tolist() == []


def test_counts_by_point_leave_out_what_has_no_place(store):
    found = measures.counts_by_point(store, SPRING)
    assert found.counts.tolist() == [2, 2]
    assert found.easting.tolist() == [509_007.0, 509_009.0]
    assert len(measures.counts_by_point(store, SPRING, most=1).counts) == 1


def test_counts_within_a_polygon_take_its_edge_and_not_only_its_box(store):
    edge = shapely.box(509_007.0, 220_000, 509_008, 221_000)
    assert measures.counts_within(store, SPRING, edge).counts.tolist() == [1, 0, 0, 2]
    triangle = shapely.Polygon([(509_000, 221_000), (509_020, 221_100), (509_000, 221_100)])
    assert measures.counts_within(store, SPRING, triangle).counts.sum() == 0


@pytest.mark.parametrize(
    "shape", [shapely.Point(1, 1), shapely.Polygon(), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]
)
def test_counts_within_something_else_are_refused(store, shape):
    with pytest.raises(Refused):
        measures.counts_within(store, SPRING, shape)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2024-05"},
        {"last": "9999-13"},
        {"first": "1901-01", "last": "2099-01"},
        {"categories": ("noise",)},
        {"categories": ("x' OR 1=1 --",)},
        {"sources": ()},
        {"sources": ("x",)},
        {"found_by": ("nobody",)},
        {"area": ("ward-2013", ("'; DROP TABLE x; --",))},
        {"area": ("ward 2013; --", ("E05002196",))},
    ],
)
def test_a_selection_that_makes_no_sense_is_refused(wrong):
    with pytest.raises((Refused, ValueError)):
        Selection(**{"first": "2024-01", "last": "2024-04", **wrong})


def test_all_sources_can_be_counted_together(store):
    entries.put(store, "resident-reports", [noise("2024-01", areas=DALLOW)])
    both = Selection("2024-01", "2024-01", sources=("police-uk-street", "resident-reports"))
    assert measures.monthly_counts(store, both).counts.tolist() == [3]
    assert measures.counts_by_area(store, both, "ward-2013").counts.tolist() == [3]


def test_moved_map_points_are_found_by_their_overlap(tmp_path):
    store = Store(tmp_path)
    months = [f"2024-{m:02}" for m in range(1, 10)]
    points = {m: range(1, 21) if m < "2024-06" else range(101, 121) for m in months}
    entries.put(store, "police-uk-street", [crime(m, point=p) for m in months for p in points[m]])
    found = measures.point_overlap(store)
    assert found.months[found.has_moved].astype(str).tolist() == ["2024-06"]
    assert np.isnan(found.share[0])
    assert found.months_before.tolist() == [0, 1, 2, 3, 4, 5, 6, 6, 6]


def test_a_month_without_located_rows_is_not_called_moved(tmp_path):
    store = Store(tmp_path)
    entries.put(store, "police-uk-street", [crime("2024-01"), crime("2024-02", no_location="not-published")])
    assert not measures.point_overlap(store).has_moved.any()


def test_an_entry_moves_to_another_month_with_its_time(tmp_path):
    store = Store(tmp_path)
    entries.put(store, "resident-reports", [noise("2024-01", id=5)])
    assert entries.put(store, "resident-reports", [noise("2024-02", id=5)]) == ["2024-01", "2024-02"]
    sel = Selection("2024-01", "2024-02", sources=("resident-reports",))
    assert measures.monthly_counts(store, sel).counts.tolist() == [0, 1]


def test_a_late_evening_in_april_is_may_by_the_clock_of_the_country(tmp_path):
    late = at("2024-04", 30).replace(hour=23, minute=30)
    assert entries.put(Store(tmp_path), "resident-reports", [noise(occurred_from=late)]) == ["2024-05"]
