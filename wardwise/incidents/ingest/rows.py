"""Reading one kind of police file: the SQL that turns published text into rows and accounts for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import duckdb

from wardwise.incidents import schema, vocab
from wardwise.incidents.ingest.archive import FEW_LINES, HEADERS, BadArchive, Supplied, blank_lines
from wardwise.incidents.ingest.places import FLAGS, Places
from wardwise.incidents.ingest.tally import Tally
from wardwise.incidents.store import Held, quoted

READ = (
    "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', ignore_errors = true, "
    "nullstr = '\\x01', max_line_size = 65536"
)
TOO_MANY_REFUSED = 0.5
ASB = "anti-social-behaviour"

# Our short names of the published columns.
STREET_COLUMNS = {
    "Crime ID": "crime", "Month": "stated_month", "Longitude": "lon", "Latitude": "lat", "Location": "place",
    "LSOA code": "lsoa", "LSOA name": "lsoa_name", "Crime type": "kind", "Last outcome category": "status",
    "Context": "context",
}  # fmt: skip
OUTCOME_COLUMNS = {"Crime ID": "crime", "Month": "stated_month", "Outcome type": "status"}
STOP_COLUMNS = {
    "Type": "kind", "Date": "stated_at", "Part of a policing operation": "operation", "Latitude": "lat",
    "Longitude": "lon", "Gender": "gender", "Age range": "age", "Self-defined ethnicity": "self_defined",
    "Officer-defined ethnicity": "officer_defined", "Legislation": "legislation", "Object of search": "object",
    "Outcome": "result", "Outcome linked to object of search": "linked",
    "Removal of more than just outer clothing": "clothing",
}  # fmt: skip
STOP_CODES = {
    "gender": ("gender", "genders"),
    "age_range": ("age", "age-ranges"),
    "self_defined_ethnicity": ("self_defined", "self-defined-ethnicities"),
    "officer_defined_ethnicity": ("officer_defined", "officer-defined-ethnicities"),
    "power": ("legislation", "stop-powers"),
    "searched_for": ("object", "stop-objects"),
    "stop_outcome": ("result", "stop-outcomes"),
}


def make_lookups(db: duckdb.DuckDBPyConnection) -> None:
    """The vocabularies as tables in this connection: published name -> code."""
    db.execute("SET TimeZone = 'UTC'").fetchall()
    types = {column.name: column.enum for column in schema.columns_of("police-uk-street") if column.enum}
    for name in ("category", "found_by", "outcome", "force", "no_location", "precision"):
        db.execute(f"CREATE OR REPLACE TEMP TYPE {name}_code AS {types[name]}").fetchall()
    kinds = vocab.load("police-uk-categories").by_name.items()
    _fill(db, "kinds", "name VARCHAR, code category_code, found_by found_by_code",
          [(name, term.code, term.more["found_by"]) for name, term in kinds])  # fmt: skip
    statuses = vocab.load("outcomes").by_name.items()
    _fill(db, "statuses", "name VARCHAR, code outcome_code, stage INTEGER",
          [(name, term.code, term.more["stage"]) for name, term in statuses])  # fmt: skip
    own = [(force.code, name) for force in vocab.load("forces").terms for name in force.more["councils"]]
    # A force of which no council is listed (a national one) has no outside.
    _fill(db, "own_councils", "force force_code, council VARCHAR", own)


def _fill(db: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    db.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})").fetchall()
    values = [list(column) for column in zip(*rows, strict=True)]
    if values:
        wanted = ", ".join(f"unnest(?::{column.split()[1]}[])" for column in columns.split(", "))
        db.execute(f"INSERT INTO {name} SELECT {wanted}", values).fetchall()


def read_raw(db: duckdb.DuckDBPyConnection, files: Sequence[Supplied], columns: Mapping[str, str], also: str) -> None:
    """Make `raw`, the readable lines of some files as text, and `files`, what the name of each file says.

    `also` are columns that this kind of file does not have and the next steps expect.
    """
    wanted = ", ".join(f'"{name}" AS {short}' for name, short in columns.items())
    layout = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in HEADERS[files[0].kind])
    queries = [
        f"SELECT {number}::SMALLINT AS file, {wanted}{also} "
        f"FROM read_csv({quoted(str(file.path))}, {READ}, columns = {{{layout}}}"
        for number, file in enumerate(files)
    ]
    # All files in one statement: one statement for each takes twice the CPU time.
    start = "CREATE OR REPLACE TEMP TABLE raw AS "
    try:
        db.execute(start + " UNION ALL ".join(f"{query})" for query in queries)).fetchall()
    except duckdb.InvalidInputException:
        readable = [_readable(db, file, query) for file, query in zip(files, queries, strict=True)]
        db.execute(start + " UNION ALL ".join(readable)).fetchall()
    # Rows stand in the order of the files and of their lines: the number of a line follows from its row's.
    begins = dict(db.execute("SELECT file, min(rowid) FROM raw GROUP BY file").fetchall())
    numbers = {term.code: term.more["number"] for term in vocab.load("forces").terms}
    has_own = {term.code for term in vocab.load("forces").terms if term.more["councils"]}
    _fill(
        db,
        "files",
        "file SMALLINT, force force_code, prefix VARCHAR, stated VARCHAR, month DATE, first TIMESTAMP, "
        "last TIMESTAMP, has_own BOOLEAN, before BIGINT",
        [
            (i, f.force, f"{f.month}-{numbers[f.force]}-", f.month, f"{f.month}-01", *schema.month_bounds(f.month),
             f.force in has_own, begins.get(i, 0) - 1)
            for i, f in enumerate(files)
        ],
    )  # fmt: skip


def _readable(db: duckdb.DuckDBPyConnection, file: Supplied, query: str) -> str:
    """The query that reads a file: leniently if its line ends are of several kinds."""
    lenient = f"{query}, strict_mode = false)"
    with suppress(duckdb.InvalidInputException):
        db.execute(f"CREATE OR REPLACE TEMP TABLE raw AS {query})").fetchall()
        return f"{query})"
    try:
        db.execute(f"CREATE OR REPLACE TEMP TABLE raw AS {lenient}").fetchall()
        return lenient
    except duckdb.Error as problem:
        raise BadArchive(f"{file.name} cannot be read as a CSV file. Download the archive again.") from problem


def start_staging(db: duckdb.DuckDBPyConnection, source: str, areas: Mapping[str, str]) -> None:
    """An empty `staged`: the columns of the source, its file and place, and the reason if a row is refused."""
    columns = [f"{column.name} {column.enum or column.type}" for column in schema.columns_of(source)]
    columns += [f"{name} {kind}" for name, kind in sorted(areas.items())]
    extra = "refusal VARCHAR, file SMALLINT, spot INTEGER"
    db.execute(f"CREATE OR REPLACE TEMP TABLE staged ({', '.join(columns)}, {extra})").fetchall()


PLACED = "s.easting, s.northing, s.no_location, s.precision, s.point, s.inside"


def _outside() -> str:
    elsewhere = "has_own AND s.council <> '' AND home IS DISTINCT FROM files.force"
    return f"CASE WHEN {elsewhere} THEN {FLAGS['outside-force']} ELSE 0 END"


def stage_street(db: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Turn the rows in `raw` into rows of the store, each with its flags and, perhaps, its refusal."""
    areas = "".join(f", s.{name}" for name in places.areas)
    db.execute(
        f"""INSERT INTO staged BY NAME SELECT
        CASE WHEN k.code = '{ASB}' THEN 'asb-' || prefix || (raw.rowid - before) ELSE lower(crime) END AS id,
        'police-uk-street' AS source, month, k.code AS category, first AS occurred_from, last AS occurred_to,
        {PLACED}, k.found_by, o.code AS outcome, 0::USMALLINT AS outcomes, files.force, file, spot,
        (s.flags | {_outside()}
                 | CASE WHEN status <> '' AND o.code IS NULL THEN {FLAGS["unknown-outcome"]} ELSE 0 END
                 | CASE WHEN context <> '' THEN {FLAGS["context-left-out"]} ELSE 0 END)::UINTEGER AS flags{areas},
        CASE WHEN stated_month <> stated THEN 'other-month'
             WHEN k.code IS NULL THEN 'unknown-category'
             WHEN k.code = '{ASB}' THEN NULL
             WHEN crime = '' THEN 'missing-id'
             WHEN strlen(crime) <> 64 OR regexp_matches(crime, '[^0-9a-fA-F]') THEN 'bad-id' END AS refusal
        FROM raw JOIN files USING (file) JOIN here s USING (lon, lat, lsoa)
        LEFT JOIN kinds k ON kind = k.name LEFT JOIN statuses o ON status = o.name"""
    ).fetchall()


