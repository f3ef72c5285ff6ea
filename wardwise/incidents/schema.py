"""What may stand in the incident store, and nothing else.

Every column is a number, a time or a code of a vocabulary. There is no column for a name, an address or free text,
and none can be added from outside: a table with an unknown column, another type, or a text that is not a code is
refused before a byte of it is written. The checks are SQL, so that they cost one pass over a month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from wardwise.incidents import vocab

VERSION = 1
UK = ZoneInfo("Europe/London")
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")

# A published hash, a UUID, or a few letters of ours and numbers: `asb-2021-05-7-113`, `report-208`.
ID_PATTERN = (
    "([0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    "|(asb|stop|report|record|entry)(-[0-9]{1,12}){1,4})"
)
AREA_COLUMN = re.compile(r"area_[a-z][a-z0-9_]{1,38}")
AREA_CODE_PATTERN = "[A-Z]{1,4}[0-9]{2,10}"
AREA_ENUM = re.compile(rf"ENUM\('{AREA_CODE_PATTERN}'(, '{AREA_CODE_PATTERN}')*\)")
EAST, NORTH = 800_000, 1_350_000  # the National Grid's extent in metres


class Refused(ValueError):
    """Something that may not stand in the incident store; the message says what, without repeating a value."""


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, whether it may be empty, and an SQL test that every value must pass.

    A column of codes may also come as `enum`, a type that has these codes and no others: then there is nothing left
    to test row by row, and a row takes a byte for it instead of sixteen and more.
    """

    name: str
    type: str
    nullable: bool = False
    test: str = ""
    enum: str = ""


def coded(name: str, *vocabularies: str, nullable: bool = False) -> Column:
    """A text column that holds codes of these vocabularies and nothing else."""
    return one_of(name, sorted({code for key in vocabularies for code in vocab.load(key).codes}), nullable)


def one_of(name: str, codes: Sequence[str], nullable: bool = False) -> Column:
    """A text column that holds these codes and nothing else."""
    return Column(name, "VARCHAR", nullable, f"{name} IN ({_literals(codes)})", f"ENUM({_literals(codes)})")


def _literals(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)  # codes hold small letters, digits and hyphens only


ID = Column("id", "VARCHAR", False, f"regexp_full_match(id, '{ID_PATTERN}')")
OUTCOME_MONTH = Column("outcome_month", "DATE", True, "day(outcome_month) = 1")
PLACE = (
    Column("easting", "DOUBLE", True, f"easting BETWEEN 0 AND {EAST}"),
    Column("northing", "DOUBLE", True, f"northing BETWEEN 0 AND {NORTH}"),
    coded("no_location", "no-location-reasons", nullable=True),
    coded("precision", "precisions"),
    Column("point", "BIGINT", True, "point > 0"),
    Column("inside", "BOOLEAN", True),
)


@cache
def columns_of(source: str) -> tuple[Column, ...]:
    """The columns of a source's rows, without the area columns, of which there is one for each scheme matched."""
    found = vocab.load("sources").by_code.get(source)
    if found is None:
        raise Refused(f"There is no source called {source!r}.")
    shared = (ID, coded_source(source), Column("month", "DATE", False, "day(month) = 1"))
    end = (coded("force", "forces", nullable=True), Column("flags", "UINTEGER", False, f"flags < {_all_flags()}"))
    if found.more["table"] == "outcomes":
        return (*shared, coded("outcome", "outcomes"), *end)
    happened = (
        one_of("category", vocab.categories_of(source)),
        Column("occurred_from", "TIMESTAMP"),
        Column("occurred_to", "TIMESTAMP", False, "occurred_to >= occurred_from"),
    )
    found_by = coded("found_by", "found-by")
    outcome = (coded("outcome", "outcomes", nullable=True), OUTCOME_MONTH, Column("outcomes", "USMALLINT"))
    if found.more["table"] == "stops":
        return (*shared, *happened, *PLACE, found_by, *STOP, *end)
    return (*shared, *happened, *PLACE, found_by, *outcome, *end)


STOP = (
    coded("gender", "genders", nullable=True),
    coded("age_range", "age-ranges", nullable=True),
    coded("self_defined_ethnicity", "self-defined-ethnicities", nullable=True),
    coded("officer_defined_ethnicity", "officer-defined-ethnicities", nullable=True),
    coded("power", "stop-powers", nullable=True),
    coded("searched_for", "stop-objects", nullable=True),
    coded("stop_outcome", "stop-outcomes", nullable=True),
    Column("outcome_linked", "BOOLEAN", True),
    Column("outer_clothing", "BOOLEAN", True),
    Column("in_operation", "BOOLEAN", True),
)
POINT_NAME_PATTERN = r"[A-Za-z0-9À-ÖØ-öø-ÿŵŷŴŶ][A-Za-z0-9À-ÖØ-öø-ÿŵŷŴŶ ''’.,&()/:!-]{0,79}"


