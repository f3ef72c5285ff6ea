"""Line charts drawn straight as SVG: months against counts, and Lorenz curves.

The explore page draws these for every new question, and a picture takes under a millisecond here where Vega needs
fifty. They carry what the cleaned pictures of Vega carry (`wardwise.design.svg`) and look the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from django.utils.html import escape

WIDE, NARROW = 700, 340
INK, QUIET, GRID = "#13252c", "#46575e", "#dfe6e7"
# Okabe and Ito's colours, which people with any colour vision can tell apart, darkened for contrast on white.
BLUE, ORANGE, BAND, GAP = "#0b5a8a", "#b4470b", "#c9dfe6", "#eceff0"
TOP, RIGHT = 30, 7  # room above the plot for the name of its axis, and beside it
LETTER = 8  # px: the width of a figure in letters of 14 px
LINE = f'stroke="{BLUE}" stroke-width="2.5"'
DASHES = f'stroke="{QUIET}" stroke-width="1.5" stroke-dasharray="5,4"'

T = TypeVar("T")
Point = tuple[float, float]
Tick = tuple[float, str]  # where in px, and what is written there


@dataclass(frozen=True)
class Plot:
    """The part of a picture between its axes, in px, and the scale that runs up it from nought."""

    width: int  # of the whole picture
    height: int
    left: int
    top_value: float

    @property
    def across(self) -> int:
        return self.width - self.left - RIGHT

    def y(self, value: float) -> float:
        return self.height * (1 - value / self.top_value)


def trend(
    values: Sequence[dict[str, Any]], marks: Sequence[dict[str, Any]], y_title: str, width: int
) -> tuple[str, Plot]:
    """The inside of the picture of a monthly series: gaps, band, average, line and points, and what is to be known.

    `values` are in order of month and hold `month`, `next`, `count` and perhaps `low`, `high` and `typical`.
    """
    counts = [v[key] for v in values for key in ("count", "low", "high", "typical") if v.get(key) is not None]
    ticks = steps_to(max(counts, default=1), is_whole=all(isinstance(v["count"], int | None) for v in values))
    plot = plot_of(width, 280 if width == WIDE else 220, ticks)
    gaps = [v for v in values if v["count"] is None]
    days = [day(text) for text in [v["month"] for v in (*values, *marks)] + [v["next"] for v in gaps]]
    first, span = min(days, default=0), max(days, default=0) - min(days, default=0)

    def x(month: str) -> float:
        return plot.across * ((day(month) - first) / span if span else 0.5)

    def points(key: str) -> list[Point | None]:
        return [(x(v["month"]), plot.y(v[key])) if v.get(key) is not None else None for v in values]

    def limits(v: dict[str, Any]) -> tuple[Point, Point] | None:
        if v.get("low") is None or v.get("high") is None:
            return None
        return (x(v["month"]), plot.y(v["low"])), (x(v["month"]), plot.y(v["high"]))

    radius = 2.5 if width == WIDE else 1.7
    drawn = [
        *(f'<rect x="{x(v["month"]):.1f}" width="{x(v["next"]) - x(v["month"]):.1f}" y="0" height="{plot.height}" '
          f'fill="{GAP}"/>' for v in gaps),
        *(band(run) for run in runs([limits(v) for v in values])),
        *(path(run, DASHES) for run in runs(points("typical"))),
        *(path(run, LINE) for run in runs(points("count"))),
        *(f'<circle cx="{p[0]:.1f}" cy="{p[1]:.1f}" r="{radius}" fill="{BLUE}"/>' for p in points("count") if p),
        *(remark(x(mark["month"]), mark, plot) for mark in marks),
    ]  # fmt: skip
    months = [(x(month), words) for month, words in months_written([v["month"] for v in values], width)]
    return "".join((gridlines(plot, ticks), *drawn, foot_axis(plot, months), head(plot, ticks, y_title))), plot


def lorenz(data: Sequence[dict[str, float]], x_title: str, y_title: str, width: int) -> tuple[str, Plot]:
    """The inside of the picture of a Lorenz curve: shares from 0 to 1 both ways, beside the even line."""
    ticks = [(share / 100, f"{share}%") for share in range(0, 101, 20)]
    plot = plot_of(width, 300 if width == WIDE else 240, ticks)
    upright = "".join(f'<path d="M{share * plot.across:.1f},0V{plot.height}" stroke="{GRID}"/>' for share, _ in ticks)
    curve = [(d["x"] * plot.across, plot.y(d["y"])) for d in data]
    bent = [
        p for i, p in enumerate(curve) if not 0 < i < len(curve) - 1 or not curve[i - 1][1] == p[1] == curve[i + 1][1]
    ]
    even = path([(0, plot.height), (plot.across, 0)], DASHES)
    title = letters(plot.across / 2, plot.height + 36, x_title, "middle")
    across = [(share * plot.across, words) for share, words in ticks]
    inside = (gridlines(plot, ticks), upright, even, path(bent, LINE), foot_axis(plot, across), title)
    return "".join((*inside, head(plot, ticks, y_title))), plot


def framed(inside: str, plot: Plot, foot: int, title: str, description: str) -> str:
    """The whole picture, with its words for those who do not see it."""
    name = "c" + hashlib.sha256(f"{plot.width}|{title}|{description}|{inside}".encode()).hexdigest()[:8]
    described = f' aria-describedby="{name}-d"' if description else ""
    words = f'<desc id="{name}-d">{escape(description)}</desc>' if description else ""
    box = f"0 0 {plot.width} {TOP + plot.height + foot}"
    return (
        f'<svg viewBox="{box}" role="img" aria-labelledby="{name}-t"{described} '
        f'font-family="Atkinson Hyperlegible, sans-serif"><title id="{name}-t">{escape(title)}</title>{words}'
        f'<g fill="none" font-size="14px" transform="translate({plot.left},{TOP})">{inside}</g></svg>'
    )


# Scales


def plot_of(width: int, height: int, ticks: Sequence[tuple[float, str]]) -> Plot:
    """Room on the left for the longest figure."""
    longest = max(LETTER * len(words) + 4 * words.count("%") for _, words in ticks)
    return Plot(width, height, longest + 6, ticks[-1][0])


def steps_to(most: float, *, is_whole: bool) -> list[tuple[float, str]]:
    """About five round values from nought to the first at or above `most`. There is no half of an incident."""
    step = round_step(max(most, 0) / 5 or 1)
    step = max(step, 1.0) if is_whole else step
    places = max(0, -math.floor(math.log10(step)))
    steps = max(1, math.ceil(round(most / step, 9)))
    return [(i * step, f"{i * step:,.{places}f}") for i in range(steps + 1)]


def round_step(step: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    over = step / power
    return power * (10 if over >= math.sqrt(50) else 5 if over >= math.sqrt(10) else 2 if over >= math.sqrt(2) else 1)


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def months_written(months: Sequence[str], width: int) -> Iterator[tuple[str, str]]:
    """The months that are named below the plot, as many as there is room for, in step with the years."""
    if not months:
        return
    first, last = (12 * int(month[:4]) + int(month[5:7]) - 1 for month in (months[0], months[-1]))
    every = max(1, math.ceil((last - first + 1) / (width / 75)))
    step = next((s for s in (1, 2, 3, 6, 12, 24, 36, 60) if s >= every), 120)
    for number in range(first, last + 1):
        if number % step == 0:
            month = dt.date(number // 12, number % 12 + 1, 1)
            yield month.isoformat(), f"{month:{'%Y' if step >= 12 else '%b %Y'}}"


# Marks


def gridlines(plot: Plot, ticks: Sequence[tuple[float, str]]) -> str:
    across = (f"M0,{plot.y(value):.1f}H{plot.across}" for value, _ in ticks)
    return f'<path d="{"".join(across)}" stroke="{GRID}"/>'


def head(plot: Plot, ticks: Sequence[tuple[float, str]], title: str) -> str:
    """The figures beside the plot and, above it, what they count."""
    figures = (letters(-2, plot.y(value) + 5, words, "end") for value, words in ticks)
    return "".join(figures) + letters(0, -15, title, "start")


def foot_axis(plot: Plot, ticks: Sequence[Tick]) -> str:
    """The line below the plot with its ticks. Words stay within the picture; those that would touch are left out."""
    strokes = "".join(f"M{x:.1f},{plot.height}v5" for x, _ in ticks)
    drawn = [f'<path d="M0,{plot.height}H{plot.across}{strokes}" stroke="{QUIET}"/>']
    taken = -math.inf
    for x, words in ticks:
        room = LETTER * len(words)
        anchor = "start" if x < (room - plot.left) / 2 else "end" if x + room / 2 > plot.across + RIGHT else "middle"
        first = x - {"start": 0, "middle": room / 2, "end": room}[anchor]
        if first > taken:
            drawn.append(letters(x, plot.height + 18, words, anchor))
            taken = first + room
    return "".join(drawn)


def remark(x: float, mark: dict[str, Any], plot: Plot) -> str:
    """A broken line at a month, and its words at the foot of the picture, where counts seldom are."""
    most = plot.width // 2 // (LETTER - 1)
    words = mark["words"] if len(mark["words"]) <= most else mark["words"][: most - 1] + "…"
    is_left = x - 5 >= (LETTER - 1) * len(words)
    line = f'<path d="M{x:.1f},0V{plot.height}" stroke="{ORANGE}" stroke-width="1.5" stroke-dasharray="3,3"/>'
    foot = plot.height - 7 - 18 * mark["row"]
    return line + letters(x - 5 if is_left else x + 5, foot, words, "end" if is_left else "start", ORANGE)


def letters(x: float, y: float, words: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def path(points: Sequence[Point], stroke: str) -> str:
    return f'<path d="{along(points)}" {stroke}/>' if points else ""


def band(run: Sequence[tuple[Point, Point]]) -> str:
    there, back = [low for low, _ in run], [high for _, high in reversed(run)]
    return f'<path d="{along([*there, *back])}Z" fill="{BAND}"/>'


def along(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def runs(items: Sequence[T | None]) -> Iterator[list[T]]:
    """The stretches between the gaps."""
    for is_gap, stretch in groupby(items, key=lambda item: item is None):
        if not is_gap:
            yield [item for item in stretch if item is not None]