def stage_stops(db: duckdb.DuckDBPyConnection, places: Places) -> None:
    """Turn stop-and-search rows into rows of the store. Exact repeats are flagged and kept: two people who were
    searched in the same minute at the same place for the same reason look the same in these columns.
    """
    areas = "".join(f", s.{name}" for name in places.areas)
    coded = "".join(f", {_code(short, key)} AS {name}" for name, (short, key) in STOP_CODES.items())
    unknown = " OR ".join(f"({short} <> '' AND {_code(short, key)} IS NULL)" for short, key in STOP_CODES.values())
    everything = ", ".join(STOP_COLUMNS.values())
    truth = "CASE lower({0}) WHEN 'true' THEN true WHEN 'false' THEN false END"
    category = _code("kind", "stop-categories")
    db.execute(
        f"""INSERT INTO staged BY NAME SELECT 'stop-' || prefix || (line - before) AS id,
        'police-uk-stops' AS source, month, {category} AS category, moment AS occurred_from, moment AS occurred_to,
        {PLACED}, 'proactive' AS found_by{coded}, {truth.format("linked")} AS outcome_linked,
        {truth.format("clothing")} AS outer_clothing, {truth.format("operation")} AS in_operation,
        force, file, spot,
        (s.flags | CASE WHEN {unknown} THEN {FLAGS["unknown-code"]} ELSE 0 END
                 | CASE WHEN copy > 1 THEN {FLAGS["exact-repeat"]} ELSE 0 END)::UINTEGER AS flags{areas},
        CASE WHEN moment IS NULL THEN 'bad-time'
             WHEN moment < first OR moment >= last THEN 'other-month'
             WHEN {category} IS NULL THEN 'unknown-category' END AS refusal
        FROM (SELECT *, rowid AS line, timezone('UTC', TRY_CAST(stated_at AS TIMESTAMPTZ)) AS moment,
                     row_number() OVER (PARTITION BY file, {everything} ORDER BY rowid) AS copy FROM raw)
        JOIN files USING (file) JOIN here s USING (lon, lat, lsoa)"""
    ).fetchall()


