from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from wardwise.incidents import entries, measures
from wardwise.incidents.measures import Selection
from wardwise.incidents.schema import Refused
from wardwise.incidents.store import Store
from wardwise.incidents.tests.factories import crime, noise

MARCH = Selection("2024-03", "2024-03", sources=("resident-reports",))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_an_empty_store_holds_nothing(store):
    assert (store.sources(), store.months("police-uk-street")) == ([], [])
    assert store.snapshot() == Store(store.folder / "elsewhere").snapshot()


@pytest.mark.parametrize("source", ["", "..", "../../etc", "no-such-source", "points"])
def test_a_wrong_source_is_refused(store, source):
    with pytest.raises(Refused):
        store.path(source, "2024-03")


def test_the_snapshot_names_what_is_held(store):
    first = noise()
    entries.put(store, "resident-reports", [first])
    before = store.snapshot()
    second = noise()
    entries.put(store, "resident-reports", [second])
    assert store.snapshot() != before
    entries.withdraw(store, "resident-reports", [second.id])
    assert store.snapshot() == before


def test_putting_the_same_again_changes_no_byte(store):
    rows = [noise(), noise()]
    entries.put(store, "resident-reports", rows)
    path = store.path("resident-reports", "2024-03")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert entries.put(store, "resident-reports", reversed(rows)) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_leftovers_of_a_killed_writer_are_cleared(store):
    entries.put(store, "resident-reports", [noise()])
    leftover = store.folder / "resident-reports" / "2024-03.4711.new"
    leftover.write_bytes(b"PAR1 half")
    entries.put(store, "resident-reports", [noise()])
    assert not leftover.exists()
    assert measures.monthly_counts(store, MARCH).counts.tolist() == [2]


def test_one_bad_month_leaves_all_months_as_they_were(store):
    entries.put(store, "resident-reports", [noise("2024-01"), noise("2024-02")])
    before = store.snapshot()
    with pytest.raises(Refused):
        entries.put(store, "resident-reports", [noise("2024-01"), noise("2024-02", category="burglary")])
    assert store.snapshot() == before


def write_many(folder: str, start: int) -> None:
    for number in range(start, start + 5):
        entries.put(Store(Path(folder)), "resident-reports", [noise(id=number)])


def test_writers_wait_for_each_other_and_lose_nothing(store):
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write_many, args=(str(store.folder), start)) for start in (100, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert measures.monthly_counts(store, MARCH).counts.tolist() == [10]


def test_a_reader_meets_the_old_month_or_the_new_one(store):
    few, many = [noise(id=n) for n in range(1, 4)], [noise(id=n) for n in range(4, 300)]
    entries.put(store, "resident-reports", few)
    done = threading.Event()

    def swap() -> None:
        for _ in range(15):
            entries.put(store, "resident-reports", many)
            entries.withdraw(store, "resident-reports", [entry.id for entry in many])
        done.set()

    writer = threading.Thread(target=swap)
    writer.start()
    seen = set()
    while not done.is_set():
        seen |= set(measures.monthly_counts(store, MARCH).counts.tolist())
    writer.join()
    assert seen <= {3, 299}


def test_names_of_map_points_stand_apart_and_are_plain(store):
    entries.put(store, "police-uk-street", [crime("2024-03", point=7)], names={7: "On or near Park Street"})
    found = measures.counts_by_point(store, Selection("2024-03", "2024-03"))
    assert (found.names.tolist(), found.counts.tolist()) == (["On or near Park Street"], [1])
    with pytest.raises(Refused):
        entries.put(store, "police-uk-street", [crime("2024-03", point=8)], names={8: "=cmd|' /C calc'!A0"})
