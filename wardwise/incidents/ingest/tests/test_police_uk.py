from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from wardwise.incidents import measures, vocab
from wardwise.incidents.ingest import matching, police_uk
from wardwise.incidents.ingest.ground import Ground, Scheme
from wardwise.incidents.ingest.tests.archives import (
    BEDFORD,
    DALLOW,
    FAR_AWAY,
    NOWHERE,
    asb,
    crime,
    crime_id,
    folder,
    outcome,
    stop,
    text,
    zipped,
)
from wardwise.incidents.measures import Selection
from wardwise.incidents.store import Store, cursor

JANUARY = Selection("2024-01", "2024-01", everywhere=True)
# About the made-up rows of Luton, and not those of Bedford.
LUTON = Ground("Luton", {"ward-2013": Scheme(["E05002196"], [shapely.box(505_000, 215_000, 513_000, 228_000)])})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def rows(store: Store, month: str = "2024-01", source: str = "police-uk-street") -> list[dict]:
    with cursor() as db:
        found = db.execute("SELECT * FROM read_parquet(?)", [str(store.path(source, month))])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def add_up(numbers: dict) -> bool:
    return numbers["rows_read"] == numbers["rows_loaded"] + numbers["rows_flagged"] + numbers["rows_refused"]


def test_every_row_is_accounted_for(store, tmp_path):
    path = folder(
        tmp_path / "a",
        street_2024_01=[
            crime(1),
            crime(1, outcome="Suspect charged"),
            crime(2, place=NOWHERE),
            crime(3, place=FAR_AWAY),
            crime(4, kind="Swimming after dark"),
            crime(5, "2023-12"),
            ("", *crime(6)[1:]),
            ("xyz", *crime(7)[1:]),
            asb(),
            asb(),
        ],
    )
    found = police_uk.load(store, path).as_dict()
    assert add_up(found)
    assert add_up(found["kinds"]["street"])
    assert (found["rows_read"], found["rows_loaded"], found["rows_flagged"], found["rows_refused"]) == (10, 3, 2, 5)
    assert found["kinds"]["street"]["flags"] == {"no-location": 1, "outside-force": 1}
    assert found["kinds"]["street"]["refusals"] == {
        "bad-id": 1, "missing-id": 1, "other-month": 1, "repeated-id": 1, "unknown-category": 1,
    }  # fmt: skip


def test_anti_social_behaviour_is_never_de_duplicated(store, tmp_path):
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[asb() for _ in range(20)]))
    assert measures.monthly_counts(store, JANUARY).counts.tolist() == [20]
    assert len({row["id"] for row in rows(store)}) == 20


def test_of_a_repeated_crime_the_latest_outcome_is_kept(store, tmp_path):
    first, second = crime(1, outcome="Suspect charged"), crime(1, outcome="Under investigation")
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[first, second]))
    assert [row["outcome"] for row in rows(store)] == ["charged"]


def test_loading_twice_changes_no_byte_and_says_so(store, tmp_path):
    path = folder(
        tmp_path / "a", street_2024_01=[crime(1), asb()], outcomes_2024_01=[outcome(1)], stops_2024_01=[stop()]
    )
    first = police_uk.load(store, path, LUTON)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in store.folder.rglob("*.parquet")}
    again = police_uk.load(store, zipped(path, tmp_path / "a.zip"), LUTON)
    assert (first.changed, again.changed) == (True, False)
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in store.folder.rglob("*.parquet")} == before
    assert again.as_dict()["kinds"] == first.as_dict()["kinds"]


def test_a_row_says_what_is_known_and_no_more(store, tmp_path):
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(1, kind="Drugs")]), LUTON)
    (row,) = rows(store)
    assert row["id"] == crime_id(1)
    assert (row["category"], row["found_by"], row["precision"], row["force"]) == (
        "drugs", "proactive", "snap-point", "bedfordshire",
    )  # fmt: skip
    assert (str(row["occurred_from"]), str(row["occurred_to"])) == ("2024-01-01 00:00:00", "2024-02-01 00:00:00")
    assert (row["area_lsoa_2021"], row["area_ward_2013"], row["inside"]) == ("E01015700", "E05002196", True)
    assert "Park Street" not in str(row)
    assert measures.counts_by_point(store, JANUARY).names.tolist() == ["On or near Park Street"]