def _code(column: str, key: str) -> str:
    terms = vocab.load(key).by_name.items()
    return f"CASE {column} " + " ".join(f"WHEN {quoted(name)} THEN '{term.code}'" for name, term in terms) + " END"


def stage_outcomes(db: duckdb.DuckDBPyConnection) -> None:
    """Turn outcome rows into rows of the store. A step that is stated twice in a month counts once."""
    db.execute(
        """INSERT INTO staged BY NAME SELECT lower(crime) AS id, 'police-uk-outcomes' AS source, month,
        o.code AS outcome, force, 0::UINTEGER AS flags, file,
        CASE WHEN stated_month <> stated THEN 'other-month'
             WHEN crime = '' THEN 'missing-id'
             WHEN NOT regexp_full_match(crime, '[0-9a-fA-F]{64}') THEN 'bad-id'
             WHEN o.code IS NULL THEN 'unknown-outcome'
             WHEN row_number() OVER (PARTITION BY file, lower(crime), status ORDER BY raw.rowid) > 1
             THEN 'repeated-outcome' END AS refusal
        FROM raw JOIN files USING (file) LEFT JOIN statuses o ON status = o.name"""
    ).fetchall()


def keep_other_forces(db: duckdb.DuckDBPyConnection, held: Held | None, forces: Iterable[str]) -> None:
    """Keep what the month holds of forces that this archive does not bring."""
    others = set((held.report.get("forces") if held else None) or {}) - set(forces)
    if held and others:
        codes = ", ".join(f"'{force}'" for force in sorted(others))
        query = f"INSERT INTO staged BY NAME SELECT * FROM read_parquet(?) WHERE force IN ({codes})"
        db.execute(query, [str(held.path)]).fetchall()


