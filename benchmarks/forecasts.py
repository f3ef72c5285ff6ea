"""Place forecasts on rolling origins in two cities, against the bars that are known.

`python -m benchmarks.forecasts Luton` runs the suites whose names hold the word. A suite is a city, a category, a
size of cells and a horizon; its windows do not overlap, and each forecast knows only what came before its window.
"""

from __future__ import annotations

import csv
import functools
import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from benchmarks import inputs
from benchmarks.measure import measure, table
from wardwise.methods import forecasts
from wardwise.methods.forecasts.interface import months_later
from wardwise.methods.rates import exact_poisson_interval

FOOT = 0.3048
FILES = {
    "Luton": ("beds_2021-05_2023-12.csv.gz", "luton_area.geojson", 1.0),
    "Beds": ("beds_2021-05_2023-12.csv.gz", "beds_area.geojson", 1.0),
    "Portland": ("portland_BUR_TOA_2012-03_2015-05.csv.gz", "portland_area.geojson", FOOT),
}
BAR = forecasts.DecayedCount()
FORECASTERS = (
    forecasts.Ensemble(),
    BAR,
    forecasts.LongRun(),
    forecasts.KernelDensity(),
    forecasts.ProspectiveHotspot(),
)
HEAD = (
    "suite",
    "windows",
    "events",
    "forecaster",
    "AUC5",
    "PAI",
    "PEI",
    "bits",
    "top 1%",
    "kept",
    "AUC5 - bar",
    "bits - bar",
)


@dataclass(frozen=True)
class Suite:
    """A city, a category (ALL: every one), a cell in the file's unit, a horizon in months or days."""

    city: str
    target: str
    cell: float
    horizon: int
    coverage: float

    @property
    def name(self) -> str:
        unit = ("ft", "days") if self.city == "Portland" else ("m", "months")
        return f"{self.city} {self.target}, {self.cell:g} {unit[0]}, {self.horizon} {unit[1]}"


def suites() -> list[Suite]:
    towns = ("ALL", "Burglary", "Vehicle crime", "Violence and sexual offences", "Anti-social behaviour")
    found = [Suite("Luton", target, 100, 1, 0.01) for target in towns]
    found += [Suite("Luton", target, 150, 3, 0.01) for target in ("ALL", "Drugs", "Burglary")]
    found += [Suite("Beds", target, 250, 1, 0.01) for target in ("ALL", "Burglary", "Robbery")]
    found += [Suite("Beds", "Vehicle crime", 100, 1, 0.01), Suite("Beds", "Criminal damage and arson", 150, 3, 0.01)]
    for target in ("BUR", "TOA"):
        found += [Suite("Portland", target, *rest, 0.005) for rest in ((600, 7), (400, 14), (250, 30), (500, 90))]
    return found


def unseen() -> list[Suite]:
    """Places and categories, taken together, on which no half-life, bandwidth or brake of the trees was chosen."""
    found = [Suite("Luton", target, 100, 1, 0.01) for target in ("Shoplifting", "Public order")]
    found += [Suite("Luton", "Criminal damage and arson", 100, 1, 0.01)]
    found += [Suite("Luton", "Other theft", 150, 3, 0.01), Suite("Luton", "Robbery", 250, 3, 0.01)]
    monthly = (
        "Drugs",
        "Violence and sexual offences",
        "Bicycle theft",
        "Possession of weapons",
        "Theft from the person",
    )
    found += [Suite("Beds", target, 250, 1, 0.01) for target in monthly]
    found += [
        Suite("Beds", target, 150, 3, 0.01) for target in ("Public order", "Shoplifting", "Anti-social behaviour")
    ]
    return [*found, Suite("Beds", "Other theft", 100, 1, 0.01)]


def main(word: str = "") -> None:
    folder = inputs.shared_data()
    if folder is None:
        print("The real data is not beside this checkout.")
        return
    for title, group in (("Used in choosing", suites()), ("Never used in choosing", unseen())):
        print(f"\n{title}:\n")
        rows = []
        for suite in group:
            if word in suite.name:
                rows += lines(suite, folder / "forecast")
                print("done:", suite.name, file=sys.stderr, flush=True)
        table(HEAD, rows)
    print("\nCPU of one forecast, the last window:\n")
    table(
        ("suite", "events", "cells", "CPU s", "MB"), [cost(suite, folder / "forecast") for suite in suites()[:13:6]]
    )


