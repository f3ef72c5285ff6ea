"""Space-time scans at three sizes, and against open_cp where it is installed (it is on no package index)."""

from __future__ import annotations

import csv
import functools
import gzip
import importlib.util
import sys

import numpy as np

from benchmarks import inputs
from benchmarks.measure import Figure, measure, table
from wardwise.methods import scan

HEAD = ("events", "places", "windows", "circles to, m", "replications", "CPU s", "MB", "highest value", "p")


def main() -> None:
    rng = np.random.default_rng(5)
    print("Made events, a year of days, 50 a square kilometre; all replications made.\n")
    rows = [made(size, 999, rng) for size in (1_000, 5_000, 20_000)]
    rows += [made(5_000, 99, rng, radius=3_000, longest=84), made(5_000, 99, rng, prospective=False)]
    table(HEAD, [*rows, *archive()])
    print("\nHow often is p at most so much when nothing happens? 2,000 data sets, 99 replications.\n")
    table(("model", "windows", "1%", "5%", "10%", "50%"), calibration())
    print()
    against_open_cp()


def made(
    size: int,
    replications: int,
    rng: np.random.Generator,
    radius: float = 500,
    longest: int = 28,
    prospective: bool = True,
) -> tuple[object, ...]:
    x, y = rng.uniform(0, 1_000 * np.sqrt(size / 50), (2, size)).round()
    days = rng.integers(0, 365, size)
    options = {"radius": radius, "longest": longest, "prospective": prospective, "replications": replications}
    figure = measure(functools.partial(scanned, x, y, days, options), repeats=1)
    return line(x, y, figure, f"{longest} days {'to now' if prospective else 'any time'}", radius, replications)


def scanned(x: np.ndarray, y: np.ndarray, days: np.ndarray, options: dict[str, object]) -> scan.Scan:
    return scan.scan_permutation(x, y, days, rng=np.random.default_rng(6), stop_after=None, **options)


def line(
    x: np.ndarray, y: np.ndarray, figure: Figure, windows: str, radius: float, replications: int
) -> tuple[object, ...]:
    first = figure.answer.clusters[0]
    places = len(np.unique(np.column_stack([x, y]), axis=0))
    return x.size, places, windows, radius, replications, figure.cpu_s, figure.peak_mb, first.llr, first.p_value


def archive() -> list[tuple[object, ...]]:
    """65,669 rows of the Bedfordshire archive, by month, on cells of 250 m."""
    folder = inputs.shared_data()
    if not folder:
        return []
    with gzip.open(folder / "forecast/beds_2021-05_2023-12.csv.gz", "rt") as lines:
        rows = [(row["x"], row["y"], row["month"]) for row in csv.DictReader(lines)]
    # Every second row or so, so that all months are in it.
    picked = [rows[k] for k in np.linspace(0, len(rows) - 1, 65_669).astype(int)]
    x, y = (np.floor(np.array([row[k] for row in picked], dtype=float) / 250) * 250 + 125 for k in (0, 1))
    months = np.array([row[2] for row in picked], dtype="datetime64[M]").astype(int)
    answer = []
    for prospective, replications in ((True, 0), (False, 0), (True, 99)):
        options = {"radius": 3_000, "longest": 6, "prospective": prospective, "replications": replications}
        figure = measure(functools.partial(scanned, x, y, months, options), repeats=1)
        windows = f"6 months {'to now' if prospective else 'any time'}"
        answer.append(line(x, y, figure, windows, 3_000, replications))
    return answer


def calibration() -> list[tuple[object, ...]]:
    rows = []
    for model in (by_permutation, by_poisson):
        for prospective in (True, False):
            p = np.array([model(np.random.default_rng(seed), prospective) for seed in range(2_000)])
            shares = [f"{(p <= level).mean():.1%}" for level in (0.01, 0.05, 0.1, 0.5)]
            rows.append((model.__name__.removeprefix("by_"), "to now" if prospective else "any time", *shares))
    return rows


QUIET = {"radius": 1_500, "longest": 4, "replications": 99, "clusters": 1, "stop_after": None}


def by_permutation(rng: np.random.Generator, prospective: bool) -> float:
    """Uneven places, a busy month's end: margins of every kind, and nothing between them."""
    spot = rng.uniform(0, 5_000, (40, 2))
    x, y = spot[np.floor(40 * rng.beta(0.5, 1, 150)).astype(int) % 40].T
    days = np.floor(30 * rng.beta(2, 1, 150)).astype(int) % 30
    return scan.scan_permutation(x, y, days, rng=rng, prospective=prospective, **QUIET).clusters[0].p_value


def by_poisson(rng: np.random.Generator, prospective: bool) -> float:
    x, y = rng.uniform(0, 5_000, (2, 40))
    people = rng.integers(1, 300, 40)
    place = rng.choice(40, 150, p=people / people.sum())
    site = {"x": x, "y": y, "population": people, "steps": (0, 29), "prospective": prospective}
    return scan.scan_poisson(place, rng.integers(0, 30, 150), rng=rng, **site, **QUIET).clusters[0].p_value


def against_open_cp() -> None:
    if importlib.util.find_spec("open_cp") is None:
        print("open_cp is not installed: nothing to compare with.", file=sys.stderr)
        return
    from open_cp.stscan2 import STScanNumpy

    rng = np.random.default_rng(5)
    rows = []
    for size in (300, 1_000, 3_000):
        x, y = rng.uniform(0, 1_000 * np.sqrt(size / 50), (2, size)).round()
        days = rng.integers(0, 365, size)
        mine = measure(functools.partial(scanned, x, y, days, {"radius": 500, "longest": 28, "replications": 0}))
        theirs = measure(functools.partial(best_of, STScanNumpy, x, y, days), repeats=1)
        assert abs(mine.answer.clusters[0].llr - theirs.answer) < 1e-9, "open_cp finds another value"
        rows.append((size, mine.cpu_s, mine.peak_mb, theirs.cpu_s, theirs.peak_mb, theirs.cpu_s / mine.cpu_s))
    table(("events, one scan", "ours, CPU s", "MB", "open_cp, CPU s", "MB", "times"), rows)


def best_of(kind: type, x: np.ndarray, y: np.ndarray, days: np.ndarray) -> float:
    theirs = kind(np.array([x, y]), days.max() - days)
    theirs.geographic_radius_limit, theirs.time_max_interval = 500, 27
    return max(float(statistic.max()) for *_, statistic in theirs.faster_score_all())


if __name__ == "__main__":
    main()