def refuse_repeats(db: duckdb.DuckDBPyConnection) -> None:
    """Of a month's rows with one crime ID keep the one with the latest outcome, of equals the last.

    Never anti-social behaviour, which has no ID: rows that look the same are different incidents.
    """
    db.execute(
        f"""CREATE OR REPLACE TEMP TABLE repeats AS SELECT hash(id, month) AS h FROM staged
        WHERE refusal IS NULL AND category <> '{ASB}' GROUP BY h HAVING count(*) > 1"""
    ).fetchall()
    if not db.execute("SELECT count(*) FROM repeats").fetchall()[0][0]:
        return
    db.execute(
        f"""UPDATE staged SET refusal = 'repeated-id' WHERE rowid IN (
            SELECT rowid FROM (
                SELECT staged.rowid, row_number() OVER (
                    PARTITION BY id, month ORDER BY coalesce(stage, -1) DESC, staged.rowid DESC) AS place
                FROM staged LEFT JOIN statuses ON outcome = code
                WHERE refusal IS NULL AND category <> '{ASB}' AND hash(id, month) IN (SELECT h FROM repeats))
            WHERE place > 1)"""
    ).fetchall()


def tallies(db: duckdb.DuckDBPyConnection, files: Sequence[Supplied]) -> list[Tally]:
    """What became of the rows of each file. Lines that are no rows are refused as unreadable."""
    found = [Tally() for _ in files]
    query = (
        "SELECT file, refusal, CASE WHEN refusal IS NULL THEN flags ELSE 0 END, count(*) "
        "FROM staged WHERE file IS NOT NULL GROUP BY ALL"
    )
    for number, refusal, flags, rows in db.execute(query).fetchall():
        if refusal:
            found[number].refuse(refusal, rows)
        else:
            found[number].keep(vocab.flags_in(flags), rows)
    for file, tally in zip(files, found, strict=True):
        unread = file.rows - tally.read
        if unread > 0 and file.rows >= FEW_LINES:
            unread -= blank_lines(file.path)
        tally.refuse("unreadable-line", max(0, unread))
        _refuse_hopeless(file, tally)
    return found


def _refuse_hopeless(file: Supplied, tally: Tally) -> None:
    """A file of which most rows are refused is the wrong file: it must not replace a good month."""
    refused = {reason: n for reason, n in tally.refusals.items() if not reason.startswith("repeated")}
    if tally.read and sum(refused.values()) > TOO_MANY_REFUSED * tally.read:
        reason = max(refused, key=lambda code: refused[code])
        raise BadArchive(
            f"{file.name}: {sum(refused.values())} of {tally.read} rows cannot be loaded, most because: "
            f"{vocab.load('refusals').name(reason).lower()}. Nothing was changed. Look at the file, or leave it out."
        )


def councils(db: duckdb.DuckDBPyConnection, files: Sequence[Supplied]) -> list[dict[str, int]]:
    """How many rows of each file lie in each council, by the name of the published LSOA."""
    found: list[dict[str, int]] = [{} for _ in files]
    query = (
        "SELECT file, council, sum(n) FROM (SELECT file, spot, count(*) AS n FROM staged GROUP BY file, spot) "
        "JOIN places USING (spot) WHERE council <> '' GROUP BY file, council ORDER BY 3 DESC, 2"
    )
    for number, name, rows in db.execute(query).fetchall():
        found[number][name] = int(rows)
    return found


def matched(db: duckdb.DuckDBPyConnection, areas: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For each month in `fresh`: rows matched to each scheme, and rows inside the partnership."""
    names = list(areas)
    counts = "".join(f", count({name})" for name in names)
    query = (
        "SELECT strftime(month, '%Y-%m'), count(*), count(easting), count(*) FILTER (WHERE inside)"
        f"{counts} FROM fresh GROUP BY month"
    )
    return {
        month: {
            "rows": rows,
            "located": located,
            "inside": inside,
            "matched": {schema.scheme_of(name): n for name, n in zip(names, found, strict=True)},
        }
        for month, rows, located, inside, *found in db.execute(query).fetchall()
    }
