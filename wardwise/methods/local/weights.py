"""Which places are neighbours, as a sparse matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from wardwise.methods.doors import Integers


def weights_with_self(neighbours: list[list[int]] | list[Integers]) -> sparse.csr_array:
    """The weight matrix of Gi*: one for each neighbour and one for the place itself.

    Parameters
    ----------
    neighbours : list of n lists of int
        Row numbers of each place's neighbours; the place itself may be in its list or not.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (n, n)
        Zeros and ones, the diagonal all ones.

    Raises
    ------
    ValueError
        If a neighbour's number is no row.

    Examples
    --------
    >>> weights_with_self([[1], [0], []]).toarray().astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    """
    n = len(neighbours)
    own = [np.union1d(np.asarray(near, dtype=np.int64), [i]) for i, near in enumerate(neighbours)]
    columns = np.concatenate(own) if own else np.zeros(0, dtype=np.int64)
    if columns.size and (columns.min() < 0 or columns.max() >= n):
        raise ValueError(f"neighbours must be row numbers from 0 to {n - 1}.")
    starts = np.concatenate([[0], np.cumsum([row.size for row in own])])
    return sparse.csr_array((np.ones(columns.size), columns, starts), shape=(n, n))


def grid_weights(inside: ArrayLike, *, reach: int = 1, with_self: bool = True) -> sparse.csr_array:
    """The weight matrix of the cells of a grid that lie in the study area, each with the cells around it.

    Parameters
    ----------
    inside : array_like of bool, shape (rows, columns)
        The study area. The matrix has a row for each cell of it, in order of rows, then columns.
    reach : int
        How many cells to each side count as near, diagonals with them: 1 gives up to eight neighbours.
    with_self : bool
        Whether a cell counts as near itself: yes for Gi*, no for Moran's I.

    Returns
    -------
    scipy.sparse.csr_array of float64, shape (n, n)
        Zeros and ones.

    Raises
    ------
    ValueError
        If `inside` is not a grid of bool, or `reach` is below 1.

    Examples
    --------
    >>> grid_weights(np.ones((1, 3), dtype=bool)).toarray().astype(int).tolist()
    [[1, 1, 0], [1, 1, 1], [0, 1, 1]]
    """
    area = np.asarray(inside)
    if area.dtype != bool or area.ndim != 2:
        raise ValueError(f"inside must be bool of two dimensions, not {area.dtype} of {area.ndim}.")
    if reach < 1:
        raise ValueError(f"reach must be 1 or more, not {reach}.")
    around = np.full((area.shape[0] + 2 * reach, area.shape[1] + 2 * reach), -1, dtype=np.int64)
    around[reach:-reach, reach:-reach][area] = np.arange(area.sum())
    side = 2 * reach + 1
    near = np.stack(
        [around[i : i + area.shape[0], j : j + area.shape[1]][area] for i in range(side) for j in range(side)], axis=1
    )
    if not with_self:
        near[:, side * side // 2] = -1
    there = near >= 0
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    columns = near[there]
    return sparse.csr_array((np.ones(columns.size), columns, starts), shape=(len(near), len(near)))
