from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardwise.incidents import entries, schema, vocab
from wardwise.incidents.schema import Refused
from wardwise.incidents.store import Store, cursor
from wardwise.incidents.tests.factories import at, crime, noise

TEXT_FIELDS = ["id", "category", "no_location", "precision", "found_by", "outcome", "force"]
free_text = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(["John Smith", "12 Dallow Road LU1 1LG", "john@example.org", "07700 900123", "noise\n", "NOISE"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(TEXT_FIELDS), text=free_text)
def test_no_text_that_is_not_a_code_enters(tmp_path, field, text):
    allowed = {code for key in vocab.every_key() if not vocab.is_crosswalk(key) for code in vocab.load(key).codes}
    if text in allowed or schema.re.fullmatch(schema.ID_PATTERN, text):
        return
    store = Store(tmp_path)
    with pytest.raises(Refused):
        entries.put(store, "resident-reports", [noise(**{field: text})])
    assert store.sources() == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scheme=st.text(max_size=20), code=st.text(min_size=1, max_size=30))
def test_no_text_enters_as_an_area(tmp_path, scheme, code):
    if schema.re.fullmatch(schema.AREA_CODE_PATTERN, code):
        return
    with pytest.raises(Refused):
        entries.put(Store(tmp_path), "resident-reports", [noise(areas={scheme: code})])


@pytest.mark.parametrize(
    "more",
    [
        {"easting": float("nan"), "northing": 1.0},
        {"easting": float("inf"), "northing": 1.0},
        {"easting": -1.0, "northing": 1.0},
        {"easting": 900_000.0, "northing": 1.0},
        {"easting": 500_000.0},
        {"easting": 500_000.0, "northing": 2e5, "precision": "none"},
        {"easting": 500_000.0, "northing": 2e5, "precision": "snap-point"},
        {"precision": "exact"},
        {"occurred_to": at("2024-02")},
        {"flags": ("no-such-flag",)},
        {"category": "burglary"},
        {"occurred_from": dt.datetime(2024, 3, 1)},
    ],
)
def test_what_cannot_be_is_refused(tmp_path, more):
    with pytest.raises(Refused):
        entries.put(Store(tmp_path), "resident-reports", [noise(), noise(**more)])
    assert Store(tmp_path).months("resident-reports") == []


def good_table(db, extra: str = "") -> None:
    types = ", ".join(f"{c.name} {c.type}" for c in schema.columns_of("resident-reports"))
    db.execute(f"CREATE TEMP TABLE t ({types}{extra})").fetchall()


@pytest.mark.parametrize("extra", [", name VARCHAR", ", address VARCHAR", ", notes VARCHAR", ", area_ward BIGINT"])
def test_a_table_with_another_column_is_refused(tmp_path, extra):
    with Store(tmp_path).writing("resident-reports") as writer, cursor() as db:
        good_table(db, extra)
        with pytest.raises(Refused):
            writer.write("resident-reports", "2024-03", "t", db, {})


def test_a_table_with_a_missing_or_retyped_column_is_refused(tmp_path):
    with Store(tmp_path).writing("resident-reports") as writer, cursor() as db:
        good_table(db)
        for change in ("DROP COLUMN flags", "ADD COLUMN flags VARCHAR"):
            db.execute(f"ALTER TABLE t {change}").fetchall()
            with pytest.raises(Refused):
                writer.write("resident-reports", "2024-03", "t", db, {})


def test_a_month_starts_and_ends_by_the_clock_of_the_country():
    assert schema.month_bounds("2021-05") == (dt.datetime(2021, 4, 30, 23), dt.datetime(2021, 5, 31, 23))
    assert schema.month_bounds("2021-12") == (dt.datetime(2021, 12, 1), dt.datetime(2022, 1, 1))
    assert schema.month_of(dt.datetime(2021, 4, 30, 23, 30, tzinfo=dt.UTC)) == "2021-05"


@pytest.mark.parametrize("month", ["2024-13", "2024-1", "", "../x", "2024-03-01", None, "２０２４-03"])
def test_a_wrong_month_is_refused(month):
    with pytest.raises(Refused):
        schema.check_month(month)


def test_a_row_as_police_uk_publishes_it_is_welcome(tmp_path):
    assert entries.put(Store(tmp_path), "police-uk-street", [crime("2021-05")]) == ["2021-05"]


def typed(**kinds: str) -> list[tuple[str, str]]:
    return [(c.name, kinds.get(c.name, c.enum or c.type)) for c in schema.columns_of("police-uk-street")]


def test_a_closed_type_stands_for_its_codes_and_for_no_others():
    assert schema.check_columns("police-uk-street", typed()) == []
    areas = ("area_lsoa_2021", schema.area_enum(["E01000002", "E01000001"]))
    assert schema.check_columns("police-uk-street", [*typed(), areas]) == ["area_lsoa_2021"]


@pytest.mark.parametrize("kind", ["ENUM('Jane Doe')", "ENUM('burglary', 'Jane Doe')", "ENUM()", "BLOB"])
def test_a_closed_type_with_anything_else_is_refused(kind):
    with pytest.raises(schema.Refused):
        schema.check_columns("police-uk-street", typed(category=kind))
    with pytest.raises(schema.Refused):
        schema.check_columns("police-uk-street", [*typed(), ("area_lsoa_2021", kind)])
