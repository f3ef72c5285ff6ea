"""Rankings as rows: the same figures for the page, the map's table and the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wardwise.analysis.hotspots.queries import MapPoints, SmallAreas
from wardwise.methods import geometry

STANDING = {"high": "Higher than expected", "low": "Lower than expected", "": "Within chance"}
AREA_COLUMNS = (
    "Code",
    "Area",
    "Recorded",
    "With neighbours",
    "Expected with neighbours",
    "z",
    "p (more)",
    "q (more)",
    "p (less)",
    "q (less)",
    "Standing",
    "Standing without police-found",
)
RATE_COLUMNS = ("Residents", "Rate per 1,000 a year", "From", "To", "Steadied rate", "Steadied from", "Steadied to")
POINT_COLUMNS = ("Map point", "Grid reference", "Recorded", "Share of all", "Easting", "Northing")


def order_of(areas: SmallAreas) -> list[int]:
    """Rows from the top: by steadied rate where people are known, else by count."""
    by = areas.shrunk.rate_per_1000 if areas.shrunk is not None else areas.counts
    return [int(i) for i in np.lexsort((np.array(areas.ground.codes), -by))]


def area_rows(areas: SmallAreas) -> list[tuple[Any, ...]]:
    """Everything known of every small area, in order; columns as `area_columns`."""
    return [area_row(areas, i) for i in order_of(areas)]


def area_columns(areas: SmallAreas) -> tuple[str, ...]:
    return (*AREA_COLUMNS, *(RATE_COLUMNS if areas.rates is not None else ()))


def area_row(areas: SmallAreas, i: int) -> tuple[Any, ...]:
    standing, gi = areas.standing, areas.standing.gi
    without = STANDING[str(areas.without.classes[i])] if areas.without is not None else ""
    row = (
        areas.ground.codes[i],
        areas.ground.names[i],
        int(areas.counts[i]),
        int(gi.total[i]),
        *(round(float(value), 2) for value in (gi.expected[i], gi.z[i])),
        *(float(f"{v:.4g}") for v in (gi.p_high[i], standing.q_high[i], gi.p_low[i], standing.q_low[i])),
        STANDING[str(standing.classes[i])],
        without,
    )
    if areas.rates is None or areas.shrunk is None:
        return row
    numbers = (areas.rates.rate_per_1000, areas.rates.low, areas.rates.high)
    steadied = (areas.shrunk.rate_per_1000, areas.shrunk.low, areas.shrunk.high)
    return (*row, int(areas.ground.residents[i]), *(round(float(v[i]), 2) for v in (*numbers, *steadied)))


def point_rows(points: MapPoints, most: int | None = None) -> list[tuple[Any, ...]]:
    """Map points from the top, by count; columns as POINT_COLUMNS."""
    found, total = points.counts, max(int(points.counts.counts.sum()), 1)
    return [
        (
            str(found.names[i]) or "Unnamed point",
            geometry.grid_reference(float(found.easting[i]), float(found.northing[i]), 8),
            int(found.counts[i]),
            round(int(found.counts[i]) / total, 4),
            round(float(found.easting[i]), 1),
            round(float(found.northing[i]), 1),
        )
        for i in range(len(found.counts) if most is None else min(most, len(found.counts)))
    ]


def page_area_rows(areas: SmallAreas, chosen: Sequence[str], most: int) -> list[tuple[Any, ...]]:
    """The rows a page shows: the chosen areas if there are any, else the first of all."""
    order = [i for i in order_of(areas) if not chosen or areas.ground.codes[i] in chosen]
    return [page_row(areas, i) for i in order[:most]]


def page_area_columns(areas: SmallAreas) -> tuple[str, ...]:
    if areas.rates is None:
        return ("Small area", "Recorded", "With its neighbours", "Expected", "Standing")
    return (
        "Small area",
        "Recorded",
        "Rate per 1,000 a year (95% interval)",
        "Steadied rate (95% interval)",
        "Standing",
    )


def page_row(areas: SmallAreas, i: int) -> tuple[Any, ...]:
    name, count = areas.ground.names[i], f"{int(areas.counts[i]):,}"
    standing = STANDING[str(areas.standing.classes[i])]
    if areas.rates is None or areas.shrunk is None:
        gi = areas.standing.gi
        return name, count, f"{int(gi.total[i]):,}", f"{float(gi.expected[i]):,.0f}", standing
    return name, count, interval(areas.rates, i), interval(areas.shrunk, i), standing


def interval(found: Any, i: int) -> str:
    return f"{found.rate_per_1000[i]:,.1f} ({found.low[i]:,.1f} to {found.high[i]:,.1f})"
