"""The archive of Bedfordshire inside Luton's areas, read once."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from wardwise.console import open_data
from wardwise.console.open_data import Areas, Street

ARCHIVE = "police-uk/bedfordshire-2021-05-to-2023-12.zip"
ASB, BURGLARY, ROBBERY = "Anti-social behaviour", "Burglary", "Robbery"
VIOLENCE, VEHICLES = "Violence and sexual offences", "Vehicle crime"


@functools.cache
def areas(folder: Path, name: str = "luton-lsoa-2021-approximate") -> Areas:
    return open_data.areas_in(folder / f"boundaries/{name}.geojson")


@functools.cache
def street(folder: Path, name: str = "luton-lsoa-2021-approximate") -> Street:
    return open_data.street_in(folder / ARCHIVE, areas(folder, name))


@functools.cache
def stops(folder: Path) -> np.ndarray:
    return open_data.stops_in(folder / ARCHIVE)


def wards(folder: Path) -> tuple[Areas, Street]:
    return areas(folder, "luton-wards"), street(folder, "luton-wards")


def of_kind(found: Street, *kinds: str) -> np.ndarray:
    return np.isin(found.kind, [found.kinds.index(kind) for kind in kinds])


def monthly(found: Street, *kinds: str) -> np.ndarray:
    """Counts of each month, of all kinds if none is named."""
    chosen = of_kind(found, *kinds) if kinds else np.ones(found.x.size, dtype=bool)
    return np.bincount(found.month[chosen], minlength=found.months.size)


def panel(areas: Areas, found: Street, *kinds: str) -> np.ndarray:
    """Counts by area and month."""
    chosen = of_kind(found, *kinds) if kinds else np.ones(found.x.size, dtype=bool)
    size = len(areas.names) * found.months.size
    flat = found.area[chosen] * found.months.size + found.month[chosen]
    return np.bincount(flat, minlength=size).reshape(len(areas.names), -1)
