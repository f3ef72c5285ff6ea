"""Draws the pictures of the evaluation pages from made data. Run it from the root of the checkout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods import evaluation
from wardwise.methods.evaluation.tests import made

HERE = Path(__file__).parent
WIDE, HIGH, LEFT, TOP, BOTTOM = 720, 340, 60, 20, 40
INK, QUIET, BLUE, RED = "#1d2730", "#9aa3ad", "#1d5fa8", "#b3261e"


class Sheet:
    """A frame with an axis of months or ratios below and one of values at the left."""

    def __init__(self, label: str, across: Sequence[float], up: Sequence[float]) -> None:
        self.label, self.across, self.up = label, across, up
        self.parts: list[str] = []

    def at(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        right = LEFT + (np.asarray(x) - self.across[0]) / (self.across[1] - self.across[0]) * (WIDE - LEFT - 20)
        down = HIGH - BOTTOM - (np.asarray(y) - self.up[0]) / (self.up[1] - self.up[0]) * (HIGH - TOP - BOTTOM)
        return np.column_stack([right, down])

    def path(self, x: ArrayLike, y: ArrayLike, colour: str, width: float = 2, dash: str = "") -> None:
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in self.at(x, y))
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
        )

    def dots(self, x: ArrayLike, y: ArrayLike, colour: str, size: float = 3) -> None:
        self.parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{size}" fill="{colour}"/>' for a, b in self.at(x, y)]

    def words(self, x: float, y: float, text: str, colour: str = INK, anchor: str = "start") -> None:
        ((a, b),) = self.at([x], [y])
        self.parts.append(f'<text x="{a:.1f}" y="{b:.1f}" fill="{colour}" text-anchor="{anchor}">{text}</text>')

    def axes(self, below: Iterable[tuple[float, str]], aside: Iterable[tuple[float, str]], start: float) -> None:
        self.path([start, start], self.up, QUIET, 1, "4 4")
        for x, text in below:
            ((a, _),) = self.at([x], [self.up[0]])
            self.parts.append(f'<text x="{a:.1f}" y="{HIGH - 14}" text-anchor="middle" fill="{INK}">{text}</text>')
        for y, text in aside:
            self.path(self.across, [y, y], "#e3e7ea", 1)
            ((_, b),) = self.at([self.across[0]], [y])
            self.parts.append(f'<text x="{LEFT - 8}" y="{b + 5:.1f}" text-anchor="end" fill="{INK}">{text}</text>')

    def save(self, name: str) -> None:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" '
            f'font-size="14" role="img" aria-label="{self.label}">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        )
        (HERE / name).write_text(head + "\n".join(self.parts) + "\n</svg>\n")


def course() -> None:
    counts, treated, start = made.panel(
        np.random.default_rng(12), treated=15, others=30, months=36, start=24, ratio=0.7
    )
    found = evaluation.course(counts, treated, start)
    sheet = Sheet("Ratios of treated to other places by stretches of three months", (-8.5, 4), (0.4, 1.5))
    sheet.axes(
        [(-8, "-24 months"), (-4, "-12"), (0, "0"), (3, "+9")], [(v, str(v)) for v in (0.5, 0.7, 1.0, 1.3)], -0.5
    )
    for x, low, high in zip(found.stretch, found.low, found.high, strict=True):
        sheet.path([x, x], [low, high], BLUE)
    sheet.dots(found.stretch, found.ratio, BLUE, 4)
    sheet.dots([-1], [1.0], QUIET, 4)
    sheet.words(-0.4, 1.44, "start")
    sheet.words(0.2, 1.35, "truth: 0.7 from here", RED)
    sheet.path([0, 3.6], [0.7, 0.7], RED, 1.5, "6 4")
    sheet.save("difference-in-differences.svg")


def series() -> None:
    counts = made.series(np.random.default_rng(8), months=60, start=36, step=0.75, carried=0.3)
    found = evaluation.interrupted_series(counts, 36)
    sheet = Sheet("Monthly counts, what was fitted, and what was expected without the start", (-1, 60), (20, 120))
    sheet.axes([(m, f"month {m + 1}") for m in (0, 12, 24, 36, 48)], [(v, str(v)) for v in (40, 60, 80, 100)], 35.5)
    month = np.arange(60)
    sheet.dots(month, counts, QUIET)
    sheet.path(month, found.fitted, BLUE)
    sheet.path(month[35:], found.expected[35:], RED, 2, "6 4")
    sheet.words(36, 114, "expected without it", RED)
    sheet.words(
        37, 26, f"step {found.step.ratio:.2f} ({found.step.low:.2f} to {found.step.high:.2f}); truth 0.75", BLUE
    )
    sheet.save("interrupted-series.svg")


def mixture() -> None:
    rng = np.random.default_rng(4)
    factors = rng.normal(size=(3, 36)).cumsum(axis=1)
    rows = 60 + rng.normal(size=(25, 3)) @ factors * 1.5 + rng.normal(size=(25, 36)) * 2
    treated = rng.dirichlet(np.full(25, 0.2)) @ rows + rng.normal(size=36) * 2
    treated[24:] -= 12
    found = evaluation.synthetic_control(treated, rows, 24)
    sheet = Sheet("Gaps of the treated town and of 25 donors treated in its stead", (-1, 36), (-32, 32))
    sheet.axes([(m, f"month {m + 1}") for m in (0, 12, 24, 35)], [(v, str(v)) for v in (-20, 0, 20)], 23.5)
    for gap in found.placebo_gaps:
        sheet.path(np.arange(36), np.clip(gap, -32, 32), "#cfd5da", 1)
    sheet.path(np.arange(36), found.gap, BLUE, 2.5)
    sheet.words(0, 27, f"treated town less its mixture, and 25 placebos; p = {found.p_value:.3f}", BLUE)
    sheet.save("synthetic-control.svg")


def luck() -> None:
    rng = np.random.default_rng(4)
    level = rng.gamma(10, 2, 200)
    before, after = rng.poisson(level), rng.poisson(level)
    chosen = before >= np.sort(before)[-20]
    shrunk = evaluation.shrunk_counts(before)
    sheet = Sheet("Counts of 200 places before and after, nothing done", (0, 50), (0, 54))
    sheet.axes([(v, str(v)) for v in (0, 10, 20, 30, 40)], [(v, str(v)) for v in (0, 10, 20, 30, 40)], 50)
    sheet.path([0, 50], [0, 50], QUIET, 1)
    sheet.dots(before[~chosen], after[~chosen], QUIET)
    sheet.dots(before[chosen], after[chosen], RED, 4)
    order = np.argsort(before)
    sheet.path(before[order], shrunk.expected[order], BLUE)
    sheet.words(1, 50, "blue: expected after, given the count before; red: the 20 highest before", BLUE)
    sheet.words(47, 51, "as before", QUIET, "end")
    sheet.save("chosen-places.svg")


def lot() -> None:
    rng = np.random.default_rng(3)
    blocks = evaluation.day_blocks(8, 42)
    drawn = evaluation.draw_days(blocks, rng=rng)
    sheet = Sheet("Days drawn for patrol in eight places over six weeks", (-1, 42), (-1, 8))
    sheet.axes([(d, f"day {d + 1}") for d in (0, 14, 28, 41)], [(7 - p, f"place {p + 1}") for p in range(8)], -0.7)
    place, day = np.nonzero(drawn)
    sheet.dots(day, 7 - place, BLUE, 5)
    for edge in (13.5, 27.5):
        sheet.path([edge, edge], [-1, 8], QUIET, 1, "4 4")
    sheet.save("patrol-days.svg")


if __name__ == "__main__":
    for draw in (course, series, mixture, luck, lot):
        draw()
