"""Maps: what lies where in Luton, and in Portland."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from benchmarks.forecasts import FOOT, events
from benchmarks.pictures import police
from benchmarks.pictures.series import monthly_rows
from benchmarks.pictures.sheets import BLUE, LUTON, PORTLAND, draw, mark, moment, save
from wardwise.console import stills, tour
from wardwise.console.open_data import Areas
from wardwise.console.stills import Legend
from wardwise.methods import hawkes, local, trends
from wardwise.methods.multiplicity import benjamini_hochberg
from wardwise.methods.trends.emerging import CLASSES

COLOURS = ("#0b4a70", "#b4470b", "#e3b04b", "#7d3c98", "#2e7d4f", "#8a8f94", "#d48fb0")


def titled(svg: str, title: str, credit: str) -> str:
    """A map of the tour with its title and source above it."""
    box = svg.index('viewBox="0 0 ') + 13
    width, height = svg[box : svg.index('"', box)].split()
    lines = textwrap.wrap(title, 70)
    top = 30 + 22 * len(lines)
    words = "".join(
        f'<text x="10" y="{22 * i - top + 20}" font-size="17" font-weight="bold" fill="{stills.INK}">{line}</text>'
        for i, line in enumerate(lines)
    )
    head = (
        f'<rect y="{-top}" width="{width}" height="{float(height) + top:.0f}" fill="#fff"/>{words}'
        f'<text x="10" y="-10" font-size="13" fill="{stills.LINE}">{credit}</text>'
    )
    framed = svg.replace(f"0 0 {width} {height}", f"0 {-top} {width} {float(height) + top:.0f}", 1)
    end = framed.index("</title>") + len("</title>")
    return framed[:end] + head + framed[end:]


def of_the_tour(folder: Path) -> None:
    """Those that `wardwise methods demo` draws for any town."""
    areas, street, stops = police.areas(folder), police.street(folder), police.stops(folder)
    stop_credit = LUTON.replace("Luton", "All of Bedfordshire")
    for name, picture, credit in (
        ("density", tour.dense, LUTON),
        ("local-g", tour.hot, LUTON),
        ("local-moran", tour.unlike, LUTON),
        ("scan", tour.bursts, LUTON),
        ("aoristic", tour.hours, stop_credit),
        ("allocation", tour.patrols, LUTON),
    ):
        shown = picture(areas, street, stops)
        save(name, titled(shown.svg, shown.title, credit))


def shaded(name: str, title: str, areas: Areas, kind: Sequence[int], words: Sequence[str]) -> None:
    """Areas coloured by kind; kind 0 is pale."""
    shades = (stills.NOTHING, *COLOURS)
    legend: Legend = [(shades[k], words[k]) for k in sorted(set(kind))]
    svg = stills.shaded_areas(title, areas.shapes, [shades[k] for k in kind], legend)
    save(name, titled(svg, title, LUTON))


def emerging_hot_spots(folder: Path) -> None:
    areas, street = police.areas(folder), police.street(folder)
    counts = police.panel(areas, street, police.VIOLENCE)
    steps = counts[:, counts.shape[1] % 2 :].reshape(len(areas.names), -1, 2).sum(axis=2).T
    weights = local.weights_with_self(tour.neighbours(areas))
    found = [local.gi_star_exact(step, weights) for step in steps]
    hot = np.array([benjamini_hochberg(one.p_high) <= 0.05 for one in found])
    kind = trends.emerging_hot_spots(np.array([one.z for one in found]), hot).kind.tolist()
    used = sorted(set(kind) - {0})
    words = ["no hot spot, or an old one", *(CLASSES[k] for k in used)]
    numbers = [used.index(k) + 1 if k else 0 for k in kind]
    shaded("emerging-hot-spots", f"Violence: hot spots of {len(steps)} steps of two months", areas, numbers, words)


def two_patterns(folder: Path) -> None:
    areas, street = police.areas(folder), police.street(folder)
    base, test = (police.panel(areas, street, kind)[:, -12:].sum(axis=1) for kind in (police.ASB, police.VIOLENCE))
    found = trends.compare_patterns(base, test, rng=np.random.default_rng(1))
    kind = np.where(found.p_area_adjusted <= 0.05, np.where(found.difference > 0, 1, 2), 0)
    title = (
        f"Do ASB and violence of 2023 lie in the same places? S is {found.s:.0%}, {found.s_expected:.0%} if they did "
        f"(p = {found.p_value:.3f})"
    )
    words = ["no difference shown", "a larger share of violence", "a larger share of ASB"]
    shaded("point-patterns", title, areas, kind.tolist(), words)


def lost_by_old_boundaries(folder: Path) -> None:
    """Where the codes of 2021, which the data carry, are none of 2011's."""
    areas = police.areas(folder)
    features = json.loads((folder / "boundaries/luton-lsoa-2021-approximate.geojson").read_text())["features"]
    new = [bool(feature["properties"].get("approximate")) for feature in features]
    counts = np.bincount(police.street(folder).area, minlength=len(areas.names))
    share = counts[new].sum() / counts.sum()
    title = f"Joined to the boundaries of 2011, the shaded areas lose {share:.1%} of all records"
    shaded(
        "geometry",
        title,
        areas,
        [int(one) for one in new],
        ["same code in 2011 and 2021", "a code that 2011 does not have"],
    )


