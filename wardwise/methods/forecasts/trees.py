"""Counts by boosted trees on top of a first forecast, in whole arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats, Integers

Bins = NDArray[np.uint8]
BINS = 32


@dataclass(frozen=True)
class Settings:
    """Sizes and brakes of the boosting; chosen on earlier windows of two cities."""

    trees: int = 30
    depth: int = 3
    rate: float = 0.08
    least: float = 20.0  # expected events in a leaf
    ridge: float = 10.0
    part: float = 0.4  # of the columns, drawn anew for each tree


@dataclass(frozen=True)
class Tree:
    """Columns and cuts by node, numbered as in a heap from 1 (column -1: all go left), and the leaves' values."""

    column: Integers
    cut: Integers
    value: Floats


@dataclass(frozen=True)
class BoostedCounts:
    """A fitted model: factors on a first forecast, from columns of numbers.

    Use `boost` to fit. Poisson counts with a logarithmic link; the first forecast is the starting point.
    """

    edges: tuple[Floats, ...]
    trees: tuple[Tree, ...]
    depth: int

    def log_factor(self, columns: NDArray[np.floating]) -> Floats:
        """The logarithm of what to multiply the first forecast by; `columns` has shape (columns, rows)."""
        bins = binned(columns, self.edges)
        total = np.zeros(columns.shape[1])
        for tree in self.trees:
            node = np.ones(columns.shape[1], dtype=np.int64)
            for level in range(self.depth):
                _descend(bins, tree.column, tree.cut, node, 2**level)
            total += tree.value[node - 2**self.depth]
        return total


def boost(
    columns: NDArray[np.floating],
    events: Floats,
    first: Floats,
    weight: Floats,
    *,
    rng: np.random.Generator,
    settings: Settings | None = None,
) -> BoostedCounts:
    """Which places get more, or fewer, events than a first forecast says?

    Use it to mend what a sum of maps cannot say: that two signs together mean more than their sum. Do **not** use it
    without a first forecast, nor for fewer than a few hundred events.

    Parameters
    ----------
    columns : ndarray, shape (columns, rows)
        What is known of each cell and window. Only the order of the numbers in a column matters.
    events : ndarray, shape (rows,)
        Events that came.
    first : ndarray, shape (rows,)
        Events expected by the first forecast, above 0.
    weight : ndarray, shape (rows,)
        How many rows each row stands for, 0 or more.
    rng : numpy.random.Generator
        Draws the columns that each tree may use.
    settings : Settings, optional
        Sizes and brakes.

    Returns
    -------
    BoostedCounts

    Notes
    -----
    Each tree splits, level by level, where the second-order gain ``G^2 / (H + ridge)`` is largest, with
    G the sum of ``weight (events - expected)`` and H that of ``weight expected``; leaves add ``rate G / (H + ridge)``
    to the logarithm. Columns are cut into 32 bins of equal numbers of rows. Cost: trees times depth times columns
    used times rows.

    References
    ----------
    Friedman, J. H. (2001). Greedy function approximation: a gradient boosting machine. Annals of Statistics 29,
    1189-1232. doi:10.1214/aos/1013203451. Chen, T. and Guestrin, C. (2016). XGBoost. KDD '16, 785-794.
    doi:10.1145/2939672.2939785, equations 5 to 7.

    Examples
    --------
    Where the column is high, twice as many came as expected.

    >>> column, expected = np.repeat([[0.0, 1.0]], 500, axis=1), np.ones(1000)
    >>> model = boost(column, np.repeat([1.0, 2.0], 500), expected, expected, rng=np.random.default_rng(1),
    ...     settings=Settings(trees=200, part=1.0))
    >>> np.exp(model.log_factor(np.array([[0.0, 1.0]]))).round(2).tolist()
    [1.0, 2.0]
    """
    chosen = settings or Settings()
    edges = tuple(np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])) for column in columns)
    bins = binned(columns, edges)
    log_rate = np.log(first)
    came, trees = weight * events, []
    useful = np.flatnonzero([edge.size > 0 for edge in edges])
    many = max(1, round(chosen.part * useful.size))
    for _ in range(chosen.trees if useful.size else 0):
        expected = weight * np.exp(log_rate)
        tree, leaf = _grow(bins, rng.choice(useful, many, replace=False), came - expected, expected, chosen)
        log_rate += tree.value[leaf]
        trees.append(tree)
    return BoostedCounts(edges, tuple(trees), chosen.depth)


def binned(columns: NDArray[np.floating], edges: Sequence[Floats]) -> Bins:
    """The bin of each number."""
    found = [np.searchsorted(edge, column) for edge, column in zip(edges, columns, strict=True)]
    return np.array(found, dtype=np.uint8)


def _grow(bins: Bins, allowed: Integers, pull: Floats, mass: Floats, chosen: Settings) -> tuple[Tree, Integers]:
    """One tree, and the leaf of each row."""
    leaves = 2**chosen.depth
    column, cut = np.full(leaves, -1), np.zeros(leaves, dtype=np.int64)
    node = np.ones(pull.size, dtype=np.int64)
    for level in range(chosen.depth):
        first = 2**level
        gain = np.zeros(first)
        start = (node - first) * BINS
        for k in allowed:
            at = start + bins[k]
            sums = np.array([np.bincount(at, part, first * BINS) for part in (pull, mass)], dtype=np.float64)
            pulls, masses = sums.reshape(2, first, BINS)
            gains = _gains(pulls, masses, chosen)
            best = gains.argmax(axis=1)
            value = gains[np.arange(first), best]
            better = value > gain
            gain[better] = value[better]
            column[first:][:first][better] = k
            cut[first:][:first][better] = best[better]
        _descend(bins, column, cut, node, first)
    leaf = node - leaves
    total, weight = np.bincount(leaf, pull, leaves), np.bincount(leaf, mass, leaves)
    return Tree(column, cut, chosen.rate * total / (weight + chosen.ridge)), leaf


def _gains(pull: Floats, mass: Floats, chosen: Settings) -> Floats:
    """What each cut of each node would gain; minus infinity where a side would be too light."""
    left_pull, left = pull.cumsum(axis=1)[:, :-1], mass.cumsum(axis=1)[:, :-1]
    all_pull, whole = pull.sum(axis=1, keepdims=True), mass.sum(axis=1, keepdims=True)
    gains = (
        left_pull**2 / (left + chosen.ridge)
        + (all_pull - left_pull) ** 2 / (whole - left + chosen.ridge)
        - all_pull**2 / (whole + chosen.ridge)
    )
    return np.where((left >= chosen.least) & (whole - left >= chosen.least), gains, -np.inf)


def _descend(bins: Bins, column: Integers, cut: Integers, node: Integers, first: int) -> None:
    """Move each row, in place, to the child that it belongs to."""
    right = np.zeros(node.size, dtype=np.int64)
    for i in range(first, 2 * first):
        if column[i] >= 0:
            here = np.flatnonzero(node == i)
            right[here] = bins[column[i], here] > cut[i]
    node *= 2
    node += right
