"""Patrol days drawn by lot, and what they show: the fairest test a hot spot patrol can have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.methods.evaluation.checks import Flags, Floats, Integers, NoAnswer, between, values, whole
from wardwise.methods.resampling import CHUNK_BYTES

HALVINGS = 60
WIDEST = 1e6  # a ratio beyond this is as good as without limit


@dataclass(frozen=True)
class PatrolEffect:
    """Days drawn for patrol against the other days of the same blocks.

    Attributes
    ----------
    ratio, low, high : float
        Events a patrol day over events another day, limits at `level`; 0 and infinity where nothing bounds it.
    p_value : float
        Two-sided, ``(r + 1) / (n + 1)`` over draws of the lot.
    patrol_mean, other_mean : float
        Events a day.
    prevented : float
        ``patrol events * (1 / ratio - 1)``.
    days_left_out : int
        Place-days of blocks without both kinds: they say nothing.
    replications : int
    level : float
    """

    ratio: float
    low: float
    high: float
    p_value: float
    patrol_mean: float
    other_mean: float
    prevented: float
    days_left_out: int
    replications: int
    level: float


def day_blocks(places: int, days: int, *, block_days: int = 14, by_weekday: bool = False) -> Integers:
    """Which days of which place are drawn against each other?

    Use blocks of a week or two, so that season and trend fall on both kinds alike; `by_weekday` draws Saturdays
    against Saturdays, for which a block must hold several weeks. Do **not** use one block for a whole year.

    Parameters
    ----------
    places, days : int
    block_days : int
        Consecutive days in a block, 2 or more; a shorter rest at the end is a block of its own.
    by_weekday : bool

    Returns
    -------
    ndarray of int, shape (places, days)
        A number for each block.

    Raises
    ------
    ValueError
        A number is not whole or too small; `by_weekday` with fewer than 14 days in a block.

    Notes
    -----
    Linear in place-days.

    References
    ----------
    Basford, Sims, Agar, Harinam and Strang (2021), doi:10.1007/s41887-021-00067-1 (days by lot in twenty places).

    Examples
    --------
    >>> day_blocks(2, 5, block_days=3).tolist()
    [[0, 0, 0, 1, 1], [2, 2, 2, 3, 3]]
    """
    whole("places", places, 1)
    whole("days", days, 1)
    whole("block_days", block_days, 14 if by_weekday else 2)
    day = np.arange(days)
    label = day // block_days
    if by_weekday:
        label = label * 7 + day % 7
    label = np.unique(label, return_inverse=True)[1]
    return np.asarray(np.arange(places)[:, None] * (label.max() + 1) + label)


def draw_days(blocks: ArrayLike, *, share: float = 0.5, rng: np.random.Generator) -> Flags:
    """On which days is each place to be patrolled?

    Use it before the patrols, keep the answer sealed from whoever records events, and keep the seed: the same `rng`
    gives the same days. Do **not** draw again because the days look uneven, and do not move a patrol to a day that
    "needs" it: what was drawn is what is analysed.

    Parameters
    ----------
    blocks : array_like of int, any shape
        From `day_blocks`, or any labels.
    share : float
        Of the days of each block to draw, between 0 and 1. A fraction of a day is settled by lot.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of bool, the shape of `blocks`

    Raises
    ------
    ValueError
        A share outside 0 to 1.

    Notes
    -----
    In each block of n days the floor of ``share * n`` are drawn, and one more with the chance of the rest. Cost: one
    sort of the days.

    References
    ----------
    Rosenberger and Lachin (2015), Randomization in Clinical Trials, doi:10.1002/9781118742112, section 3.5.

    Examples
    --------
    >>> drawn = draw_days(day_blocks(3, 28), share=0.5, rng=np.random.default_rng(1))
    >>> drawn.reshape(3, 2, 14).sum(axis=2).tolist()
    [[7, 7], [7, 7], [7, 7]]
    """
    labels = np.asarray(blocks)
    between("share", share)
    code = np.unique(labels.ravel(), return_inverse=True)[1].ravel()
    size = np.bincount(code)
    wanted = np.floor(share * size + 1e-9)
    wanted += rng.random(size.size) < share * size - wanted
    order = np.lexsort((rng.random(code.size), code))
    rank = np.empty(code.size, dtype=np.int64)
    rank[order] = np.arange(code.size) - np.repeat(np.cumsum(size) - size, size)
    return np.asarray((rank < wanted[code]).reshape(labels.shape))


def patrol_effect(
    counts: ArrayLike,
    is_patrol: ArrayLike,
    blocks: ArrayLike,
    *,
    replications: int = 1_999,
    level: float = 0.95,
    rng: np.random.Generator,
) -> PatrolEffect:
    """Were there fewer events on the days drawn for patrol?

    Use it for days that `draw_days` drew, as they were drawn, whether or not the patrol came. Do **not** use it for
    days the sergeant picked. An effect that lasts into the next day makes the ratio too near 1; what moved to other
    streets is not seen: count the surroundings as well.

    Parameters
    ----------
    counts : array_like, shape (places, days) or any
        Events on each day in each place, 0 or more.
    is_patrol : array_like of bool, the same shape
        What was drawn.
    blocks : array_like of int, the same shape
        The blocks it was drawn within.
    replications : int
        Draws of the lot.
    level : float
    rng : numpy.random.Generator

    Returns
    -------
    PatrolEffect

    Raises
    ------
    NoAnswer
        "nothing_drawn": no block holds both kinds of day; "zero_count": no event on any day of those that do.
    ValueError
        Missing or negative counts, shapes that differ.

    Notes
    -----
    The ratio is Mantel and Haenszel's over blocks. The test draws the lot again within blocks, with the number drawn
    in each kept; no law of the counts is assumed, so jumpy, dependent and seasonal days are no matter. Limits are the
    ratios theta at which the test of "patrol days have theta times the events" still holds. Cost: replications x
    days, in bounded memory.

    References
    ----------
    Rosenbaum (2002), Observational Studies, 2nd ed., doi:10.1007/978-1-4757-3692-2, sections 2.4 and 5.4
    (multiplicative effects); Greenland and Robins (1985), doi:10.2307/2530643, equation 3 (Mantel-Haenszel rate
    ratio).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> blocks = day_blocks(10, 84)
    >>> drawn = draw_days(blocks, rng=rng)
    >>> found = patrol_effect(rng.poisson(np.where(drawn, 0.6, 1.0)), drawn, blocks, rng=rng)
    >>> 0.5 < found.ratio < 0.72, found.p_value
    (True, 0.0005)
    """
    y, drawn, code, left_out = _checked(counts, is_patrol, blocks)
    whole("replications", replications, 1)
    between("level", level)
    size, picked = np.bincount(code), np.bincount(code, drawn)
    chance = (picked / size)[code]
    seen, other = y * drawn, y * ~drawn
    top, bottom = float((seen * (1 - chance)).sum()), float((other * chance).sum())
    if top + bottom == 0:
        raise NoAnswer("zero_count", "No event on any day that could be compared.")
    on_patrol, elsewhere = _redrawn(seen, other, drawn, code, chance, replications, rng)

    def p_at(theta: float) -> float:
        actual, again = top / theta - bottom, on_patrol / theta + elsewhere
        return float((np.count_nonzero(np.abs(again) >= abs(actual) * (1 - 1e-9)) + 1) / (replications + 1))

    ratio = top / bottom if bottom else float("inf")
    low, high = (0.0, float("inf")) if not (top and bottom) else _limits(p_at, ratio, 1 - level)
    return PatrolEffect(
        ratio=ratio,
        low=low,
        high=high,
        p_value=p_at(1.0),
        patrol_mean=float(y[drawn].mean()),
        other_mean=float(y[~drawn].mean()),
        prevented=float(seen.sum()) * (1 / ratio - 1) if ratio else float("inf"),
        days_left_out=left_out,
        replications=replications,
        level=level,
    )


def _checked(counts: ArrayLike, is_patrol: ArrayLike, blocks: ArrayLike) -> tuple[Floats, Flags, Integers, int]:
    """Rows of the blocks that hold both kinds of day, sorted by block."""
    y, drawn, labels = values("counts", counts, counts=True), np.asarray(is_patrol), np.asarray(blocks)
    for name, array in (("is_patrol", drawn), ("blocks", labels)):
        if array.shape != y.shape:
            raise ValueError(f"{name} has shape {array.shape} for counts of shape {y.shape}")
    if drawn.dtype != bool and not np.isin(drawn, (0, 1)).all():
        raise ValueError("is_patrol must be true or false")
    y, drawn = y.ravel(), drawn.ravel().astype(bool)
    code = np.unique(labels.ravel(), return_inverse=True)[1].ravel()
    picked, size = np.bincount(code, drawn, minlength=1), np.bincount(code, minlength=1)
    keep = ((picked > 0) & (picked < size))[code]
    if not keep.any():
        raise NoAnswer("nothing_drawn", "No block holds both patrol days and other days.")
    code = np.unique(code[keep], return_inverse=True)[1]
    order = np.argsort(code, kind="stable")
    return y[keep][order], drawn[keep][order], code[order].astype(np.int64), int((~keep).sum())


def _redrawn(
    seen: Floats,
    other: Floats,
    drawn: Flags,
    code: Integers,
    chance: Floats,
    replications: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """For each draw of the lot: sums over days of (drawn - chance) times the events of patrol and of other days."""
    at_once = max(1, CHUNK_BYTES // (24 * seen.size))
    parts: list[NDArray[np.float64]] = []
    for start in range(0, replications, at_once):
        key = code + rng.random((min(at_once, replications - start), seen.size))
        labels = np.empty(key.shape)
        np.put_along_axis(labels, np.argsort(key, axis=1), drawn.astype(np.float64)[None, :], axis=1)
        parts.append((labels - chance) @ np.column_stack([seen, other]))
    sums = np.concatenate(parts)
    return np.asarray(sums[:, 0]), np.asarray(sums[:, 1])


def _limits(p_at: Callable[[float], float], ratio: float, alpha: float) -> tuple[float, float]:
    ends = []
    for step in (0.5, 2.0):
        inside, outside = ratio, ratio * step
        while p_at(outside) > alpha:
            inside, outside = outside, outside * step
            if not ratio / WIDEST < outside < ratio * WIDEST:
                break
        else:
            for _ in range(HALVINGS):
                middle = (inside * outside) ** 0.5
                inside, outside = (middle, outside) if p_at(middle) > alpha else (inside, middle)
            ends.append(outside)
            continue
        ends.append(0.0 if step < 1 else float("inf"))
    return ends[0], ends[1]
