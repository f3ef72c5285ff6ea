"""One folder of Parquet files for each partnership: a file per source and month, replaced whole or not at all.

A month is written to a new file beside the old one, flushed to disk and put in its place by one rename; its quality
report and its digest are inside the same file. Whoever reads meets the old month or the new one, never half of one.
Writers of one partnership wait for each other at a lock file; readers never wait. DuckDB is the only engine.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from wardwise.incidents import schema, vocab
from wardwise.incidents.schema import Refused

T = TypeVar("T")
POINTS = "points"
POINT_COLUMNS = [
    ("point", "BIGINT"),
    ("easting", "DOUBLE"),
    ("northing", "DOUBLE"),
    ("name", "VARCHAR"),
    ("last_month", "DATE"),
]
_engines: dict[int, duckdb.DuckDBPyConnection] = {}
_guard = threading.Lock()


def cursor() -> duckdb.DuckDBPyConnection:
    """A connection to this process's engine: temporary tables are its own, memory and threads are shared."""
    with _guard:
        engine = _engines.get(os.getpid())
        if engine is None:  # also after a fork: a child must not use its parent's engine
            _engines.clear()
            engine = _engines[os.getpid()] = duckdb.connect(
                config={
                    "threads": min(4, os.cpu_count() or 1),
                    "memory_limit": "2GB",
                    "temp_directory": str(Path(tempfile.gettempdir()) / f"wardwise-duckdb-{os.getpid()}"),
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                    "enable_external_file_cache": "false",  # months are replaced under their name
                }
            )
        return engine.cursor()


@dataclass(frozen=True)
class Held:
    """What the store holds for one source and month, read from the file's own metadata."""

    source: str
    month: str
    path: Path
    rows: int
    digest: str
    columns: tuple[str, ...]
    report: dict[str, Any] = field(compare=False)

    @property
    def schemes(self) -> tuple[str, ...]:
        return tuple(schema.scheme_of(name) for name in self.columns if schema.AREA_COLUMN.fullmatch(name))


FileKey = tuple[str, int, int, int]
MONTH_FILE = re.compile(rf"({schema.MONTH.pattern})\.parquet")
_metadata: dict[FileKey, Held] = {}