def test_outcomes_are_joined_whatever_month_they_came_in(store, tmp_path):
    path = folder(
        tmp_path / "a",
        street_2024_01=[crime(1), crime(2), crime(3, outcome="Court result unavailable")],
        street_2024_03=[crime(9, "2024-03")],
        outcomes_2024_01=[outcome(1), outcome(3, kind="Suspect charged")],
        outcomes_2024_03=[outcome(1, "2024-03", "Local resolution"), outcome(8, "2024-03")],
    )
    police_uk.load(store, path)
    found = {row["id"]: (row["outcome"], str(row["outcome_month"]), row["outcomes"]) for row in rows(store)}
    assert found[crime_id(1)] == ("local-resolution", "2024-03-01", 2)
    assert found[crime_id(2)] == ("under-investigation", "None", 0)
    assert found[crime_id(3)] == ("court-result-unavailable", "2024-01-01", 1)


def test_a_later_archive_brings_outcomes_to_months_loaded_before(store, tmp_path):
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(1, outcome="Local resolution"), crime(2)]))
    later = folder(
        tmp_path / "b", street_2024_02=[asb("2024-02")], outcomes_2024_02=[outcome(1, "2024-02", "Suspect charged")]
    )
    done = police_uk.load(store, later)
    assert done.months_written["police-uk-street"] == ["2024-01", "2024-02"]
    assert {row["id"]: row["outcome"] for row in rows(store)}[crime_id(1)] == "charged"
    assert not police_uk.load(store, later).changed


def test_a_month_nobody_published_is_a_gap(store, tmp_path):
    path = folder(tmp_path / "a", street_2024_01=[asb()], street_2024_03=[asb("2024-03")])
    assert police_uk.load(store, path).gaps == ["2024-02"]
    spring = Selection("2024-01", "2024-03", everywhere=True)
    assert measures.monthly_counts(store, spring).is_missing.tolist() == [False, True, False]


def test_a_month_with_only_another_force_is_a_gap(store, tmp_path):
    path = folder(tmp_path / "a", street_2024_01=[asb()] * 5, street_2024_03=[asb("2024-03")] * 5)
    folder(path, force="btp", street_2024_02=[crime(1, "2024-02")])
    police_uk.load(store, path)
    spring = Selection("2024-01", "2024-03", everywhere=True)
    assert measures.monthly_counts(store, spring).is_missing.tolist() == [False, True, False]


def test_loading_one_force_keeps_the_others(store, tmp_path):
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(1), asb()]))
    police_uk.load(store, folder(tmp_path / "b", force="btp", street_2024_01=[crime(2)]))
    assert measures.monthly_counts(store, JANUARY).counts.tolist() == [3]
    police_uk.load(store, folder(tmp_path / "c", street_2024_01=[crime(1)]))
    assert sorted(row["force"] for row in rows(store)) == ["bedfordshire", "btp"]
    assert store.held("police-uk-street", "2024-01").report["rows"]["read"] == 2


BAD_PLACES = [
    (("nan", "nan"), "bad-coordinates", "unreadable"),
    (("inf", "51.9"), "bad-coordinates", "unreadable"),
    (("north", "51.9"), "bad-coordinates", "unreadable"),
    (("-0.4", "951.9"), "bad-coordinates", "unreadable"),
    (("0", "0"), "off-grid", "off-grid"),
    (("51.884", "-0.431"), "off-grid", "off-grid"),
    (("", "51.9"), "bad-coordinates", "unreadable"),
]


@pytest.mark.parametrize(("place", "flag", "reason"), BAD_PLACES)
def test_a_place_that_cannot_be_is_left_out_with_its_reason(store, tmp_path, place, flag, reason):
    found = police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(1, place=(*place, *DALLOW[2:]))]))
    assert found.kinds["street"].flags == {flag: 1}
    (row,) = rows(store)
    assert (row["easting"], row["no_location"], row["precision"]) == (None, reason, "none")


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "On or near =1+1",
        "On or near \x00",
        "On or near " + "x" * 500,
        "12 Park Street",
        "On or near <b>",
    ],
)
def test_names_of_places_that_are_no_plain_streets_are_left_out(store, tmp_path, name):
    place = (*DALLOW[:2], name, *DALLOW[3:])
    found = police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(1, place=place)]))
    assert found.kinds["street"].flags == {"place-name-left-out": 1}
    assert measures.counts_by_point(store, JANUARY).names.tolist() == [""]


def test_odd_texts_are_left_out_and_flagged(store, tmp_path):
    place = (*DALLOW[:3], "LSOA?", "")
    path = folder(
        tmp_path / "a", street_2024_01=[crime(1, place=place, outcome="Let off", context="Called John Smith")]
    )
    found = police_uk.load(store, path)
    assert set(found.kinds["street"].flags) == {"bad-area-code", "unknown-outcome", "context-left-out"}
    assert "Smith" not in str(rows(store))


