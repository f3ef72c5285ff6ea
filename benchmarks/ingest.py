"""Loading police data: Wardwise with all its checks against a bare copy by DuckDB and against pandas.

Street crime at several sizes; outcomes, stop-and-search, and all three together (outcomes are then joined to their
crimes) as they are. All read the same CSV files. The bare copy and pandas check nothing, flag nothing and match no
area. Each runs in a process of its own; CPU time is user + system of that process, memory its peak.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(os.environ.get("WARDWISE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
KINDS = ("street", "outcomes", "stop-and-search")
TIMES = tuple(int(n) for n in os.environ.get("WARDWISE_BENCH_TIMES", "1,13").split(","))


@dataclass(frozen=True)
class Figure:
    """What one process used."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    said: str


def main() -> None:
    if not SHARED.is_dir():
        print("The archive of real data is not beside this checkout: nothing was measured.")
        return
    with tempfile.TemporaryDirectory(prefix="wardwise-bench-") as folder:
        for kind in KINDS:
            with zipfile.ZipFile(next((SHARED / "police-uk").glob("*.zip"))) as archive:
                names = [name for name in archive.namelist() if name.endswith(f"-{kind}.csv")]
                archive.extractall(Path(folder) / kind, names)
                archive.extractall(Path(folder) / "all", names)
        prepare_ground(Path(folder) / "ground.json")
        print("| kind | rows | step | CPU s | wall s | peak MB | CPU against bare |")
        print("|---|---|---|---|---|---|---|")
        for times in TIMES:
            street = Path(folder) / "street"
            source = street if times == 1 else multiplied(street, Path(folder) / f"x{times}", times)
            measure("street", source, Path(folder))
        for kind in (*KINDS[1:], "all"):
            measure(kind, Path(folder) / kind, Path(folder))


def measure(kind: str, source: Path, folder: Path) -> None:
    steps = {"bare COPY": "bare", "pandas": "pandas", "Wardwise": "ours", "Wardwise, again": "ours"}
    rows, bare = "", 0.0
    for name, step in steps.items():
        figure = run(step, source, folder / f"out-{source.name}")
        rows, bare = rows or figure.said, bare or figure.cpu_s
        used = f"{figure.cpu_s:.2f} | {figure.wall_s:.1f} | {figure.peak_mb:.0f} | {figure.cpu_s / bare:.2f}"
        print(f"| {kind} | {int(rows):,} | {name} | {used} |", flush=True)


def run(step: str, source: Path, out: Path) -> Figure:
    out.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.ingest", step, str(source), str(out)], stdout=subprocess.PIPE, text=True
    )
    said = child.stdout.read().strip()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{step} failed")
    return Figure(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss / 1024, said)


def multiplied(real: Path, target: Path, times: int) -> Path:
    """The real months so many times over, with other crime IDs each time and other map points up to forty times."""
    import duckdb

    db = duckdb.connect(config={"threads": 2})
    for path in sorted(real.glob("*/*.csv")):
        (target / path.parent.name).mkdir(parents=True, exist_ok=True)
        db.execute(
            f"""COPY (SELECT CASE WHEN "Crime ID" = '' THEN '' ELSE sha256("Crime ID" || k) END AS "Crime ID", Month,
            "Reported by", "Falls within",
            CASE WHEN Longitude = '' THEN '' ELSE printf('%.6f', Longitude::DOUBLE + (k % 40) * 0.00013) END
            AS Longitude, Latitude, Location, "LSOA code", "LSOA name", "Crime type", "Last outcome category", Context
            FROM read_csv('{path}', all_varchar = true, nullstr = '-') CROSS JOIN range({times}) t(k))
            TO '{target / path.parent.name / path.name}' (HEADER)"""
        ).fetchall()
    return target


def bare(source: Path, out: Path) -> int:
    import duckdb

    db = duckdb.connect(config={"threads": 2})
    rows = 0
    for kind in KINDS:
        if any(source.glob(f"*/*-{kind}.csv")):
            query = f"COPY (SELECT * FROM read_csv('{source}/*/*-{kind}.csv')) TO '{out}/{kind}.parquet'"
            rows += int(db.execute(query).fetchall()[0][0])
    return rows


def pandas(source: Path, out: Path) -> int:
    import pandas as pd

    rows = 0
    for path in sorted(source.glob("*/*.csv")):
        frame = pd.read_csv(path)
        frame.to_pickle(out / f"{path.stem}.pickle")
        rows += len(frame)
    return rows


def prepare_ground(path: Path) -> None:
    """The wards and LSOAs of the county as they stand in the database: projected, valid, well-known binary."""
    import shapely

    from wardwise.methods.geometry import shape_to_national_grid

    schemes = {}
    for name, files, code in (("ward-2013", "*-wards", "WD13CD"), ("lsoa-2011", "*-lsoa-2011", "LSOA11CD")):
        features = [
            feature
            for found in sorted((SHARED / "boundaries").glob(f"{files}.geojson"))
            for feature in json.loads(found.read_text())["features"]
        ]
        shapes = shape_to_national_grid([shapely.geometry.shape(feature["geometry"]) for feature in features])
        codes = [feature["properties"][code] for feature in features]
        schemes[name] = [codes, [wkb.hex() for wkb in shapely.to_wkb(shapely.make_valid(shapes))]]
    path.write_text(json.dumps(schemes))


def ours(source: Path, out: Path) -> int:
    import shapely

    from wardwise.incidents.ingest import police_uk
    from wardwise.incidents.ingest.ground import Ground, Scheme
    from wardwise.incidents.store import Store

    schemes = {
        name: Scheme(codes, list(shapely.from_wkb(shapes)))
        for name, (codes, shapes) in json.loads((out.parent / "ground.json").read_text()).items()
    }
    loaded = police_uk.load(Store(out / "store"), source, Ground("Luton", schemes))
    return sum(kind.read for kind in loaded.kinds.values())


if __name__ == "__main__":
    print({"bare": bare, "pandas": pandas, "ours": ours}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])))