def lines(suite: Suite, folder: Path) -> list[tuple[object, ...]]:
    known, places = given(suite, folder)
    found = forecasts.backtest(
        FORECASTERS, known, places, tasks(suite), coverage=suite.coverage, rng=np.random.default_rng(1)
    )
    bar = found.names.index(BAR.name)
    rows = []
    for k, name in enumerate(found.names):
        gaps = [
            forecasts.paired_difference(values[k], values[bar], rng=np.random.default_rng(2))
            for values in (found.auc5, np.maximum(found.bits, -20))
        ]
        said = [f"{gap.mean:+.3f} ({gap.low:+.3f} to {gap.high:+.3f})" if k != bar else "" for gap in gaps]
        means = [float(values[k].mean()) for values in (found.auc5, found.pai, found.pei, found.bits)]
        top = in_the_hottest(found.top_observed[k].sum(), found.top_expected[k].sum())
        kept = float(np.nanmean(found.kept[k]))
        head = (suite.name, len(found.origins), int(found.events.sum())) if not k else ("", "", "")
        rows.append((*head, name, *(f"{value:.3f}" for value in means), top, f"{kept:.2f}", *said))
    return rows


def in_the_hottest(observed: float, expected: float) -> str:
    """Observed over expected events, with the exact 95% interval of a Poisson count."""
    low, high = exact_poisson_interval([round(observed)])
    return f"{observed / expected:.2f} ({low[0] / expected:.2f} to {high[0] / expected:.2f})"


def tasks(suite: Suite) -> list[forecasts.Task]:
    """Windows that do not overlap, up to the end of the data."""
    if suite.city == "Portland":
        end = days_of("2015-06-01")
        many = {7: 20, 14: 16, 30: 12, 90: 8}[suite.horizon]
        return [forecasts.Task(end - suite.horizon * k, suite.horizon) for k in range(many, 0, -1)]
    many = 12 if suite.horizon == 1 else 5
    end = days_of("2024-01-01")
    origins = [months_later(end, -suite.horizon * k) for k in range(many, 0, -1)]
    return [forecasts.Task(day, months_later(day, suite.horizon) - day, monthly=True) for day in origins]


def cost(suite: Suite, folder: Path) -> tuple[object, ...]:
    known, places = given(suite, folder)
    task = tasks(suite)[-1]
    fit = functools.partial(forecasts.Ensemble().fit, known, places, task, rng=np.random.default_rng(1))
    figure = measure(fit)
    return suite.name, int(known.before(task.origin).x.size), int(places.area.size), figure.cpu_s, figure.peak_mb


def given(suite: Suite, folder: Path) -> tuple[forecasts.Past, forecasts.Places]:
    _, _, unit = FILES[suite.city]
    x, y, day, kind, names = events(folder, suite.city)
    target = np.ones(x.size, dtype=bool) if suite.target == "ALL" else names[kind] == suite.target
    return forecasts.past(x * unit, y * unit, day, kind, target), cells(folder, suite.city, suite.cell)


@functools.cache
def events(folder: Path, city: str) -> tuple[np.ndarray, ...]:
    with gzip.open(folder / FILES[city][0], "rt") as file:
        rows = list(csv.reader(file))[1:]
    names, kind = np.unique([row[3] for row in rows], return_inverse=True)
    day = np.array([row[0] for row in rows], dtype="datetime64[D]").astype(np.int64).astype(float)
    x, y = np.array([row[1:3] for row in rows], dtype=float).T
    return x, y, day, kind, names


@functools.cache
def cells(folder: Path, city: str, size: float) -> forecasts.Places:
    """All cells that hold a part of the study area."""
    _, name, unit = FILES[city]
    features = json.loads((folder / name).read_text())["features"]
    shapes = [shapely.make_valid(shapely.geometry.shape(one["geometry"])) for one in features]
    area = shapely.union_all(shapes)
    shapely.prepare(area)
    west, south, east, north = area.bounds
    x, y = np.meshgrid(
        np.arange(np.floor(west / size), np.ceil(east / size)) * size,
        np.arange(np.floor(south / size), np.ceil(north / size)) * size,
    )
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + size, y.ravel() + size)
    inside = np.where(shapely.contains_properly(area, boxes), size**2, 0.0)
    edge = (inside == 0) & shapely.intersects(area, boxes)
    inside[edge] = shapely.area(shapely.intersection(area, boxes[edge]))
    kept = inside > 1e-6 * size**2
    corners = x.ravel()[kept] * unit, y.ravel()[kept] * unit
    return forecasts.places(*corners, inside[kept] * unit**2, size=size * unit)


def days_of(date: str) -> float:
    return float(np.datetime64(date, "D").astype(np.int64))


if __name__ == "__main__":
    main(*sys.argv[1:2])