@pytest.mark.parametrize(
    "line",
    [
        b"only,three,columns\r\n",
        b"\xff\xfe" + b"," * 11 + b"\r\n",
        b"x" * 100_000 + b"," * 11 + b"\r\n",
        b"," * 40 + b"\r\n",
        b'"open quote,\r\n',
    ],
    ids=["short", "latin-1", "huge", "long", "open quote"],
)
def test_a_line_that_is_no_row_is_refused_and_the_rest_loaded(store, tmp_path, line):
    content = text("street", [crime(n) for n in range(8)]) + line
    found = police_uk.load(store, folder(tmp_path / "a", street_2024_01=content))
    tally = found.kinds["street"]
    assert (tally.read, tally.loaded, tally.refusals) == (9, 8, {"unreadable-line": 1})


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(store, tmp_path):
    content = b"\xef\xbb\xbf" + text("street", [crime(n) for n in range(5)]).replace(b"\r\n", b"\n")
    found = police_uk.load(store, folder(tmp_path / "a", street_2024_01=content))
    assert (found.kinds["street"].read, found.kinds["street"].loaded) == (5, 5)


def test_a_month_with_a_header_and_no_row_stays_as_it_was(store, tmp_path):
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[asb()]))
    path = folder(tmp_path / "b", street_2024_01=[], street_2024_02=[asb("2024-02")])
    assert police_uk.load(store, path).without_rows == ["2024-01-bedfordshire-street.csv"]
    assert measures.monthly_counts(store, JANUARY).counts.tolist() == [1]


def test_stops_keep_their_time_and_belong_to_the_month_of_the_countrys_clock(store, tmp_path):
    path = folder(
        tmp_path / "a",
        stops_2024_05=[
            stop("2024-04-30T23:41:00+00:00"),
            stop("2024-05-31T23:30:00+00:00"),
            stop("2024-05-03T10:00:00+01:00"),
            stop("x"),
        ],
    )
    found = police_uk.load(store, path).kinds["stop-and-search"]
    assert found.refusals == {"other-month": 1, "bad-time": 1}
    times = {str(row["occurred_from"]) for row in rows(store, "2024-05", "police-uk-stops")}
    assert times == {"2024-04-30 23:41:00", "2024-05-03 09:00:00"}


def test_stops_that_look_the_same_are_flagged_and_kept(store, tmp_path):
    path = folder(tmp_path / "a", stops_2024_01=[stop(), stop(), stop(Gender="Female"), stop(Outcome="Sent home")])
    found = police_uk.load(store, path).kinds["stop-and-search"]
    assert (found.loaded, found.flags) == (2, {"exact-repeat": 1, "unknown-code": 1})
    assert {row["found_by"] for row in rows(store, source="police-uk-stops")} == {"proactive"}


def test_outcomes_stated_twice_count_once(store, tmp_path):
    path = folder(
        tmp_path / "a",
        street_2024_01=[crime(1)],
        outcomes_2024_01=[outcome(1), outcome(1), outcome(2, kind="Let off"), outcome(3)],
    )
    found = police_uk.load(store, path).kinds["outcomes"]
    assert (found.read, found.loaded, found.refusals) == (4, 2, {"repeated-outcome": 1, "unknown-outcome": 1})


def test_without_boundaries_the_name_of_the_lsoa_says_what_is_inside(store, tmp_path):
    path = folder(tmp_path / "a", street_2024_01=[crime(1), crime(2, place=BEDFORD), crime(3, place=NOWHERE)])
    police_uk.load(store, path, Ground("Luton"))
    assert {row["id"]: row["inside"] for row in rows(store)} == {
        crime_id(1): True,
        crime_id(2): False,
        crime_id(3): False,
    }


def test_boundaries_that_come_later_are_matched_to_what_is_stored(store, tmp_path):
    path = folder(
        tmp_path / "a", street_2024_01=[crime(1), crime(2, place=BEDFORD), asb(place=NOWHERE)], stops_2024_01=[stop()]
    )
    police_uk.load(store, path, Ground("Luton"))
    assert matching.match_areas(store, Ground("Luton")) == {}
    written = matching.match_areas(store, LUTON)
    assert written == {"police-uk-stops": ["2024-01"], "police-uk-street": ["2024-01"]}
    assert measures.counts_by_area(store, JANUARY, "ward-2013").counts.tolist() == [1]
    assert measures.counts_by_area(store, JANUARY, "lsoa-2021").counts.tolist() == [1, 1]
    assert matching.match_areas(store, LUTON) == {}
    assert not police_uk.load(store, path, LUTON).changed