@dataclass(frozen=True)
class Store:
    """The incidents of one partnership."""

    folder: Path

    def path(self, source: str, month: str) -> Path:
        schema.columns_of(source)
        return self.folder / source / f"{schema.check_month(month)}.parquet"

    def months(self, source: str) -> list[str]:
        """The months held for a source, in order."""
        return list(self._files(source))

    def _files(self, source: str) -> dict[str, FileKey]:
        """The month files of a source, in order, each with what tells its version. One look at the folder."""
        schema.columns_of(source)
        try:
            with os.scandir(self.folder / source) as entries:
                found = {entry.name[:7]: entry for entry in entries if MONTH_FILE.fullmatch(entry.name)}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return {month: file_key(found[month].path) for month in sorted(found)}

    def sources(self) -> list[str]:
        """The sources of which at least one month is held."""
        if not self.folder.is_dir():
            return []
        known = vocab.load("sources").by_code
        return sorted(path.name for path in self.folder.iterdir() if path.name in known and self.months(path.name))

    def held(self, source: str, month: str) -> Held | None:
        """What is held for one month, or none."""
        return next(iter(self.catalogue(source, [month])), None)

    def catalogue(self, source: str, months: Sequence[str] | None = None) -> list[Held]:
        """What is held for a source, month by month; read once for each file as long as it does not change."""
        files = self._files(source)
        wanted = files if months is None else [m for m in map(schema.check_month, months) if m in files]
        found = {month: held for month in wanted if (held := _metadata.get(files[month]))}
        unknown = {month: Path(files[month][0]) for month in wanted if month not in found}
        if unknown:
            fresh = self.read(list(unknown.values()), lambda: _read_metadata(source, unknown))
            if len(_metadata) > 20_000:
                _metadata.clear()
            _metadata.update({files[month]: held for month, held in fresh.items()})
            found |= fresh
        return [found[month] for month in wanted]

    def read(self, paths: Sequence[Path], run: Callable[[], T]) -> T:
        """Do a read of some files so that it meets each as it was at one moment.

        DuckDB may open a file more than once in a query. If a file was replaced meanwhile, the read is done again;
        after a few times writers are asked to wait.
        """
        for _ in range(5):
            before = [file_key(path) for path in paths]
            try:
                result = run()
            except duckdb.Error:
                if [file_key(path) for path in paths] == before:
                    raise
            else:
                if [file_key(path) for path in paths] == before:
                    return result
        with ExitStack() as held:
            for source in sorted({path.parent.name for path in paths}):
                fcntl.flock(held.enter_context((self.folder / f".lock-{source}").open("a")), fcntl.LOCK_SH)
            return run()

    def snapshot(self) -> str:
        """A digest that names exactly what the store holds now: the same digest, the same rows."""
        total = hashlib.sha256()
        for source in self.sources():
            for held in self.catalogue(source):
                total.update(f"{source} {held.month} {held.digest}\n".encode())
        return total.hexdigest()[:32]

    def points_path(self, source: str) -> Path:
        schema.columns_of(source)
        return self.folder / source / f"{POINTS}.parquet"

    @contextmanager
    def writing(self, *sources: str) -> Iterator[Writer]:
        """The only way to change these sources: one writer at a time, leftovers of a killed one cleared away first.

        What was staged and not committed when the block ends, by whatever way, is thrown away.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            for source in sorted(set(sources)):
                schema.columns_of(source)
                fcntl.flock(held.enter_context((self.folder / f".lock-{source}").open("a")), fcntl.LOCK_EX)
                for leftover in (self.folder / source).glob("*.new"):
                    leftover.unlink(missing_ok=True)
            writer = Writer(self)
            try:
                yield writer
            finally:
                writer.throw_away()


def file_key(path: Path | str) -> FileKey:
    """What tells one version of a file from the next. A month that was removed meanwhile has a key too."""
    try:
        status = os.stat(path)  # noqa: PTH116  (several times faster, and asked for each file of each question)
    except FileNotFoundError:
        return str(path), 0, 0, 0
    return str(path), status.st_ino, status.st_mtime_ns, status.st_size


def _read_metadata(source: str, files: Mapping[str, Path]) -> dict[str, Held]:
    """What the files of these months say of themselves: three questions, however many there are."""
    pairs: dict[str, dict[bytes, bytes]] = {str(path): {} for path in files.values()}
    columns: dict[str, list[str]] = {name: [] for name in pairs}
    with cursor() as db:
        for name, key, value in db.execute("FROM parquet_kv_metadata(?)", [list(pairs)]).fetchall():
            pairs[name][key] = value
        described = "SELECT file_name, name FROM parquet_schema(?) WHERE num_children IS NULL"
        for name, column in db.execute(described, [list(pairs)]).fetchall():
            columns[name].append(column)
        rows = dict(db.execute("SELECT file_name, num_rows FROM parquet_file_metadata(?)", [list(pairs)]).fetchall())
    return {
        month: Held(
            source,
            month,
            path,
            int(rows[str(path)]),
            pairs[str(path)][b"digest"].decode(),
            tuple(columns[str(path)]),
            json.loads(pairs[str(path)][b"report"].decode()),
        )
        for month, path in files.items()
    }


@dataclass
class Writer:
    """The one that holds the lock."""

    store: Store
    staged: list[tuple[Path, Path]] = field(default_factory=list)

    def write(
        self, source: str, month: str, table: str, db: duckdb.DuckDBPyConnection, report: Mapping[str, Any]
    ) -> str:
        """Replace one month by a table of this connection, with its report, in one step. Returns its digest.

        Refuses, with nothing changed, a table that breaks the schema. What is held already is not written again.
        """
        digest = self.stage(source, {month: report}, table, db)[month]
        self.commit()
        return digest

    def stage(
        self, source: str, reports: Mapping[str, Mapping[str, Any]], table: str, db: duckdb.DuckDBPyConnection
    ) -> dict[str, str]:
        """As `write`, for the months of which there are reports; the old ones stay in place until `commit`."""
        digests, areas = self.check(source, list(reports), table, db)
        columns = [column.name for column in schema.columns_of(source)] + sorted(areas)
        for month, report in reports.items():
            path, held = self.store.path(source, month), self.store.held(source, month)
            if held and held.digest == digests[month] and held.report == report:
                continue
            text = json.dumps(report, sort_keys=True)
            metadata = {"schema": str(schema.VERSION), "digest": digests[month], "report": text}
            query = f"SELECT {', '.join(columns)} FROM {table} WHERE month = DATE '{month}-01'"
            self._stage(path, query, db, metadata)
        return digests

    def commit(self) -> list[Path]:
        """Put everything that was staged in its place, each month by one rename. Returns what was replaced."""
        done = []
        while self.staged:
            new, path = self.staged.pop(0)
            new.replace(path)
            done.append(path)
        for folder in {path.parent for path in done}:
            _flush(folder)
        return done

    def throw_away(self) -> None:
        """Forget what was staged."""
        while self.staged:
            self.staged.pop()[0].unlink(missing_ok=True)

    def check(
        self, source: str, months: Sequence[str], table: str, db: duckdb.DuckDBPyConnection
    ) -> tuple[dict[str, str], list[str]]:
        """The digest of what a table holds of each month, and its area columns. One pass.

        Refuses a table that breaks the schema in any row or holds rows of other months.
        """
        described = db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
        areas = schema.check_columns(source, described)
        enums = schema.enums(described)
        rules = list(schema.violations(source, months, areas, enums))
        counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, condition in rules)
        names = [column.name for column in schema.columns_of(source)] + sorted(areas)
        row = ", ".join(names)
        as_text = ", ".join(f"{name}::VARCHAR" if name in enums else name for name in names)
        unique = "0" if source == "police-uk-outcomes" else "count(*) - count(DISTINCT hash(id))"
        found = db.execute(
            f"SELECT strftime(month, '%Y-%m'), count(*), sum(h), bit_xor(h), {unique}, {counts} "
            f"FROM (SELECT *, hash({as_text}) AS h FROM {table}) GROUP BY month"
        ).fetchall()
        digests = {month: _digest(source, month, row, 0, 0, 0) for month in months}
        for month, total, summed, mixed, repeats, *broken in found:
            _refuse_broken(total, repeats, [name for (name, _), n in zip(rules, broken, strict=True) if n])
            if month not in digests:
                raise Refused("There are rows of another month than those that were to be written.")
            digests[month] = _digest(source, month, row, total, summed, mixed)
        return digests, areas

    def _stage(self, path: Path, query: str, db: duckdb.DuckDBPyConnection, metadata: Mapping[str, str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}.new")
        pairs = ", ".join(f"{name}: {quoted(value)}" for name, value in metadata.items())
        self.staged.append((new, path))
        db.execute(
            f"COPY ({query}) TO {quoted(str(new))} "
            f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, KV_METADATA {{{pairs}}})"
        ).fetchall()
        _flush(new)

    def stage_points(self, source: str, table: str, db: duckdb.DuckDBPyConnection) -> None:
        """Stage the names of a source's public map points: (point, easting, northing, name, last_month)."""
        found = db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
        if found != POINT_COLUMNS:
            raise Refused("Map points have a number, a place, a public name and a month, and nothing else.")
        is_name = f"regexp_full_match(name, {quoted(schema.POINT_NAME_PATTERN)})"
        broken = f"point IS NULL OR easting IS NULL OR northing IS NULL OR NOT {is_name}"
        query = f"SELECT count(*) FILTER (WHERE {broken}), count(*) - count(DISTINCT point) FROM {table}"
        if db.execute(query).fetchall() != [(0, 0)]:
            raise Refused("A map point is incomplete, repeated, or its name is not a plain street name.")
        self._stage(
            self.store.points_path(source), f"FROM {table} ORDER BY point", db, {"schema": str(schema.VERSION)}
        )

    def remove(self, source: str, month: str) -> None:
        """Take a month out of the store."""
        self.store.path(source, month).unlink(missing_ok=True)


def _digest(source: str, month: str, row: str, total: int, summed: int, mixed: int) -> str:
    names = f"{schema.VERSION} {source} {month} {row} {total} {summed} {mixed}"
    return hashlib.sha256(names.encode()).hexdigest()[:32]


def _refuse_broken(total: int, repeats: int, columns: Sequence[str]) -> None:
    if columns:
        raise Refused(f"Of {total} rows some hold something in column {columns[0]} that is not allowed there.")
    if repeats:
        raise Refused(f"{repeats} rows repeat an id.")


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
