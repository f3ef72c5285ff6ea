"""Aoristic hours, trends of many series and change points: against what is usually written in pandas and SciPy."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.measure import Figure, measure, table
from wardwise.methods.aoristic import hour_of_week
from wardwise.methods.trends import change_points, compare_patterns, mann_kendall, seasonal_forecast

HEAD = ("what", "size", "ours, CPU s", "ours, MB", "peer", "peer, CPU s", "peer, MB", "peer / ours", "agreement")


def main() -> None:
    table(HEAD, [*aoristic(), *trends(), *alone()])


def line(what: str, size: int, ours: Figure, peer: str, theirs: Figure, agreement: str) -> tuple[object, ...]:
    ratio = theirs.cpu_s / ours.cpu_s
    return what, size, ours.cpu_s, ours.peak_mb, peer, theirs.cpu_s, theirs.peak_mb, ratio, agreement


def aoristic() -> list[tuple[object, ...]]:
    rows = []
    for size in (10_000, 100_000, 1_000_000):
        rng = np.random.default_rng(1)
        # Whole hours, so that the peer, which counts hours, can be right.
        start = np.datetime64("2023-01-02T00", "h") + rng.integers(0, 8760, size)
        end = start + rng.integers(1, 24, size)
        ours = measure(functools.partial(hour_of_week, start, end))
        theirs = measure(functools.partial(hour_by_hour, start, end), repeats=1)
        assert np.allclose(ours.answer.counts.ravel(), theirs.answer, rtol=1e-9)
        rows.append(line("aoristic, windows of 1 to 23 hours", size, ours, "pandas, a row an hour", theirs, "1e-9"))
    return rows


def hour_by_hour(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    hours = (end - start).astype(int)
    rows = pd.DataFrame({"start": np.repeat(start, hours), "share": np.repeat(1 / hours, hours)})
    rows["hour"] = rows.groupby(np.repeat(np.arange(start.size), hours)).cumcount()
    when = pd.DatetimeIndex(rows["start"] + pd.to_timedelta(rows["hour"], unit="h"))
    of_week = when.dayofweek * 24 + when.hour
    return rows["share"].groupby(of_week).sum().reindex(range(168), fill_value=0).to_numpy()


def trends() -> list[tuple[object, ...]]:
    rows = []
    for size in (300, 3_000, 31_104):
        x = np.random.default_rng(2).poisson(1, (36, size)).astype(float)
        ours = measure(functools.partial(mann_kendall, x))
        part = max(1, size // 3_000)
        theirs = measure(functools.partial(by_tau, x[:, ::part]), repeats=1)
        tau = theirs.answer
        assert np.array_equal(np.sign(tau), np.sign(ours.answer.s[::part]))
        peer = f"scipy kendalltau{f' (every {part}th, times {part})' if part > 1 else ''}"
        theirs = Figure(theirs.cpu_s * part, theirs.peak_mb, tau)
        rows.append(line("Mann-Kendall, 36 steps", size, ours, peer, theirs, "sign of S"))
    return rows


def by_tau(x: np.ndarray) -> np.ndarray:
    steps = np.arange(len(x))
    return np.array([stats.kendalltau(steps, x[:, k]).statistic for k in range(x.shape[1])])


def alone() -> list[tuple[object, ...]]:
    rng = np.random.default_rng(3)
    months = np.arange("2000-01", "2100-01", dtype="datetime64[M]")
    steps = [
        (f"change points, {n} months, 999 orders", n, functools.partial(change_points, rng.poisson(20, n), rng=rng))
        for n in (36, 120, 600)
    ]
    steps += [
        (
            "Andresen's S, 199 deals",
            n,
            functools.partial(compare_patterns, rng.poisson(5, n) + 1, rng.poisson(5, n) + 1, rng=rng),
        )
        for n in (55, 381, 2_000)
    ]
    steps += [
        (
            "season and trend, 12 months ahead",
            n,
            functools.partial(seasonal_forecast, months[:n], rng.poisson(50, n), asked=months[n : n + 12]),
        )
        for n in (36, 120, 600)
    ]
    return [
        (what, n, figure.cpu_s, figure.peak_mb, "", "", "", "", "")
        for what, n, step in steps
        for figure in [measure(step, repeats=1)]
    ]


if __name__ == "__main__":
    main()