def test_matching_after_gives_the_same_as_matching_while_loading(store, tmp_path):
    path = folder(tmp_path / "a", street_2024_01=[crime(1), crime(2, place=BEDFORD), asb(place=NOWHERE)])
    police_uk.load(store, path, Ground("Luton"))
    matching.match_areas(store, LUTON)
    at_once = Store(tmp_path / "other")
    police_uk.load(at_once, path, LUTON)
    key = lambda row: row["id"]  # noqa: E731
    assert sorted(rows(store), key=key) == sorted(rows(at_once), key=key)


def test_the_quality_report_stands_in_the_months_file(store, tmp_path):
    police_uk.load(
        store, folder(tmp_path / "a", street_2024_01=[crime(1), crime(2, place=BEDFORD), asb(place=NOWHERE)]), LUTON
    )
    report = store.held("police-uk-street", "2024-01").report
    assert report["forces"]["bedfordshire"]["councils"] == {"Bedford": 1, "Luton": 1}
    assert report["areas"] == {"rows": 3, "located": 2, "inside": 1, "matched": {"lsoa-2021": 2, "ward-2013": 1}}


def test_the_latest_name_of_a_point_wins_whatever_comes_first(store, tmp_path):
    old, new = (
        (*DALLOW[:2], "On or near Old Street", *DALLOW[3:]),
        (*DALLOW[:2], "On or near New Street", *DALLOW[3:]),
    )
    police_uk.load(store, folder(tmp_path / "b", street_2024_02=[crime(1, "2024-02", place=new)]))
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(2, place=old)]))
    assert measures.counts_by_point(store, JANUARY).names.tolist() == ["On or near New Street"]


def test_months_are_read_in_batches_with_the_same_result(store, tmp_path, monkeypatch):
    months = [f"2024-{m:02}" for m in range(1, 7)]
    files = {
        f"street_{m.replace('-', '_')}": [crime(100 * i + n, m) for n in range(7)] + [asb(m)]
        for i, m in enumerate(months)
    }
    path = folder(tmp_path / "a", **files)
    police_uk.load(store, path)
    monkeypatch.setattr(police_uk, "BATCH_ROWS", 10)
    one_by_one = Store(tmp_path / "other")
    police_uk.load(one_by_one, path)
    assert one_by_one.snapshot() == store.snapshot()


def test_flags_of_a_row_are_those_of_the_vocabulary(store, tmp_path):
    police_uk.load(store, folder(tmp_path / "a", street_2024_01=[crime(1, place=FAR_AWAY, context="x")]))
    assert vocab.flags_in(rows(store)[0]["flags"]) == ("outside-force", "context-left-out")


def test_a_file_with_odd_line_ends_does_not_change_how_its_neighbours_are_read(store, tmp_path):
    odd = text("street", [asb("2024-02"), asb("2024-02")]).replace(b"\r\n", b"\n", 1).replace(b"\r\n", b"\r", 1)
    path = folder(tmp_path / "a", street_2024_01=[asb(), asb()], street_2024_02=odd, street_2024_03=[asb("2024-03")])
    found = police_uk.load(store, path).as_dict()
    assert add_up(found)
    for month, lines in (("2024-01", 2), ("2024-03", 1)):
        numbers = [row["id"].rsplit("-", 1)[1] for row in rows(store, month)]
        assert numbers == [str(line + 1) for line in range(lines)]


def test_an_older_archive_does_not_take_the_place_of_a_newer_one(store, tmp_path):
    new = folder(tmp_path / "new", street_2024_01=[crime(1)], street_2024_06=[asb("2024-06")])
    old = folder(tmp_path / "old", street_2024_01=[crime(1), crime(2)], street_2024_02=[asb("2024-02")])
    police_uk.load(store, new)
    found = police_uk.load(store, old)
    assert found.left_as_newer == ["2024-01-bedfordshire-street.csv"]
    assert found.months_written == {"police-uk-street": ["2024-02"]}
    assert police_uk.load(store, old, replace=True).left_as_newer == []
    assert len(rows(store, "2024-01")) == 2


def test_an_older_archive_of_another_force_is_loaded(store, tmp_path):
    new = folder(tmp_path / "new", street_2024_01=[crime(1)], street_2024_06=[asb("2024-06")])
    old = folder(tmp_path / "old", "essex", street_2024_01=[crime(2)])
    police_uk.load(store, new)
    assert police_uk.load(store, old).left_as_newer == []
    assert police_uk.load(store, new).months_written == {}
