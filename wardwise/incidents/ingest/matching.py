"""Matching the months that are already stored to areas again: after boundaries were loaded or replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np

from wardwise.incidents import schema
from wardwise.incidents.ingest import rows
from wardwise.incidents.ingest.ground import Ground
from wardwise.incidents.ingest.places import PUBLISHED
from wardwise.incidents.store import Held, Store, Writer, cursor, quoted

STREET = "police-uk-street"
Tell = Callable[[int, int, str], None]


def match_areas(store: Store, ground: Ground, *, tell: Tell = lambda *_: None) -> dict[str, list[str]]:
    """Give every stored row the codes of the areas it lies in now. Returns the months that changed, by source.

    Rows keep the LSOA that the police published. Codes of schemes that the ground does not know stay as they were.
    """
    sources = [s for s in store.sources() if "easting" in {column.name for column in schema.columns_of(s)}]
    written: dict[str, list[str]] = {}
    if not ground.schemes:
        return written
    total, done = sum(len(store.months(source)) for source in sources), 0
    for source in sources:
        with store.writing(source) as writer, cursor() as db:
            for held in store.catalogue(source):
                tell(done, total, f"{source} {held.month}")
                _match_month(writer, source, held, ground, db)
                done += 1
            written[source] = [path.stem for path in writer.commit()]
    tell(total, total, "Done")
    return {source: months for source, months in written.items() if months}


def _match_month(writer: Writer, source: str, held: Held, ground: Ground, db: duckdb.DuckDBPyConnection) -> None:
    base = f"read_parquet({quoted(str(held.path))})"
    query = f"SELECT DISTINCT easting, northing FROM {base} WHERE easting IS NOT NULL"
    places = db.execute(query).fetchnumpy()
    easting, northing = places["easting"].astype(float), places["northing"].astype(float)
    located = ground.locate(easting, northing)
    found = {schema.area_column(name): codes for name, codes in located.items()}
    nobody = np.full(len(easting), "", dtype=object)
    columns: dict[str, Any] = {"e": easting, "n": northing, "within": ground.inside(located, nobody), **found}
    kinds = {"e": "DOUBLE", "n": "DOUBLE", "within": "BOOLEAN"}
    wanted = ", ".join(f"unnest(?::{kinds.get(name, 'VARCHAR')}[]) AS {name}" for name in columns)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE located AS SELECT {wanted}", [values.tolist() for values in columns.values()]
    ).fetchall()
    keeps = {PUBLISHED} if source == STREET else set()
    old = {name for name in held.columns if schema.AREA_COLUMN.fullmatch(name)}
    changed = [f"coalesce(b.{n}, m.{n}) AS {n}" if n in keeps & old else f"m.{n} AS {n}" for n in found]
    dropped = ", ".join(["inside", *(name for name in found if name in old)])
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT b.* EXCLUDE ({dropped}), "
        "CASE WHEN b.force IS NULL THEN m.within ELSE coalesce(m.within, false) END AS inside, "
        f"{', '.join(changed)} FROM {base} b LEFT JOIN located m ON b.easting = m.e AND b.northing = m.n"
    ).fetchall()
    areas = sorted({*old, *found})
    report = {**held.report, "areas": rows.matched(db, areas).get(held.month, {})}
    if "ground" in (held.report.get("inputs") or {}):
        report["inputs"] = {**held.report["inputs"], "ground": ground.digest}
    writer.stage(source, {held.month: report}, "fresh", db)
