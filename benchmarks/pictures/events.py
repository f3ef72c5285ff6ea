"""Pictures of events with their days: near repeats, chance, and schedules."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.forecasts import FOOT
from benchmarks.pictures import police
from benchmarks.pictures.sheets import BLUE, CHICAGO, LUTON, ORANGE, draw, mark
from wardwise.methods import evaluation, geometry, nearrepeats


def arsons(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chicago's, in metres and days."""
    lines = (folder / "near-repeat/chicago_arson.csv").read_text().splitlines()
    x, y, day = zip(*(line.split(",") for line in lines), strict=True)
    days = [np.datetime64(iso(text)) for text in day]
    return FOOT * np.array(x, dtype=float), FOOT * np.array(y, dtype=float), np.array(days)


def iso(text: str) -> str:
    """Day as the file writes it, month first, or already in order."""
    if "/" not in text:
        return text.strip().strip('"')
    month, day, year = text.strip().strip('"').split("/")
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"


def near_repeats(folder: Path) -> None:
    metres, days = [0, 100, 200, 400, 800], [0, 4, 8, 15, 29]
    table = nearrepeats.knox(
        *arsons(folder), distance_edges=metres, day_edges=days, rng=np.random.default_rng(1), replications=999,
        same_place=True,
    )  # fmt: skip
    far = ["same place", *(f"{a} to {b} m" for a, b in pairwise(metres))]
    late = [f"{a} to {b - 1} days" for a, b in pairwise(days)]
    rows = [
        {
            "far": far[i], "late": late[j], "ratio": float(table.ratio[i, j]),
            "words": f"{table.ratio[i, j]:.1f}{' *' if table.p_high[i, j] <= 0.01 else ''}",
        }
        for i, j in np.ndindex(*table.ratio.shape)
    ]  # fmt: skip
    colour = {
        "field": "ratio",
        "type": "quantitative",
        "title": "Observed over expected",
        "scale": {"scheme": "blues", "domain": [0, 8], "clamp": True},
    }
    text = {
        "text": {"field": "words", "type": "nominal"},
        "color": {"condition": {"test": "datum.ratio > 5", "value": "#fff"}, "value": "#13252c"},
    }
    draw(
        "near-repeats", "Pairs of arsons over what chance gives, by distance and days (* p at most 0.01)", CHICAGO,
        mark("rect", "late:N", "far:N", stroke="#fff", also={"color": colour}),
        mark("text", "late:N", "far:N", fontSize=15, also=text), rows=rows, height={"step": 36},
    )  # fmt: skip


def chance(folder: Path) -> None:
    table = nearrepeats.knox(
        *arsons(folder), distance_edges=[0, 200], day_edges=[0, 8], rng=np.random.default_rng(1), replications=999
    )
    seen, drawn = int(table.observed[0, 0]), table.simulated[:, 0, 0]
    rows = [
        {"pairs": int(value), "shuffles": int(many)}
        for value, many in zip(*np.unique(drawn, return_counts=True), strict=True)
    ]
    observed = {"data": {"values": [{"at": seen}]}, "mark": {"type": "rule", "color": ORANGE, "strokeWidth": 3},
                "encoding": {"x": {"field": "at", "type": "quantitative"}}}  # fmt: skip
    more = int((drawn >= seen).sum())
    draw(
        "resampling", f"Pairs nearer than 200 m and 8 days in 999 shuffles, and in truth ({seen}): "
        f"p = ({more} + 1) / (999 + 1)", CHICAGO,
        mark("bar", "pairs:Q", "shuffles:Q", color=BLUE), observed, rows=rows, axes=("Pairs", "Shuffles"),
    )  # fmt: skip


def patrol_days(folder: Path) -> None:
    street = police.street(folder)
    violent = police.of_kind(street, police.VIOLENCE, police.ROBBERY)
    points, counts = np.unique(np.column_stack([street.x, street.y])[violent], axis=0, return_counts=True)
    busiest = points[np.argsort(-counts)[:8]]
    blocks = evaluation.day_blocks(8, 42)
    drawn = evaluation.draw_days(blocks, rng=np.random.default_rng(1))
    names = [geometry.grid_reference(x, y, 6) for x, y in busiest]
    rows = [
        {"place": f"{i + 1}. {names[i]}", "day": int(j + 1), "what": "patrol" if drawn[i, j] else "no patrol"}
        for i, j in np.ndindex(*drawn.shape)
    ]
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": ["patrol", "no patrol"], "range": [BLUE, "#e9edf0"]},
    }
    day = {"field": "day:O", "axis": {"values": [1, 8, 15, 22, 29, 36]}}
    draw(
        "patrol-days", "Days drawn by lot for the eight map points with most violence, seven of each fourteen", LUTON,
        mark("rect", day, "place:N", stroke="#fff", also={"color": colour}),
        rows=rows, axes=("Day", ""), height={"step": 24},
    )  # fmt: skip


PICTURES = (near_repeats, chance, patrol_days)
