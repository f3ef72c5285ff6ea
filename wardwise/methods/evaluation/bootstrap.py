"""Block bootstrap: how much a number from a series would vary, the series' own memory kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.evaluation.checks import Flags, Floats, Integers, NoAnswer, between, values, whole
from wardwise.methods.resampling import CHUNK_BYTES

KINDS = ("circular", "stationary")


@dataclass(frozen=True)
class Resampled:
    """A statistic with its spread under resampling of blocks.

    Attributes
    ----------
    estimate : float
        Of the series as it is.
    standard_error, low, high : float
        `low` and `high` are percentiles of the resampled statistics at `level`.
    block_length : float
    samples : ndarray, shape (replications,)
    level : float
    """

    estimate: float
    standard_error: float
    low: float
    high: float
    block_length: float
    samples: Floats
    level: float


def block_bootstrap(
    series: ArrayLike,
    statistic: Callable[[Floats], ArrayLike],
    *,
    block_length: float | None = None,
    kind: str = "stationary",
    replications: int = 1_999,
    level: float = 0.95,
    rng: np.random.Generator,
) -> Resampled:
    """How sure is this number, if months hang together?

    Use it for a mean, a ratio of means or a quantile of a steady series of 50 rows or more, or of several series
    resampled together. Do **not** use it for a series with a trend or a season left in (resample what is left after
    them), with fewer than about ten blocks, or for a maximum. On short series its limits are somewhat too narrow:
    see `docs/methods/block-bootstrap.md`.

    Parameters
    ----------
    series : array_like, shape (time,) or (series, time)
        Several are resampled at the same times, so what they share stays shared.
    statistic : callable
        Takes an array of shape (replications, time) or (replications, series, time), returns one number for each.
    block_length : float, optional
        Rows in a block, on average for "stationary"; from `best_block_length` of the first series if left out.
    kind : "stationary" or "circular"
    replications : int
    level : float
    rng : numpy.random.Generator

    Returns
    -------
    Resampled

    Raises
    ------
    ValueError
        Missing values, a block longer than the series, an unknown kind, a statistic of the wrong shape.

    Notes
    -----
    Both wrap the series round its end, so every row is drawn equally often. Circular blocks have one length,
    stationary ones a geometric length. Cost: replications x rows, in bounded memory.

    References
    ----------
    Politis and Romano (1994), doi:10.1080/01621459.1994.10476870 (stationary); Politis and Romano (1992), in
    Exploring the Limits of Bootstrap, Wiley, 263-270 (circular).

    Examples
    --------
    >>> series = np.random.default_rng(1).poisson(20, 100)
    >>> found = block_bootstrap(series, lambda sample: sample.mean(axis=-1), block_length=4,
    ...     rng=np.random.default_rng(2))
    >>> found.estimate, 0.35 < found.standard_error < 0.55
    (20.15, True)
    """
    x = values("series", series)
    if x.ndim not in (1, 2) or x.shape[-1] < 2:
        raise ValueError(f"series must be one or several rows of two or more, not of shape {x.shape}")
    whole("replications", replications, 2)
    between("level", level)
    length = best_block_length(x.reshape(-1, x.shape[-1])[0], kind=kind) if block_length is None else block_length
    at_once = max(1, CHUNK_BYTES // (16 * x.size))
    parts = []
    for start in range(0, replications, at_once):
        rows = min(at_once, replications - start)
        index = block_indices(x.shape[-1], length, kind=kind, replications=rows, rng=rng)
        drawn = x[index] if x.ndim == 1 else np.moveaxis(x[:, index], 0, 1)
        parts.append(_one_each(statistic, drawn))
    samples = np.concatenate(parts)
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2])
    estimate = float(_one_each(statistic, x[None])[0])
    return Resampled(estimate, float(samples.std(ddof=1)), float(low), float(high), float(length), samples, level)


def _one_each(statistic: Callable[[Floats], ArrayLike], drawn: Floats) -> Floats:
    found = np.asarray(statistic(drawn), dtype=np.float64)
    if found.shape != drawn.shape[:1]:
        raise ValueError(
            f"statistic must return one number for each of {len(drawn)} samples, not shape {found.shape}"
        )
    return found


def block_indices(
    size: int, block_length: float, *, kind: str = "stationary", replications: int, rng: np.random.Generator
) -> Integers:
    """Which rows make up each resampled series?

    Use it to resample something `block_bootstrap` cannot hold. Do **not** use it across several places at once
    without drawing them together.

    Parameters
    ----------
    size : int
        Rows of the series, 2 or more.
    block_length : float
        1 to `size`; whole for "circular".
    kind : "stationary" or "circular"
    replications : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (replications, size)

    Raises
    ------
    ValueError
        A block length outside 1 to `size`, an unknown kind.

    Notes
    -----
    A block starts anywhere with equal chance and goes on, wrapping round the end.

    References
    ----------
    Politis and Romano (1994), doi:10.1080/01621459.1994.10476870, section 2.

    Examples
    --------
    >>> rows = block_indices(6, 3, kind="circular", replications=1, rng=np.random.default_rng(1))
    >>> (np.diff(rows[0]) % 6).tolist()[:2], rows.shape
    ([1, 1], (1, 6))
    """
    whole("size", size, 2)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if not 1 <= block_length <= size or (kind == "circular" and int(block_length) != block_length):
        raise ValueError(f"block_length must lie between 1 and {size} (whole if circular), not {block_length!r}")
    place = np.arange(size)
    starts = rng.integers(0, size, (replications, size))
    if kind == "circular":
        begins = np.broadcast_to(place % int(block_length) == 0, starts.shape)
    else:
        begins = rng.random((replications, size)) < 1 / block_length
        begins[:, 0] = True
    last = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    return np.asarray((np.take_along_axis(starts, last, axis=1) + place - last) % size)


def best_block_length(series: ArrayLike, *, kind: str = "stationary") -> float:
    """How long must blocks be to keep the series' memory?

    Use it where there is no reason from the field (a fortnight's shifts, a month's pay day). Do **not** trust it on
    fewer than about 50 rows.

    Parameters
    ----------
    series : array_like, shape (time,)
        At least 10 rows.
    kind : "stationary" or "circular"

    Returns
    -------
    float
        1 or more, at most a third of the series (and 3 times the square root of its length); whole for "circular".

    Raises
    ------
    NoAnswer
        "too_few": fewer than 10 rows.
    ValueError
        Missing values, an unknown kind.

    Notes
    -----
    Correlations are followed to the lag m after which several in a row are within ``2 sqrt(log10(n) / n)``; a
    flat-top window over 2 m lags gives the spectral sums, and ``(2 G^2 / D)^(1/3) n^(1/3)`` the length.

    References
    ----------
    Politis and White (2004), doi:10.1081/ETC-120028836, section 3.2; corrected by Patton, Politis and White (2009),
    doi:10.1080/07474930802459016.

    Examples
    --------
    >>> best_block_length(np.random.default_rng(3).normal(size=400), kind="circular") <= 3
    True
    """
    x = values("series", series, axes=1)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    n = x.size
    if n < 10:
        raise NoAnswer("too_few", f"{n} rows are too few to see how long months hang together.")
    centred = x - x.mean()
    total = float(centred @ centred)
    if total <= 1e-24 * float(x @ x):
        return 1.0
    run, most = max(5, int(np.log10(n))), int(np.ceil(np.sqrt(n))) + max(5, int(np.log10(n)))
    covariance = np.array([centred[lag:] @ centred[: n - lag] / n for lag in range(min(2 * most, n - 1) + 1)])
    small = np.abs(covariance[1:] * n / total) < 2 * np.sqrt(np.log10(n) / n)
    window = min(2 * max(_first_run(small, run, most), 1), covariance.size - 1)
    lag = np.arange(-window, window + 1)
    taper = np.clip(2 * (1 - np.abs(lag) / window), 0, 1)
    spectrum = covariance[np.abs(lag)] * taper
    slope, flat = float((np.abs(lag) * spectrum).sum()), float(spectrum.sum())
    times = 2.0 if kind == "stationary" else 4 / 3
    length = (2 * slope**2 / (times * flat**2)) ** (1 / 3) * n ** (1 / 3) if flat > 0 else 1.0
    length = float(np.clip(length, 1, min(np.ceil(3 * np.sqrt(n)), np.ceil(n / 3))))
    return float(np.ceil(length)) if kind == "circular" else length


def _first_run(small: Flags, run: int, most: int) -> int:
    """The lag after which so many in a row are small; else the last that is not."""
    for lag in range(min(most, small.size - run + 1)):
        if small[lag : lag + run].all():
            return lag
    large = np.flatnonzero(~small[:most])
    return int(large[-1]) + 1 if large.size else 1
