"""A store with three wards, and a design on it. All of it lies in the past: the operation began on 4 July 2022."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from wardwise.assessment.outcomes import rules, zones
from wardwise.incidents import entries
from wardwise.incidents.entries import Entry
from wardwise.incidents.home import store_of
from wardwise.incidents.schema import month_bounds
from wardwise.incidents.store import Store
from wardwise.places.models import Area

IN_TIME = dt.date(2022, 6, 20)
AFTERWARDS = dt.date(2023, 9, 1)
BEFORE = [f"2021-{m:02}" for m in range(7, 13)] + [f"2022-{m:02}" for m in range(1, 7)]
AFTER = [f"2022-{m:02}" for m in range(7, 13)] + [f"2023-{m:02}" for m in range(1, 7)]
LOGIC = {
    "problem": "Robbery around the station after school",
    "activity": "Foot patrols and lighting",
    "output": "Two patrols a day for six months",
    "outcome": "Fewer recorded robberies",
    "impact": "Young people feel safe on the way home",
    "assumptions": "Patrols are seen, and robbery is reported as before",
}


def months(area: Area, per_month: dict[str, int], category: str = "robbery", start: int = 1) -> list[Entry]:
    """So many incidents a month in the middle of a ward."""
    rows = []
    ward_number = int(area.code[1:])
    for month, count in per_month.items():
        first, last = (moment.replace(tzinfo=dt.UTC) for moment in month_bounds(month))
        for _ in range(count):
            place = {
                "easting": area.west + 500.0,
                "northing": area.south + 500.0,
                "precision": "snap-point",
                "point": ward_number,
            }
            number = f"record-{ward_number}-{start + len(rows)}"
            rows.append(Entry(number, category, first, last, found_by="unknown", **place))
    return rows


made: dict[tuple[object, ...], Path] = {}  # filling a store takes seconds: the same one is made once and copied


def fill(partnership, areas: dict[Area, tuple[int, int]], *, months_left_out: tuple[str, ...] = ()) -> None:
    """`{dallow: (20, 10)}`: twenty a month before and ten after."""
    folder = store_of(partnership).folder
    key = (*((area.code, *counts) for area, counts in areas.items()), months_left_out)
    if key not in made:
        rows: list[Entry] = []
        for area, (before, after) in areas.items():
            wanted = {**dict.fromkeys(BEFORE, before), **dict.fromkeys(AFTER, after)}
            rows += months(area, {m: n for m, n in wanted.items() if m not in months_left_out})
        made[key] = Path(tempfile.mkdtemp(dir=settings.WARDWISE_HOME.parent.parent)) / "store"
        entries.put(Store(made[key]), "police-uk-street", rows)
    shutil.copytree(made[key], folder, dirs_exist_ok=True)


def a_draft(treated: Area, control: Area | None = None, /, **changes) -> rules.Draft:
    grounds = {zones.TREATED: zones.of_areas([treated])}
    if control is not None:
        grounds[zones.CONTROL] = zones.of_areas([control])
    known = {
        "categories": ("robbery",),
        "direction": "down",
        "zones": grounds,
        "before_first": BEFORE[0],
        "before_last": BEFORE[-1],
        "after_first": AFTER[0],
        "after_last": AFTER[-1],
        "chosen_because": "long-high",
        "regression_note": "High in each of the three years before; the baseline is later than the choice.",
        "logic": LOGIC,
    }
    return rules.Draft(**{**known, **changes})
