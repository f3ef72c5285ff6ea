"""Evaluations against statsmodels and SciPy at equal answers; `evaluation_size` says how often they are right."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import ndtr, stdtrit

from benchmarks.measure import measure, table
from wardwise.methods import displacement, evaluation
from wardwise.methods.evaluation.synthetic import simplex_weights

HEAD = ("what", "input", "ours, CPU s", "ours, MB", "peer", "peer, CPU s", "peer, MB", "peer / ours", "apart by")
ALPHA = 0.25
Row = tuple[object, ...]


def main() -> None:
    rows = []
    for part in (tables, panels, dispersions, series, mixtures):
        for row in part():
            print(*row, sep="  ", flush=True)
            rows.append(row)
    table(HEAD, rows)


def line(
    what: str,
    size: str,
    ours: Callable[[], Any],
    peer: str,
    theirs: Callable[[], Any],
    *,
    apart: float,
    repeats: int = 3,
) -> Row:
    mine, other = measure(ours), measure(theirs, repeats=repeats)
    gap = max(
        float(np.max(np.abs(np.asarray(a) - np.asarray(b)) / np.maximum(1e-9, np.abs(np.asarray(b)))))
        for a, b in zip(mine.answer, other.answer, strict=True)
    )
    assert gap <= apart, f"{what}, {size}: {peer} answers otherwise, by {gap:g}"
    ratio = other.cpu_s / mine.cpu_s
    return what, size, mine.cpu_s, mine.peak_mb, peer, other.cpu_s, other.peak_mb, ratio, f"{gap:.0e}"


def tables() -> Iterator[Row]:
    rng = np.random.default_rng(1)
    for size in (1_100, 11_000, 110_000):
        zones = [rng.poisson(60, (size, 2)) for _ in range(4)]
        yield line(
            "displacement difference",
            f"{size:,} tables",
            functools.partial(ours_tables, zones),
            "its formula in plain NumPy",
            functools.partial(plain_tables, np.stack(zones, axis=1)),
            apart=1e-9,
            repeats=5,
        )


def ours_tables(zones: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    found = displacement.weighted_displacement_difference(
        zones[0], zones[1], buffer=zones[2], buffer_control=zones[3], time_weights=(2, 1)
    )
    return found.difference, found.z, found.p_value, found.low, found.local_low


def plain_tables(counts: np.ndarray) -> tuple[np.ndarray, ...]:
    signs, weights = np.array([1.0, -1, 1, -1]), np.array([2.0, 1.0])
    change = np.diff(counts / weights, axis=2)[..., 0] * signs
    spread = (counts / weights**2).sum(axis=2)
    error, local_error = np.sqrt(spread.sum(axis=1)), np.sqrt(spread[:, :2].sum(axis=1))
    difference, local = change.sum(axis=1), change[:, :2].sum(axis=1)
    z = difference / error
    half = 1.959963984540054
    return difference, z, 2 * ndtr(-np.abs(z)), difference - half * error, local - half * local_error


def panels() -> Iterator[Row]:
    rng = np.random.default_rng(2)
    for places, months in ((30, 24), (100, 24), (300, 36)):
        treated, start = np.arange(places) < places // 3, months // 2
        mean = rng.lognormal(1.5, 0.6, (places, 1)) * (1 + 0.3 * np.sin(2 * np.pi * np.arange(months) / 12))
        counts = rng.negative_binomial(1 / ALPHA, 1 / (1 + ALPHA * mean)) + (np.arange(months) == 0)
        for family, alpha in (("Poisson", 0.0), (f"negative binomial ({ALPHA})", ALPHA)):
            yield line(
                f"DiD, {family}, clustered",
                f"{places} places, {months} months",
                functools.partial(ours_panel, counts, treated, start, alpha),
                "statsmodels GLM",
                functools.partial(peer_panel, counts, treated, start, alpha),
                apart=1e-6,
                repeats=1,
            )


def rows_of(counts: np.ndarray, treated: np.ndarray, start: int) -> tuple[np.ndarray, ...]:
    place, month = (index.ravel() for index in np.indices(counts.shape))
    acted = treated[place] & (month >= start)
    return counts.ravel().astype(float), place, np.column_stack([acted, month[:, None] == np.unique(month)[1:]]) * 1.0


def ours_panel(counts: np.ndarray, treated: np.ndarray, start: int, alpha: float) -> tuple[float, float]:
    y, place, design = rows_of(counts, treated, start)
    found = evaluation.count_regression(y, design, absorb=place, dispersion=alpha, errors="CR1", clusters=place)
    # statsmodels counts the places' levels as coefficients in (n - 1) / (n - k).
    adjust = np.sqrt((y.size - design.shape[1]) / (y.size - design.shape[1] - len(counts)))
    return float(found.coefficients[0]), float(found.standard_errors[0] * adjust)


def peer_panel(counts: np.ndarray, treated: np.ndarray, start: int, alpha: float) -> tuple[float, float]:
    y, place, design = rows_of(counts, treated, start)
    full = np.column_stack([design, place[:, None] == np.arange(len(counts))]).astype(float)
    family = sm.families.NegativeBinomial(alpha=alpha) if alpha else sm.families.Poisson()
    found = sm.GLM(y, full, family=family).fit(cov_type="cluster", cov_kwds={"groups": place}, tol=1e-12)
    return float(found.params[0]), float(found.bse[0])


def dispersions() -> Iterator[Row]:
    rng = np.random.default_rng(3)
    for size in (500, 5_000, 50_000):
        design = np.column_stack([np.ones(size), rng.normal(size=(size, 4))])
        mean = np.exp(design @ [1.5, 0.2, -0.1, 0.3, 0.0])
        y = rng.negative_binomial(3, 3 / (3 + mean)).astype(float)
        yield line(
            "negative binomial, dispersion by likelihood",
            f"{size:,} rows, 5 columns",
            functools.partial(ours_dispersion, y, design),
            "statsmodels NegativeBinomial",
            functools.partial(peer_dispersion, y, design),
            apart=1e-5,
        )


def ours_dispersion(y: np.ndarray, design: np.ndarray) -> tuple[float, np.ndarray]:
    found = evaluation.count_regression(y, design, dispersion="likelihood")
    return found.alpha, found.coefficients


def peer_dispersion(y: np.ndarray, design: np.ndarray) -> tuple[float, np.ndarray]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sm.NegativeBinomial(y, design).fit(disp=0, maxiter=500, gtol=1e-7)
    return float(found.params[-1]), found.params[:-1]


def series() -> Iterator[Row]:
    rng = np.random.default_rng(4)
    for size in (60, 240, 1_200):
        t = np.arange(size)
        start = size * 3 // 5
        y = rng.poisson(60 * np.exp(0.3 * np.sin(2 * np.pi * t / 12) - 0.2 * (t >= start))).astype(float)
        yield line(
            "interrupted series, Newey-West",
            f"{size:,} months",
            functools.partial(ours_series, y, start),
            "statsmodels GLM",
            functools.partial(peer_series, y, start),
            apart=1e-6,
        )


def ours_series(y: np.ndarray, start: int) -> tuple[float, float]:
    found = evaluation.interrupted_series(y, start, errors="newey-west", lags=4)
    half = np.log(found.step.high / found.step.low) / 2
    return float(np.log(found.step.ratio)), float(half / stdtrit(found.degrees, 0.975))


def peer_series(y: np.ndarray, start: int) -> tuple[float, float]:
    t = np.arange(y.size)
    angle, after = 2 * np.pi * t / 12, t >= start
    waves = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    design = np.column_stack([after, after * (t - start) / 12, np.ones(y.size), t / 12, *waves]).astype(float)
    found = sm.GLM(y, design, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}, tol=1e-12
    )
    return float(found.params[0]), float(found.bse[0])


def mixtures() -> Iterator[Row]:
    rng = np.random.default_rng(5)
    for donors in (20, 50, 100):
        factors = rng.normal(size=(3, 36)).cumsum(axis=1)
        rows = 50 + rng.normal(size=(donors + 1, 3)) @ factors + rng.normal(size=(donors + 1, 36))
        yield line(
            "synthetic control, one fit",
            f"{donors} donors, 36 months",
            functools.partial(ours_mixture, rows),
            "SciPy SLSQP",
            functools.partial(peer_mixture, rows),
            apart=1e-4,
        )


def ours_mixture(rows: np.ndarray) -> tuple[float]:
    weights = simplex_weights(rows[0], rows[1:])
    return (float(((rows[0] - weights @ rows[1:]) ** 2).sum()),)


def peer_mixture(rows: np.ndarray) -> tuple[float]:
    size = len(rows) - 1
    gram, along = rows[1:] @ rows[1:].T, rows[1:] @ rows[0]
    found = minimize(
        lambda w: w @ gram @ w - 2 * along @ w + rows[0] @ rows[0],
        np.full(size, 1 / size),
        jac=lambda w: 2 * (gram @ w - along),
        bounds=[(0, 1)] * size,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(size)},
        method="SLSQP",
        options={"ftol": 1e-10, "maxiter": 500},
    )
    return (float(((rows[0] - found.x @ rows[1:]) ** 2).sum()),)


if __name__ == "__main__":
    main()
