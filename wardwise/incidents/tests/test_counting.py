"""Counting in memory against counting by SQL: the same numbers, whatever is asked."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wardwise.incidents import columns, entries, grouped, measures
from wardwise.incidents.selection import Selection
from wardwise.incidents.store import Store
from wardwise.incidents.tests.factories import crime, noise

STREET, OURS = "police-uk-street", "resident-reports"
CATEGORIES = ("burglary", "drugs", "robbery", "anti-social-behaviour")
WARDS = [f"E0500{i:04}" for i in range(7)]
KEYS = [("month",), ("category",), ("point",), ("area_ward_2013",), ("area_ward_2013", "month"), ("point", "month")]


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(7)
    found = []
    for _ in range(600):
        month = f"2024-{rng.choice([1, 2, 4, 5]):02}"
        place = {"point": int(rng.integers(1, 40))} if rng.random() < 0.9 else {"no_location": "not-published"}
        areas = {"ward-2013": str(rng.choice(WARDS))} if rng.random() < 0.8 else {}
        inside = [None, True, False][rng.integers(3)]
        who = str(rng.choice(["public", "proactive", "unknown"]))
        found.append(crime(month, str(rng.choice(CATEGORIES)), found_by=who, areas=areas, inside=inside, **place))
    return found


@pytest.fixture(scope="module")
def store(rows, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("counting"))
    entries.put(store, STREET, rows)
    entries.put(store, OURS, [noise("2024-02", areas={"ward-2013": code}) for code in WARDS[3:]])
    return store


def selections(number):
    rng = np.random.default_rng(number)
    for _ in range(number):
        first, last = sorted(rng.integers(1, 8, 2).tolist())
        area = ("ward-2013", tuple(rng.choice([*WARDS, "E05999999"], rng.integers(4)).tolist()))
        sources = [(STREET,), (STREET,), (STREET, OURS), (OURS,)][rng.integers(4)]
        yield Selection(
            f"2024-{first:02}",
            f"2024-{last:02}",
            categories=tuple(some(rng, CATEGORIES)) if STREET in sources else (),
            sources=sources,
            area=[None, None, area, ("msoa-2011", ("E02000001",))][rng.integers(4)],
            found_by=tuple(some(rng, ("public", "proactive", "unknown"))),
            everywhere=bool(rng.random() < 0.3),
        )


def some(rng, words):
    return rng.choice(words, rng.integers(3), replace=False).tolist()


def same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], strict=name == "n", err_msg=name)


@pytest.mark.parametrize("by", KEYS)
def test_memory_and_sql_count_the_same(store, by):
    for selection in selections(25):
        same(grouped.counted(store, selection, *by), grouped.by_sql(store, selection, *by))


def test_memory_counts_what_is_counted_by_hand(store, rows):
    asked = Selection("2024-01", "2024-04", categories=("drugs", "robbery"), found_by=("public",))
    wanted = [
        row
        for row in rows
        if row.month <= "2024-04"
        and row.category in ("drugs", "robbery")
        and row.found_by == "public"
        and row.inside is not False
    ]
    found = measures.counts_by_point(store, asked)
    counts = {}
    for row in wanted:
        if row.point is not None:
            counts[row.point] = counts.get(row.point, 0) + 1
    by_hand = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    assert list(zip((found.easting - 509_000).tolist(), found.counts.tolist(), strict=True)) == by_hand
    assert measures.monthly_counts(store, asked).counts.sum() == len(wanted)


def test_a_source_too_large_for_memory_is_counted_by_sql(store, monkeypatch):
    asked = Selection("2024-01", "2024-05")
    before = measures.counts_by_point(store, asked)
    monkeypatch.setattr(columns, "MOST_ROWS", 599)
    assert columns.columns(store, STREET) is None
    after = measures.counts_by_point(store, asked)
    assert before.counts.tolist() == after.counts.tolist()
    assert before.easting.tolist() == after.easting.tolist()


def test_a_month_that_was_replaced_is_read_again(tmp_path):
    store, asked = Store(tmp_path), Selection("2024-01", "2024-02")
    for known in (1, 2, 3):
        entries.put(store, STREET, [crime("2024-01", point=known)], names={known: f"On or near Street {known}"})
        assert measures.monthly_counts(store, asked).counts.tolist() == [known, 0]
        assert measures.counts_by_point(store, asked).names.tolist()[-1] == f"On or near Street {known}"
    entries.put(store, STREET, [crime("2024-02")])
    assert measures.monthly_counts(store, asked).counts.tolist() == [3, 1]


def test_a_month_that_was_removed_is_gone_and_so_is_the_last(tmp_path):
    store, asked = Store(tmp_path), Selection("2024-01", "2024-02")
    entries.put(store, STREET, [crime("2024-01"), crime("2024-02")])
    for left in ([1, 0], [0, 0]):
        assert measures.monthly_counts(store, asked).counts.tolist() != left
        with store.writing(STREET) as writer:
            writer.remove(STREET, "2024-02" if sum(left) else "2024-01")
        assert measures.monthly_counts(store, asked).counts.tolist() == left
    assert measures.counts_by_point(store, asked).names.tolist() == []


def test_two_partnerships_never_see_each_other(tmp_path, store):
    other, asked = Store(tmp_path), Selection("2024-01", "2024-05")
    entries.put(other, STREET, [crime("2024-05")])
    assert measures.monthly_counts(other, asked).counts.sum() == 1
    assert measures.monthly_counts(store, asked).counts.sum() > 300


def test_what_is_kept_cannot_be_written_to_and_answers_are_the_callers_own(store):
    held = columns.columns(store, STREET)
    for array in held.arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = array[1:2]
    asked = Selection("2024-01", "2024-05")
    measures.monthly_counts(store, asked).counts[:] = 0
    measures.counts_by_point(store, asked).easting[:] = 0
    assert measures.monthly_counts(store, asked).counts.sum() > 300
    assert measures.counts_by_point(store, asked).easting.min() > 509_000


def test_what_was_asked_for_longest_ago_makes_room(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "_kept", type(columns._kept)())
    monkeypatch.setattr(columns, "MOST_BYTES", 1)
    for name in ("a", "b"):
        store = Store(tmp_path / name)
        entries.put(store, STREET, [crime("2024-01")])
        assert measures.monthly_counts(store, Selection("2024-01", "2024-01")).counts.tolist() == [1]
    assert len(columns._kept) == 1


def test_many_threads_read_the_files_once(store, monkeypatch):
    monkeypatch.setattr(columns, "_kept", type(columns._kept)())
    reads, read = [], columns._read
    monkeypatch.setattr(columns, "_read", lambda *asked: reads.append(os.getpid()) or read(*asked))
    asked = Selection("2024-01", "2024-05")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: measures.monthly_counts(store, asked).counts.tolist(), range(24)))
    assert len(reads) == 1
    assert all(counts == found[0] for counts in found)


def test_names_come_from_the_source_that_used_the_point_last(tmp_path):
    store = Store(tmp_path)
    entries.put(store, STREET, [crime("2024-01"), crime("2024-03", point=8)], names={7: "Old Road", 8: "New Road"})
    entries.put(
        store,
        OURS,
        [noise("2024-02", point=7, easting=509_007.0, northing=221_000.0, precision="snap-point")],
        names={7: "Young Road", 8: "x"},
    )
    assert measures.point_names(store, (STREET, OURS), np.array([7, 8, 9])).tolist() == ["Young Road", "New Road", ""]
    assert measures.point_names(store, (OURS, STREET), np.array([9, 7])).tolist() == ["", "Young Road"]
