"""The pictures of `wardwise methods demo`, one function each: a question, the method that answers it, a drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.console import stills
from wardwise.console.open_data import Areas, Street
from wardwise.design import charts
from wardwise.methods import aoristic, geometry, local, seasonal
from wardwise.methods.allocation import cover, within_reach
from wardwise.methods.concentration import concentration
from wardwise.methods.cubes import count_by
from wardwise.methods.density import CellGrid, cells_inside, choose_bandwidth, contours, kernel_density, level_holding
from wardwise.methods.multiplicity import benjamini_hochberg
from wardwise.methods.scan import Cluster, scan_permutation

SEED = 1  # of what chance decides: the same archive gives the same pictures
CELL_M = 100.0
PATROL_REACH_M, PATROLS = 150.0, 20
HOT, COLD, QUIET = stills.STEPS[4], "#e3b04b", stills.NOTHING
Stops = NDArray[np.datetime64]


@dataclass(frozen=True)
class Shown:
    """A picture in a file, what it says in a sentence, and its figures."""

    name: str
    title: str
    said: str
    svg: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def months(areas: Areas, street: Street, stops: Stops) -> Shown:
    counts = np.bincount(street.month, minlength=street.months.size)
    missing = counts == 0
    band = seasonal.seasonal_band(street.months, counts, missing, asked=street.months)
    low, high, usual = (listed(values) for values in (band.low, band.high, band.usual))
    seen = [None if gap else int(count) for count, gap in zip(counts, missing, strict=True)]
    title, named = "All street crime and ASB, by month", [str(month) for month in street.months]
    chart = charts.trend_chart(title, named, seen, low=low, high=high, typical=usual)
    outside = sum(
        value is not None and lowest is not None and highest is not None and not lowest <= value <= highest
        for value, lowest, highest in zip(seen, low, high, strict=True)
    )
    judged = sum(value is not None for value in low)
    said = f"{outside} of {judged} months with an earlier year to judge by lie outside the band."
    return Shown("months", chart.title, said, with_space(chart.svg), chart.columns, chart.rows)


def few_places(areas: Areas, street: Street, stops: Stops) -> Shown:
    _, counts = np.unique(np.column_stack([street.x, street.y]), axis=0, return_counts=True)
    held, title = concentration(counts), "How few map points hold how much"
    chart = charts.lorenz_chart(title, held.lorenz_places.tolist(), held.lorenz_events.tolist())
    said = (
        f"{held.share_of_places:.1%} of the {held.places:,} map points in use hold half of the {held.events:,} "
        f"incidents; by chance alone {held.share_of_places_by_chance:.1%} would."
    )
    return Shown("few-places", chart.title, said, with_space(chart.svg), chart.columns, chart.rows)


def dense(areas: Areas, street: Street, stops: Stops) -> Shown:
    outline = outline_of(areas)
    west, south, east, north = outline.bounds
    grid = CellGrid.covering(west, south, east, north, CELL_M)
    inside = cells_inside(grid, outline)
    best = choose_bandwidth(street.x, street.y, narrowest_m=150.0)
    surface = kernel_density(street.x, street.y, grid, bandwidth_m=best.bandwidth_m, inside=inside).per_km2
    level = level_holding(surface, 0.5)
    rings = [ring for contour in contours(surface, grid, [level]) for ring in contour.rings]
    bounds = np.quantile(surface[inside], [0.5, 0.75, 0.9, 0.97])
    row, column = np.nonzero(inside)
    colours = [stills.STEPS[step] for step in np.searchsorted(bounds, surface[inside])]
    legend = [
        *stills.classes(bounds, "incidents a square kilometre"),
        ("#fff", "line: the densest ground that holds half"),
    ]
    corners = grid.x[column] - CELL_M / 2, grid.y[row] - CELL_M / 2
    title = f"Kernel density (quartic, {best.bandwidth_m:,.0f} m)"
    svg = stills.shaded_cells(title, corners, CELL_M, colours, outline, legend, rings=rings)
    share = float((surface[inside] >= level).mean())
    top = np.argsort(-surface[inside], kind="stable")[:200]
    rows = [(int(corners[0][i]), int(corners[1][i]), round(float(surface[inside][i]), 1)) for i in top]
    return Shown(
        "density",
        title,
        f"Half of the density lies on {share:.1%} of the ground.",
        svg,
        ("West", "South", "Per km2"),
        rows,
    )


def hot(areas: Areas, street: Street, stops: Stops) -> Shown:
    counts = np.bincount(street.area, minlength=len(areas.names))
    found = local.gi_star_exact(counts, local.weights_with_self(neighbours(areas)))
    high, low = benjamini_hochberg(found.p_high) <= 0.05, benjamini_hochberg(found.p_low) <= 0.05
    colours = [HOT if h else COLD if c else QUIET for h, c in zip(high, low, strict=True)]
    legend = [
        (HOT, "more than chance, with those around it"),
        (COLD, "less than chance"),
        (QUIET, "neither is shown"),
    ]
    svg = stills.shaded_areas(
        "Hot and cold areas", areas.shapes, colours, legend, marked=np.flatnonzero(high).tolist()
    )
    said = f"{high.sum()} areas stand out as hot, {low.sum()} as cold; about 5% of those named may be so by chance."
    rows = [
        (
            areas.names[i],
            int(counts[i]),
            round(float(found.z[i]), 2),
            f"{found.p_high[i]:.2g}",
            f"{found.p_low[i]:.2g}",
        )
        for i in np.argsort(-found.z)
    ]
    return Shown(
        "hot-areas", "Hot and cold areas (Gi*, exact)", said, svg, ("Area", "Incidents", "z", "p high", "p low"), rows
    )


def unlike(areas: Areas, street: Street, stops: Stops) -> Shown:
    counts = np.bincount(street.area, minlength=len(areas.names))
    weights = local.weights_with_self(neighbours(areas))
    weights.setdiag(0)
    weights.eliminate_zeros()
    found = local.local_moran_permuted(counts, weights, rng=np.random.default_rng(SEED), replications=9_999)
    alike, apart = benjamini_hochberg(found.p_alike) <= 0.05, benjamini_hochberg(found.p_unlike) <= 0.05
    shades = ("", stills.STEPS[4], "#b4470b", COLD, "#7d3c98")
    words = ("", "high among high", "low among high", "low among low", "high among low")
    kind = np.where(alike | apart, found.quadrant, 0)
    legend = [(shades[k], words[k]) for k in range(1, 5)] + [(QUIET, "neither is shown")]
    svg = stills.shaded_areas("Alike and unlike", areas.shapes, [shades[k] or QUIET for k in kind], legend)
    said = f"{int((kind > 0).sum())} areas resemble their neighbours, or differ from them, by more than chance."
    rows = [
        (areas.names[i], int(counts[i]), words[found.quadrant[i]], round(float(found.z[i]), 2))
        for i in np.argsort(-found.z)
    ]
    return Shown(
        "alike",
        "Areas like and unlike their neighbours (local Moran)",
        said,
        svg,
        ("Area", "Incidents", "Kind", "z"),
        rows,
    )


def bursts(areas: Areas, street: Street, stops: Stops) -> Shown:
    x, y = (np.floor(values / 250) * 250 + 125 for values in (street.x, street.y))
    rng = np.random.default_rng(SEED)
    found = scan_permutation(
        x, y, street.month, radius=1_000, longest=6, prospective=False, rng=rng, replications=199
    )
    outline = outline_of(areas)
    real = [cluster for cluster in found.clusters if cluster.p_value <= 0.05]
    nothing = (np.zeros(0), np.zeros(0))
    legend = [("#b4470b", "circle: for a while busier than it usually is, p at most 0.05")]
    circles = [(cluster.x, cluster.y, max(cluster.radius, 125.0)) for cluster in real]
    svg = stills.shaded_cells("Bursts", nothing, 250, (), outline, legend, circles=circles)
    rows = [burst_row(one, street.months[0]) for one in found.clusters]
    said = f"{len(real)} of the {len(rows)} strongest bursts are beyond chance. Moved map points look like one, too."
    columns = ("East", "North", "Radius, m", "From", "To", "Seen", "Expected", "p")
    return Shown("bursts", "Where it was busier for a while (space-time scan)", said, svg, columns, rows)


def burst_row(one: Cluster, start: np.datetime64) -> tuple[Any, ...]:
    circle = int(one.x), int(one.y), int(one.radius)
    window = str(start + one.first), str(start + one.last)
    return *circle, *window, one.observed, round(one.expected, 1), f"{one.p_value:.3g}"


def hours(areas: Areas, street: Street, stops: Stops) -> Shown:
    clock = aoristic.british_clock(2015, 2035)
    surface = aoristic.hour_of_week(stops, stops, clock=clock)
    svg = stills.week("Stop and search by hour of the week", surface.counts, "stops an hour of the week")
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    rows = [(days[day], f"{hour:02d}:00", round(float(n), 1)) for (day, hour), n in np.ndenumerate(surface.counts)]
    day, hour = np.unravel_index(surface.counts.argmax(), surface.counts.shape)
    said = (
        f"Most stops fall on {days[day]} from {hour:02d}:00. All {surface.events:,} stops in the archive, inside the "
        "areas or not; they show when officers search, not when offences happen."
    )
    return Shown("hours", "Stop and search by hour of the week", said, svg, ("Day", "Hour", "Stops"), rows)


def patrols(areas: Areas, street: Street, stops: Stops) -> Shown:
    wanted = [i for i, kind in enumerate(street.kinds) if kind in ("Violence and sexual offences", "Robbery")]
    harm = np.isin(street.kind, wanted)
    points, weights = np.unique(np.column_stack([street.x, street.y])[harm], axis=0, return_counts=True)
    reach = within_reach(*points.T, *points.T, radius_m=PATROL_REACH_M)
    best = cover(weights, reach, sites=min(PATROLS, len(points)))
    outline = outline_of(areas)
    at = points[best.chosen]
    reached = [int(weights[reach[[site]].indices].sum()) for site in best.chosen]
    circles = [(float(x), float(y), PATROL_REACH_M) for x, y in at]
    legend = [("#b4470b", f"circle: {PATROL_REACH_M:.0f} m round one of {len(at)} places")]
    svg = stills.shaded_cells("Where to patrol", (np.zeros(0), np.zeros(0)), 1, (), outline, legend, circles=circles)
    total = weights.sum()
    reached_share, most = best.weight / total, best.bound / total
    said = (
        f"{len(at)} places of {PATROL_REACH_M:.0f} m reach {reached_share:.1%} of {total:,} violent offences and "
        f"robberies; no choice of as many reaches more than {most:.1%}. A first list for people who know the ground, "
        "not a plan."
    )
    rows = sorted(((int(x), int(y), n) for (x, y), n in zip(at, reached, strict=True)), key=lambda row: -row[2])
    return Shown(
        "patrols",
        "Where most violence lies within reach of few patrols",
        said,
        svg,
        ("East", "North", "Within reach"),
        rows,
    )


def kinds(areas: Areas, street: Street, stops: Stops) -> Shown:
    table = count_by(
        street.area.astype(np.uint16), street.kind.astype(np.uint8), sizes=(len(areas.names), len(street.kinds))
    )
    total = table.sum(axis=0)
    order = np.argsort(-total, kind="stable")
    chart = charts.bar_chart("How many of each kind", [street.kinds[i] for i in order], total[order].tolist())
    columns = ("Area", *(street.kinds[i] for i in order))
    rows = [(name, *counts[order].tolist()) for name, counts in zip(areas.names, table, strict=True)]
    first, last = street.months[0], street.months[-1]
    said = f"{street.x.size:,} incidents from {first} to {last}, those with a place inside the areas."
    return Shown("kinds", chart.title, said, with_space(chart.svg), columns, rows)


PICTURES: tuple[Callable[[Areas, Street, Stops], Shown], ...] = (
    kinds, months, few_places, dense, hot, unlike, bursts, hours, patrols,
)  # fmt: skip


def neighbours(areas: Areas) -> list[list[int]]:
    beside: list[list[int]] = [[] for _ in areas.shapes]
    for one, other in geometry.contiguity(areas.shapes):
        beside[one].append(other)
        beside[other].append(one)
    return beside


def outline_of(areas: Areas) -> shapely.Geometry:
    """All areas as one, without the slivers that rounded borders leave between them."""
    return shapely.union_all(areas.shapes).buffer(15, join_style="mitre").buffer(-15, join_style="mitre")


def listed(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def with_space(svg: str) -> str:
    """A chart of the desk stands inside a page; a file of its own must say that it is SVG."""
    return svg if "xmlns=" in svg else svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