def background(folder: Path) -> None:
    """Where burglaries lie for good, apart from bursts: the lasting part of a self-exciting model."""
    x, y, day, kind, names = events(folder / "forecast", "Portland")
    chosen = names[kind] == "BUR"
    x, y, day = x[chosen] * FOOT, y[chosen] * FOOT, day[chosen] + np.random.default_rng(1).random(chosen.sum())
    shapes = json.loads((folder / "forecast/portland_area.geojson").read_text())["features"]
    outline = shapely.union_all([shapely.make_valid(shapely.geometry.shape(one["geometry"])) for one in shapes])
    outline = shapely.transform(outline, lambda at: at * FOOT)
    size = 500.0
    west, south, east, north = (size * round(edge / size) for edge in outline.bounds)
    across, up = np.meshgrid(np.arange(west, east, size), np.arange(south, north, size))
    inside = shapely.contains_xy(outline, across + size / 2, up + size / 2)
    area = hawkes.masked(west, south, size, inside)
    within = np.array(shapely.contains_xy(outline, x, y)) & area_holds(inside, west, south, size, x, y)
    fit = hawkes.fit(
        x[within],
        y[within],
        day[within],
        area,
        start_day=float(np.floor(day.min())),
        end_day=float(np.ceil(day.max())),
    )
    chance = fit.background_chance
    cell = ((fit.y - south) // size).astype(int), ((fit.x - west) // size).astype(int)
    lasting = np.zeros(inside.shape)
    np.add.at(lasting, cell, chance)
    bounds = np.quantile(lasting[inside & (lasting > 0)], [0.3, 0.6, 0.85, 0.96])
    colours = [stills.STEPS[step] for step in np.searchsorted(bounds, lasting[inside])]
    legend = stills.classes(bounds, "burglaries a cell that nothing before them set off")
    title = f"{1 - chance.mean():.1%} of {fit.x.size:,} burglaries were set off by one before; the rest lie here"
    svg = stills.shaded_cells("Lasting burglary", (across[inside], up[inside]), size, colours, outline, legend)
    save("hawkes", titled(svg, title, PORTLAND))


def area_holds(
    inside: np.ndarray, west: float, south: float, size: float, x: np.ndarray, y: np.ndarray
) -> np.ndarray:
    row, column = ((y - south) // size).astype(int), ((x - west) // size).astype(int)
    there = (row >= 0) & (column >= 0) & (row < inside.shape[0]) & (column < inside.shape[1])
    found = np.zeros(x.size, dtype=bool)
    found[there] = inside[row[there], column[there]]
    return found


def moved_points(folder: Path) -> None:
    """How much of each month lies on a map point used in the six months before."""
    street = police.street(folder)
    point = np.unique(np.column_stack([street.x, street.y]), axis=0, return_inverse=True)[1]
    share = np.full(street.months.size, np.nan)
    for month in range(6, street.months.size):
        before = np.unique(point[(street.month >= month - 6) & (street.month < month)])
        share[month] = 100 * np.isin(point[street.month == month], before).mean()
    rows = monthly_rows(street.months, share=share)
    draw(
        "snapping", "Records on a map point that was used in the six months before", LUTON,
        mark("line", "month:T", "share:Q", color=BLUE, point={"color": BLUE}), *moment("2022-07", "the points moved"),
        rows=rows, axes=("", "Percent of the month's records"),
    )  # fmt: skip


PICTURES = (
    of_the_tour, emerging_hot_spots, two_patterns, lost_by_old_boundaries, background, moved_points,
)  # fmt: skip