def coded_source(source: str) -> Column:
    return one_of("source", [source])


def _all_flags() -> int:
    return 2 * max(vocab.flag_bits().values())


def area_column(scheme: str) -> str:
    """The column that holds the codes of a scheme: `lsoa-2021` stands in `area_lsoa_2021`."""
    name = "area_" + scheme.replace("-", "_")
    if not AREA_COLUMN.fullmatch(name):
        raise Refused("An area scheme is written like lsoa-2021: small letters, digits and hyphens.")
    return name


def scheme_of(column: str) -> str:
    """The scheme whose codes an area column holds."""
    return column.removeprefix("area_").replace("_", "-")


def check_month(month: str) -> str:
    """A month as everybody here writes it, `2021-05`, or a refusal."""
    if not isinstance(month, str) or not MONTH.fullmatch(month):
        raise Refused("A month is written like 2021-05.")
    return month


def month_bounds(month: str) -> tuple[dt.datetime, dt.datetime]:
    """When a month starts and ends in the UK, as naive UTC: May 2021 starts on 30 April at 23:00."""
    year, number = int(month[:4]), int(month[5:7])
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    starts = (dt.datetime(year, number, 1, tzinfo=UK), dt.datetime(*following, 1, tzinfo=UK))
    first, last = (start.astimezone(dt.UTC).replace(tzinfo=None) for start in starts)
    return first, last


def month_of(moment: dt.datetime) -> str:
    """The UK month in which a moment (with its time zone) falls."""
    if moment.tzinfo is None:
        raise Refused("A time must say its time zone.")
    return moment.astimezone(UK).strftime("%Y-%m")


def check_columns(source: str, found: Sequence[tuple[str, str]]) -> list[str]:
    """The area columns among a table's columns; refuses what is unknown, missing or of another type."""
    expected = {column.name: (column.type, column.enum) for column in columns_of(source)}
    areas: list[str] = []
    for name, kind in found:
        if name in expected:
            if kind not in expected.pop(name):
                raise Refused(f"Column {name} must hold {_type(source, name)}.")
        elif AREA_COLUMN.fullmatch(name) and name not in areas and (kind == "VARCHAR" or AREA_ENUM.fullmatch(kind)):
            areas.append(name)
        else:
            raise Refused("There is a column that the incident store does not know.")
    if expected:
        raise Refused(f"Column {sorted(expected)[0]} is missing.")
    return areas


def enums(found: Sequence[tuple[str, str]]) -> set[str]:
    """The columns of a checked table whose type is their vocabulary: they cannot hold anything else."""
    return {name for name, kind in found if kind.startswith("ENUM(")}


def area_enum(codes: Iterable[str]) -> str:
    """The type that holds these area codes and no others."""
    return f"ENUM({_literals(sorted(codes))})"


def _type(source: str, name: str) -> str:
    return next(column.type for column in columns_of(source) if column.name == name)


def violations(
    source: str, months: Sequence[str], areas: Sequence[str], proven: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Column and SQL condition of each way in which a row may break the rules: one count for each, in one pass.

    `proven` are the columns whose type is their vocabulary, which cannot hold anything else.
    """
    for column in columns_of(source):
        if not column.nullable:
            yield column.name, f"{column.name} IS NULL"
        if column.test and column.name not in proven:
            yield column.name, f"NOT ({column.test})"
    for name in areas:
        if name not in proven:
            yield name, f"NOT regexp_full_match({name}, '{AREA_CODE_PATTERN}')"
    names = {column.name for column in columns_of(source)}
    if "occurred_from" in names:
        bounds = {month: month_bounds(check_month(month)) for month in months}
        first = " ".join(f"WHEN DATE '{month}-01' THEN TIMESTAMP '{start}'" for month, (start, _) in bounds.items())
        last = " ".join(f"WHEN DATE '{month}-01' THEN TIMESTAMP '{end}'" for month, (_, end) in bounds.items())
        outside = f"occurred_from < CASE month {first} END OR occurred_from >= CASE month {last} END"
        yield "occurred_from", outside
    if "easting" in names:
        yield "northing", "(easting IS NULL) <> (northing IS NULL)"
        yield "no_location", "(easting IS NULL) <> (no_location IS NOT NULL)"
        yield (
            "precision",
            "CASE WHEN easting IS NULL THEN precision NOT IN ('none', 'area') ELSE precision = 'none' END",
        )
        yield "point", "(precision = 'snap-point') <> (point IS NOT NULL)"


def runs_of_months(months: Sequence[str]) -> list[tuple[str, str]]:
    """Months as first and last of each run without a gap: a list of thirty names nobody reads."""
    runs: list[tuple[str, str]] = []
    for month in sorted(months):
        if runs and _month_number(month) == _month_number(runs[-1][1]) + 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])
