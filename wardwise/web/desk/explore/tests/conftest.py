"""A made-up Luton on a grid of small areas, three years and two months of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.utils import timezone

from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.incidents.store import Store
from wardwise.incidents.tests.factories import crime
from wardwise.partners.models import CoveredArea, Partnership
from wardwise.places.models import Area, AreaScheme, Population

SIDE, WIDE = 6, 1_000.0
WEST, SOUTH = 505_000.0, 220_000.0
MONTHS = [str(m) for m in np.arange("2021-01", "2024-01", dtype="datetime64[M]") if str(m) != "2023-05"]
BURNING = ("E01000013", "E01000014", "E01000019", "E01000020")


def area(scheme: AreaScheme, code: str, name: str, shape: shapely.Geometry) -> Area:
    west, south, east, north = shape.bounds
    return Area.objects.create(
        scheme=scheme, code=code, name=name, boundary=shape.wkb, west=west, south=south, east=east, north=north,
        area_m2=shape.area,
    )  # fmt: skip


def cell(i: int) -> shapely.Geometry:
    west, south = WEST + WIDE * (i % SIDE), SOUTH + WIDE * (i // SIDE)
    return shapely.box(west, south, west + WIDE, south + WIDE)


@pytest.fixture
def ground(luton: Partnership) -> list[Area]:
    """36 small areas and two wards: west and east."""
    lsoa = AreaScheme.objects.create(code="lsoa-2021", kind="lsoa", year=2021, loaded_at=timezone.now())
    ward = AreaScheme.objects.create(code="ward-2013", kind="ward", year=2013, loaded_at=timezone.now())
    small = [area(lsoa, f"E010000{i:02}", f"Luton {i:03}A", cell(i)) for i in range(SIDE * SIDE)]
    half = SIDE * WIDE / 2
    wards = [
        area(
            ward,
            f"E0500000{n}",
            name,
            shapely.box(WEST + half * n, SOUTH, WEST + half * (n + 1), SOUTH + SIDE * WIDE),
        )
        for n, name in enumerate(["Dallow", "Farley"])
    ]
    CoveredArea.objects.bulk_create(CoveredArea(partnership=luton, area=a) for a in [*small, *wards])
    return small


@pytest.fixture
def people(ground: list[Area]) -> None:
    Population.objects.bulk_create(
        Population(area=a, year=2022, residents=1_500 + 10 * i, source="made up") for i, a in enumerate(ground)
    )


@pytest.fixture(scope="session")
def made_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store written once: a burglary a month in every area, eight in four, drugs where police looked; a gap."""
    rows = []
    for month in MONTHS:
        for i in range(SIDE * SIDE):
            code, middle = f"E010000{i:02}", cell(i).centroid
            where = {
                "easting": middle.x, "northing": middle.y, "point": i + 1, "inside": True,
                "areas": {"lsoa-2021": code, "ward-2013": "E05000000" if i % SIDE < SIDE / 2 else "E05000001"},
            }  # fmt: skip
            rows += [crime(month, **where) for _ in range(8 if code in BURNING else 1)]
            if i == SIDE * SIDE - 1:
                rows += [crime(month, "drugs", found_by="proactive", **where) for _ in range(9)]
    folder = tmp_path_factory.mktemp("months")
    names = {i + 1: f"On or near Street {i + 1}" for i in range(SIDE * SIDE)}
    entries.put(Store(folder), "police-uk-street", rows, names=names)
    return folder


@pytest.fixture
def history(luton: Partnership, ground: list[Area], made_months: Path) -> None:
    """Luton's store holds the made-up months."""
    shutil.copytree(made_months, store_of(luton).folder, dirs_exist_ok=True)
