"""Pictures of series of months."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.pictures import police
from benchmarks.pictures.sheets import BLUE, LUTON, ORANGE, PALE, QUIET, draw, level, mark, moment
from wardwise.methods import evaluation, seasonal, trends


def monthly_rows(months: np.ndarray, **columns: np.ndarray) -> list[dict[str, object]]:
    names = [str(month) for month in months]
    return [
        {"month": name, **{key: None if np.isnan(values[i]) else float(values[i]) for key, values in columns.items()}}
        for i, name in enumerate(names)
    ]


def seasonal_band(folder: Path) -> None:
    found = police.street(folder)
    counts = police.monthly(found, police.ASB)
    band = seasonal.seasonal_band(found.months, counts, counts < 0, asked=found.months)
    rows = monthly_rows(found.months, count=counts, low=band.low, high=band.high, usual=band.usual)
    draw(
        "seasonal", "Anti-social behaviour and the band of the same months before", LUTON,
        mark("area", "month:T", "low:Q", color=PALE, opacity=0.7, also={"y2": {"field": "high"}}),
        mark("line", "month:T", "usual:Q", color=QUIET, strokeDash=[5, 4]),
        mark("line", "month:T", "count:Q", color=BLUE, point={"color": BLUE}), rows=rows,
        axes=("", "Recorded incidents"),
    )  # fmt: skip


def seasonal_forecast(folder: Path) -> None:
    found = police.street(folder)
    counts = police.monthly(found)
    known = found.months.size - 8
    ahead = trends.seasonal_forecast(found.months[:known], counts[:known], asked=found.months[known:])
    rows = monthly_rows(found.months, count=counts)
    later = monthly_rows(ahead.months, low=ahead.low, high=ahead.high, expected=ahead.expected)
    draw(
        "seasonal-forecast", "All recorded crime and ASB: the last eight months as foretold by the 24 before", LUTON,
        mark("area", "month:T", {"field": "low:Q", "scale": {"zero": False}}, color=PALE, opacity=0.7,
             also={"y2": {"field": "high"}}, rows=later),
        mark("line", "month:T", "expected:Q", color=QUIET, strokeDash=[5, 4], rows=later),
        mark("line", "month:T", "count:Q", color=BLUE, point={"color": BLUE}),
        *moment(str(found.months[known]), "foretold from here"), rows=rows, axes=("", "Recorded"),
    )  # fmt: skip


def change_points(folder: Path) -> None:
    found = police.street(folder)
    counts = police.monthly(found, "Possession of weapons")
    changes = trends.change_points(counts, rng=np.random.default_rng(1), level=0.05)
    edges = [0, *(change.at for change in changes), counts.size]
    means = np.concatenate([np.full(b - a, counts[a:b].mean()) for a, b in pairwise(edges)])
    rows = monthly_rows(found.months, count=counts, mean=means)
    marks = [
        part
        for change in changes
        for part in moment(str(found.months[change.at]), f"x {change.ratio:.2f}, p = {change.p_value:.3f}")
    ]
    draw(
        "change-points", "Possession of weapons, which rises with searches: where the level stepped", LUTON,
        mark("line", "month:T", "count:Q", color=BLUE, point={"color": BLUE}),
        mark("line", "month:T", "mean:Q", color=ORANGE, interpolate="step-after"), *marks, rows=rows,
        axes=("", "Recorded offences"),
    )  # fmt: skip


def interrupted_series(folder: Path) -> None:
    """The violence patrols began in February 2022: nine months before are too few, and the page says so."""
    found = police.street(folder)
    counts = police.monthly(found, police.VIOLENCE)
    start = int(np.flatnonzero(found.months == np.datetime64("2022-02"))[0])
    fit = evaluation.interrupted_series(counts, start, harmonics=1, turn=False)
    rows = monthly_rows(found.months, count=counts, fitted=fit.fitted, expected=fit.expected)
    step = fit.step
    draw(
        "interrupted-series",
        f"Violence: a step of x {step.ratio:.2f} ({step.low:.2f} to {step.high:.2f}) when the patrols began", LUTON,
        mark("line", "month:T", {"field": "count:Q", "scale": {"zero": False}}, color=BLUE, strokeWidth=1,
             point={"color": BLUE}),
        mark("line", "month:T", "fitted:Q", color=ORANGE),
        mark("line", "month:T", "expected:Q", color=QUIET, strokeDash=[5, 4]),
        *moment("2022-02", "patrols begin"), rows=rows, axes=("", "Recorded offences"),
    )  # fmt: skip


def block_bootstrap(folder: Path) -> None:
    found = police.street(folder)
    counts = police.monthly(found, police.BURGLARY).astype(float)
    rows = []
    for length in (1, 2, 3, 4, 6, 9, 12):
        seen = evaluation.block_bootstrap(
            counts, lambda s: s.mean(axis=-1), block_length=length, rng=np.random.default_rng(1)
        )
        rows.append(
            {"length": str(length), "mean": float(seen.estimate), "low": float(seen.low), "high": float(seen.high)}
        )
    best = evaluation.best_block_length(counts)
    value = {"field": "low:Q", "scale": {"zero": False}}
    draw(
        "block-bootstrap", f"Mean burglaries a month: 95% intervals by block length (best: {best:.1f} months)", LUTON,
        mark("rule", "length:O", value, color=BLUE, strokeWidth=3, also={"y2": {"field": "high"}}),
        mark("point", "length:O", "mean:Q", color=BLUE, filled=True, size=90), rows=rows,
        axes=("Months that stay together", "Burglaries a month"),
    )  # fmt: skip


def count_regression(folder: Path) -> None:
    """Season and trend of vehicle crime as ratios."""
    found = police.street(folder)
    counts = police.monthly(found, police.VEHICLES)
    month = found.months.astype(np.int64) % 12
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    design = np.column_stack([np.ones(counts.size), np.arange(counts.size) / 12, month[:, None] == np.arange(1, 12)])
    fit = evaluation.count_regression(counts, design.astype(float), dispersion="likelihood")
    error = np.sqrt(np.diag(fit.covariance))
    rows = [
        {
            "what": name,
            "ratio": float(np.exp(fit.coefficients[i])),
            "low": float(np.exp(fit.coefficients[i] - 1.96 * error[i])),
            "high": float(np.exp(fit.coefficients[i] + 1.96 * error[i])),
        }
        for i, name in enumerate(["each year", *(f"{month}, against Jan" for month in names[1:])], start=1)
    ]
    draw(
        "count-regression", "Vehicle crime: ratios of a negative binomial model, with 95% intervals", LUTON,
        mark("rule", {"field": "low:Q", "scale": {"zero": False}}, "what:N", color=BLUE, strokeWidth=3,
             also={"x2": {"field": "high"}}),
        mark("point", "ratio:Q", "what:N", color=BLUE, filled=True, size=90), level(1, upright=True), rows=rows,
        axes=("Ratio of recorded offences", ""),
    )  # fmt: skip


PICTURES = (
    seasonal_band, seasonal_forecast, change_points, interrupted_series, block_bootstrap, count_regression,
)  # fmt: skip
