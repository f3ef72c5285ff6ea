"""Loading an archive of data.police.uk into the incident store.

Outcomes first, then street crime month by month with the latest outcome of each crime, then stop and search. Every
month is staged beside the old one; only when the whole archive has been read are the months put in their place, one
rename each. So an archive that cannot be loaded changes nothing, and a load that is killed leaves each month either
old or new. Loading the same archive twice changes no byte. Memory does not grow with the number of months.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from wardwise.incidents import schema
from wardwise.incidents.ingest import archive, rows
from wardwise.incidents.ingest.archive import SOURCES, Supplied
from wardwise.incidents.ingest.ground import Ground
from wardwise.incidents.ingest.loaded import Loaded
from wardwise.incidents.ingest.places import Places
from wardwise.incidents.ingest.tally import Tally
from wardwise.incidents.store import Held, Store, Writer, cursor, quoted

VERSION = "1"  # raise it when the same archive would now give other rows: then it is loaded anew
STREET, OUTCOMES, STOPS = SOURCES["street"], SOURCES["outcomes"], SOURCES["stop-and-search"]
Tell = Callable[[int, int, str], None]
BATCH_ROWS = 400_000  # months are read together up to this many rows: memory is bounded by one such batch
BATCH_FILES = 64  # and up to this many files, which are read by one statement
KEPT = "SELECT * EXCLUDE (refusal, file, spot) FROM staged WHERE refusal IS NULL"
NO_OUTCOMES = {"with_an_outcome": 0, "with_several": 0}


def load(
    store: Store,
    path: Path,
    ground: Ground | None = None,
    *,
    replace: bool = False,
    tell: Tell = lambda *_: None,
) -> Loaded:
    """Load an archive (zip or folder). `tell(done, total, words)` hears of the progress in bytes.

    What is held from a later archive stays as it is unless `replace`.
    """
    tell(0, 0, "Looking at the archive")
    with store.writing(STREET, OUTCOMES, STOPS) as writer:
        workspace = store.folder / ".unpacked"
        with archive.opened(path, workspace) as files, cursor() as db:
            loading = Loading(store, writer, db, ground or Ground(), files, tell)
            if not replace:
                loading.leave_newer()
            return loading.run()


@dataclass
class Loading:
    """One load on its way: what all its steps share."""

    store: Store
    writer: Writer
    db: duckdb.DuckDBPyConnection
    ground: Ground
    files: list[Supplied]
    tell: Tell
    done: int = 0
    loaded: Loaded = field(default_factory=Loaded)
    outcome_digests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.as_of = max(file.month for file in self.files)

    def leave_newer(self) -> None:
        """Leave out files of which another version is held that came with a later archive.

        How late an archive is, is told by its last month. A download cut down to old months looks old too.
        """
        newer = [file for file in self.files if self._is_held_newer(file)]
        self.files = [file for file in self.files if file not in newer]
        self.loaded.left_as_newer = [file.name for file in newer]

    def _is_held_newer(self, file: Supplied) -> bool:
        held = self.store.held(SOURCES[file.kind], file.month)
        force = (held.report.get("forces") or {}).get(file.force) if held else None
        if held is None or force is None:
            return False
        known = ((held.report.get("inputs") or {}).get("files") or {}).get(file.force)
        return known != file.sha256 and force.get("as_of", held.report.get("as_of", "")) > self.as_of

    def run(self) -> Loaded:
        rows.make_lookups(self.db)
        self.places = Places(self.db, self.ground)
        self.loaded.without_rows = [file.name for file in self.files if not file.rows]
        self.total = sum(file.size for file in self.files)
        self._each_batch("outcomes", self._outcomes)
        self._gather_outcomes()
        self._each_batch("street", self._street)
        self._refresh_older_months()
        self._stage_names()
        self._each_batch("stop-and-search", self._stops)
        self.loaded.months = sorted({file.month for file in self.files})
        self.loaded.gaps = gaps({file.month for file in self.files if file.kind == "street" and file.rows})
        self.tell(self.total, self.total, "Putting the months in their place")
        for path in sorted(self.writer.commit()):
            if schema.MONTH.fullmatch(path.stem):
                self.loaded.months_written.setdefault(path.parent.name, []).append(path.stem)
        return self.loaded

    def _each_batch(self, kind: str, work: Callable[[list[Supplied]], list[Tally]]) -> None:
        """Do the files of one kind, some months at a time, leaving out months that hold exactly this already."""
        total = self.loaded.kinds.setdefault(kind, Tally())
        batch: list[Supplied] = []
        for month, files in self._by_month(kind):
            held = self.store.held(SOURCES[kind], month)
            if held and held.report.get("inputs") == self._inputs(kind, month, files, held):
                total.add(Tally.total(Tally.of(held.report["forces"][file.force]) for file in files))
                self.done += sum(file.size for file in files)
                continue
            both = [*batch, *files]
            if batch and (sum(file.rows for file in both) > BATCH_ROWS or len(both) > BATCH_FILES):
                self._do(kind, batch, work)
                batch = []
            batch += files
        if batch:
            self._do(kind, batch, work)

    def _by_month(self, kind: str) -> list[tuple[str, list[Supplied]]]:
        found: dict[str, list[Supplied]] = defaultdict(list)
        for file in self.files:
            if file.kind == kind and file.rows:
                found[file.month].append(file)
        return sorted(found.items())

    def _do(self, kind: str, batch: list[Supplied], work: Callable[[list[Supplied]], list[Tally]]) -> None:
        self.tell(self.done, self.total, f"{kind}, {batch[0].month} to {batch[-1].month}")
        self.loaded.kinds[kind].add(Tally.total(work(batch)))
        self.done += sum(file.size for file in batch)

    def _inputs(self, kind: str, month: str, files: Sequence[Supplied], held: Held | None) -> dict[str, Any]:
        """Everything that decides what a month will hold: if nothing of it changed, neither does the month."""
        known = dict(((held.report.get("inputs") or {}).get("files") or {}) if held else {})
        inputs: dict[str, Any] = {"files": known | {file.force: file.sha256 for file in files}, "version": VERSION}
        if kind != "outcomes":
            inputs["ground"] = self.ground.digest
        if kind == "street":
            inputs["outcomes"] = self._outcomes_since(month)
        return inputs

    def _outcomes_since(self, month: str) -> str:
        later = [f"{m} {digest}" for m, digest in sorted(self.outcome_digests.items()) if m >= month]
        return hashlib.sha256("\n".join(later).encode()).hexdigest()[:32]

    def _outcomes(self, files: list[Supplied]) -> list[Tally]:
        rows.start_staging(self.db, OUTCOMES, {})
        rows.read_raw(self.db, files, rows.OUTCOME_COLUMNS, "")
        rows.stage_outcomes(self.db)
        tallies = rows.tallies(self.db, files)
        self._keep_other_forces(OUTCOMES, files)
        self._view(KEPT)
        reports = self._reports("outcomes", files, tallies)
        self.outcome_digests |= self.writer.stage(OUTCOMES, reports, "fresh", self.db)
        return tallies

    def _gather_outcomes(self) -> None:
        """Make `latest`: for each crime with published outcomes the latest, its month, and how many there are."""
        for held in self.store.catalogue(OUTCOMES):
            self.outcome_digests.setdefault(held.month, held.digest)
        staged = {path: new for new, path in self.writer.staged}
        paths = [self.store.path(OUTCOMES, month) for month in sorted(self.outcome_digests)]
        files = ", ".join(quoted(str(staged.get(path, path))) for path in paths)
        nothing = "(SELECT NULL::VARCHAR AS id, NULL::DATE AS month, NULL::VARCHAR AS outcome LIMIT 0)"
        source = f"read_parquet([{files}])" if files else nothing
        self.db.execute(
            "CREATE OR REPLACE TEMP TABLE latest AS SELECT hash(id) AS h, max(month) AS last_month, "
            "arg_max(code, (year(month) * 12 + month(month)) * 100 + stage) AS last_outcome, "
            "least(count(*), 999)::USMALLINT AS steps "
            f"FROM {source} JOIN statuses ON outcome = code GROUP BY h"
        ).fetchall()

    def _street(self, files: list[Supplied]) -> list[Tally]:
        rows.read_raw(self.db, files, rows.STREET_COLUMNS, "")
        self._start(STREET, files)
        rows.stage_street(self.db, self.places)
        self.places.remember_names()
        self._keep_other_forces(STREET, files)
        rows.refuse_repeats(self.db)
        tallies, councils = rows.tallies(self.db, files), rows.councils(self.db, files)
        joined = self._join_outcomes(KEPT)
        reports = self._reports("street", files, tallies)
        areas = rows.matched(self.db, self._area_columns())
        for file, found in zip(files, councils, strict=True):
            reports[file.month]["forces"][file.force]["councils"] = found
        for month, report in reports.items():
            report |= {"outcomes": joined.get(month, NO_OUTCOMES), "areas": areas.get(month, {})}
        self.writer.stage(STREET, reports, "fresh", self.db)
        return tallies

    def _join_outcomes(self, base: str, as_of: str | None = None) -> dict[str, dict[str, int]]:
        """Make `fresh`: the rows of `base` with what is known of each crime's outcomes. Counts by month.

        The street file's own status is the latest one when it was published; a published outcome replaces it only
        where it said nothing final, or where the outcome came after it.
        """
        if not self.db.execute("SELECT count(*) FROM latest").fetchall()[0][0]:
            self._view(base)
            return {}
        later = f" OR last_month > DATE '{as_of}-01'" if as_of else ""
        self.db.execute(
            "CREATE OR REPLACE TEMP TABLE joined AS SELECT b.* REPLACE ("
            f"CASE WHEN last_outcome IS NOT NULL AND (coalesce(stage, 0) = 0{later}) THEN last_outcome ELSE outcome "
            "END AS outcome, coalesce(last_month, outcome_month) AS outcome_month, "
            f"coalesce(steps, outcomes) AS outcomes) FROM ({base}) b LEFT JOIN latest ON h = hash(b.id) "
            "LEFT JOIN statuses ON outcome = code"
        ).fetchall()
        self._view("SELECT * FROM joined")
        found = self.db.execute(
            "SELECT strftime(month, '%Y-%m'), count(*) FILTER (WHERE outcomes > 0), "
            "count(*) FILTER (WHERE outcomes > 1) FROM joined GROUP BY month"
        ).fetchall()
        return {month: {"with_an_outcome": some, "with_several": several} for month, some, several in found}

    def _refresh_older_months(self) -> None:
        """Months that this archive does not bring may have new outcomes: a crime is older than its outcome."""
        here = {file.month for file in self.files if file.kind == "street" and file.rows}
        for held in self.store.catalogue(STREET):
            inputs = held.report.get("inputs") or {}
            since = self._outcomes_since(held.month)
            if held.month in here or "outcomes" not in inputs or inputs["outcomes"] == since:
                continue
            base = f"SELECT * FROM read_parquet({quoted(str(held.path))})"
            joined = self._join_outcomes(base, held.report.get("as_of")).get(held.month, NO_OUTCOMES)
            if self.writer.check(STREET, [held.month], "fresh", self.db)[0][held.month] != held.digest:
                report = {**held.report, "outcomes": joined, "inputs": {**inputs, "outcomes": since}}
                self.writer.stage(STREET, {held.month: report}, "fresh", self.db)

    def _stage_names(self) -> None:
        """The public names of map points, those known before and those of this load; the latest month's name wins."""
        path = self.store.points_path(STREET)
        known = f"UNION ALL FROM read_parquet({quoted(str(path))})" if path.is_file() else ""
        self.db.execute(
            "CREATE OR REPLACE TEMP TABLE naming AS SELECT point, any_value(easting) AS easting, "
            "any_value(northing) AS northing, arg_max(name, (last_month, name)) AS name, "
            "max(last_month) AS last_month "
            "FROM (SELECT point, easting, northing, name, last_month FROM places JOIN named USING (spot) "
            f"WHERE point IS NOT NULL AND name IS NOT NULL {known}) GROUP BY point"
        ).fetchall()
        before = f"read_parquet({quoted(str(path))})" if path.is_file() else "(FROM naming LIMIT 0)"
        changed = f"SELECT count(*) FROM (FROM naming EXCEPT FROM {before})"
        if self.db.execute(changed).fetchall()[0][0]:
            self.writer.stage_points(STREET, "naming", self.db)

    def _stops(self, files: list[Supplied]) -> list[Tally]:
        rows.read_raw(self.db, files, rows.STOP_COLUMNS, ", '' AS lsoa, '' AS lsoa_name, '' AS place")
        self._start(STOPS, files)
        rows.stage_stops(self.db, self.places)
        tallies = rows.tallies(self.db, files)
        self._keep_other_forces(STOPS, files)
        self._view(KEPT)
        reports = self._reports("stop-and-search", files, tallies)
        areas = rows.matched(self.db, self._area_columns())
        for month, report in reports.items():
            report["areas"] = areas.get(month, {})
        self.writer.stage(STOPS, reports, "fresh", self.db)
        return tallies

    def _start(self, source: str, files: Sequence[Supplied]) -> None:
        """Learn the places, and make an empty `staged` with a column for each scheme, those held already included."""
        kept: dict[str, list[Path]] = defaultdict(list)
        for held in self.store.catalogue(source, sorted({file.month for file in files})):
            for scheme in held.schemes:
                kept[schema.area_column(scheme)].append(held.path)
        self.places.learn()
        rows.start_staging(self.db, source, self.places.settle(kept))

    def _keep_other_forces(self, source: str, files: Sequence[Supplied]) -> None:
        for month in sorted({file.month for file in files}):
            forces = [file.force for file in files if file.month == month]
            rows.keep_other_forces(self.db, self.store.held(source, month), forces)

    def _view(self, query: str) -> None:
        self.db.execute(f"CREATE OR REPLACE TEMP VIEW fresh AS {query}").fetchall()

    def _area_columns(self) -> list[str]:
        found = self.db.execute("SELECT column_name FROM (DESCRIBE fresh)").fetchall()
        return [name for (name,) in found if schema.AREA_COLUMN.fullmatch(name)]

    def _reports(self, kind: str, files: Sequence[Supplied], tallies: Sequence[Tally]) -> dict[str, dict[str, Any]]:
        """For each month the quality report that is kept inside its file."""
        reports = {}
        for month in sorted({file.month for file in files}):
            here = [(file, tally) for file, tally in zip(files, tallies, strict=True) if file.month == month]
            held = self.store.held(SOURCES[kind], month)
            forces = dict((held.report.get("forces") or {}) if held else {})
            forces |= {file.force: {**tally.as_dict(), "as_of": self.as_of} for file, tally in here}
            reports[month] = {
                "kind": kind,
                "inputs": self._inputs(kind, month, [file for file, _ in here], held),
                "as_of": self.as_of,
                "rows": Tally.total(Tally.of(found) for found in forces.values()).as_dict(),
                "forces": forces,
            }
        return reports


def gaps(months: Iterable[str]) -> list[str]:
    """The months between the first and the last of which there is nothing."""
    found = sorted(months)
    if not found:
        return []
    missing, day = [], dt.date.fromisoformat(f"{found[0]}-01")
    with suppress(OverflowError):
        while (month := day.strftime("%Y-%m")) < found[-1]:
            if month not in found:
                missing.append(month)
            day = (day + dt.timedelta(days=32)).replace(day=1)
    return missing
