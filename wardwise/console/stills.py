"""Still pictures for files: shaded areas, shaded cells, a week by the hour. SVG without script or style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

import numpy as np
import shapely
from numpy.typing import ArrayLike

from wardwise.methods.doors import Floats

WIDTH = 720
INK, LINE, NOTHING = "#13252c", "#46575e", "#e9edf0"
# One colour from light to dark, told apart in print and by any colour vision.
STEPS = ("#e3eef3", "#b3d0de", "#74a9c4", "#2f7da6", "#0b4a70")
Legend = Sequence[tuple[str, str]]


class Frame:
    """Where metres lie in the picture, north up."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.west, self.south, self.east, self.north = bounds
        self.scale = (WIDTH - 20) / (self.east - self.west)
        self.height = 10 + self.scale * (self.north - self.south)

    def across(self, x: float) -> float:
        return 10 + (x - self.west) * self.scale

    def down(self, y: float) -> float:
        return 10 + (self.north - y) * self.scale

    def path(self, ring: ArrayLike) -> str:
        return "M" + "L".join(f"{self.across(x):.1f} {self.down(y):.1f}" for x, y in np.asarray(ring)) + "Z"

    def shape(self, shape: shapely.Geometry) -> str:
        simple = shape.simplify(1.0 / self.scale)
        parts = [part for part in getattr(simple, "geoms", [simple]) if part.geom_type == "Polygon"]
        return "".join(self.path(ring.coords) for part in parts for ring in (part.exterior, *part.interiors))


def shaded_areas(
    title: str,
    shapes: Sequence[shapely.Geometry],
    colours: Sequence[str],
    legend: Legend,
    *,
    marked: Iterable[int] = (),
) -> str:
    """Areas in their colours; the marked ones with a heavy border, for those who do not see the colour."""
    frame = Frame(shapely.total_bounds(np.array(shapes)).tolist())
    parts = [
        f'<path d="{frame.shape(shape)}" fill="{colour}" stroke="#fff" stroke-width="0.8"/>'
        for shape, colour in zip(shapes, colours, strict=True)
    ]
    parts += [f'<path d="{frame.shape(shapes[i])}" fill="none" stroke="{INK}" stroke-width="2.2"/>' for i in marked]
    return framed(title, "".join(parts), frame.height, legend)


def shaded_cells(
    title: str,
    corners: tuple[Floats, Floats],
    size_m: float,
    colours: Sequence[str],
    outline: shapely.Geometry,
    legend: Legend,
    *,
    rings: Iterable[ArrayLike] = (),
    circles: Iterable[tuple[float, float, float]] = (),
) -> str:
    """Square cells by their south-west corners, the area's outline, rings (contours), circles (x, y, radius)."""
    frame = Frame(outline.bounds)
    side = size_m * frame.scale
    cells = [
        f'<rect x="{frame.across(x):.1f}" y="{frame.down(y + size_m):.1f}" width="{side * many:.1f}" '
        f'height="{side:.1f}" fill="{colour}"/>'
        for x, y, many, colour in joined(corners, size_m, colours)
    ]
    parts = [f'<g shape-rendering="crispEdges">{"".join(cells)}</g>'] if cells else []
    parts.append(f'<path d="{frame.shape(outline)}" fill="none" stroke="{LINE}"/>')
    parts += [f'<path d="{frame.path(ring)}" fill="none" stroke="{INK}" stroke-width="1.6"/>' for ring in rings]
    parts += [
        f'<circle cx="{frame.across(x):.1f}" cy="{frame.down(y):.1f}" r="{radius * frame.scale:.1f}" fill="none" '
        'stroke="#b4470b" stroke-width="2.5"/>'
        for x, y, radius in circles
    ]
    return framed(title, "".join(parts), frame.height, legend)


def joined(
    corners: tuple[Floats, Floats], size_m: float, colours: Sequence[str]
) -> Iterator[tuple[float, float, int, str]]:
    """West, south, number and colour of each run of cells of one colour from west to east."""
    if not colours:
        return
    order = np.lexsort(corners)
    x, y, shade = corners[0][order], corners[1][order], np.array(colours)[order]
    goes_on = (y[1:] == y[:-1]) & (shade[1:] == shade[:-1]) & (np.abs(x[1:] - x[:-1] - size_m) < size_m / 100)
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    for start, end in zip(first, [*first[1:], x.size], strict=True):
        yield float(x[start]), float(y[start]), int(end - start), str(shade[start])


def week(title: str, counts: Floats, words: str) -> str:
    """Seven rows of 24 hours, Monday first."""
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    bounds = np.quantile(counts, [0.2, 0.4, 0.6, 0.8])
    parts = [
        f'<text x="88" y="{47 + 30 * i}" text-anchor="end" fill="{INK}">{day}</text>' for i, day in enumerate(days)
    ]
    parts += [f'<text x="{97 + 25.5 * hour:.1f}" y="20" fill="{INK}">{hour:02d}</text>' for hour in range(0, 24, 3)]
    parts += [
        f'<rect x="{97 + 25.5 * hour:.1f}" y="{28 + 30 * day}" width="25" height="29" fill="{STEPS[step]}"/>'
        for (day, hour), step in np.ndenumerate(np.searchsorted(bounds, counts))
    ]
    return framed(title, "".join(parts), 245, classes(bounds, words))


def classes(bounds: Floats, words: str) -> list[tuple[str, str]]:
    """What each of the five steps of colour stands for."""
    edges = [f"{bound:,.0f}" if bounds[0] >= 20 else f"{bound:.3g}" for bound in bounds]
    return [
        (STEPS[0], f"up to {edges[0]} {words}"),
        *((STEPS[i], f"{edges[i - 1]} to {edges[i]}") for i in range(1, 4)),
        (STEPS[4], f"above {edges[3]}"),
    ]


def framed(title: str, inside: str, height: float, legend: Legend) -> str:
    lines = "".join(
        f'<rect x="10" y="{height + 14 + 24 * i:.0f}" width="17" height="17" fill="{colour}" stroke="{LINE}"/>'
        f'<text x="36" y="{height + 28 + 24 * i:.0f}" fill="{INK}">{escape(words)}</text>'
        for i, (colour, words) in enumerate(legend)
    )
    box = f"0 0 {WIDTH} {height + 24 + 24 * len(legend):.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" font-family="sans-serif" font-size="15">'
        f"<title>{escape(title)}</title>{inside}{lines}</svg>"
    )
