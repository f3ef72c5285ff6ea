"""When many places are tested at once, which findings survive?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """If I act on every place marked here, what share of them do I expect to be false alarms?

    Use it whenever more than one place, month or category is tested: of 125 areas without any pattern six are
    "significant at 5%" by chance. It holds for independent tests and for those that rise together (neighbouring
    areas sharing places, one-sided). Where tests can pull against each other use `benjamini_yekutieli`. It does not
    control the chance of a single false alarm.

    Parameters
    ----------
    p_values : array_like of float, shape (n,)
        Between 0 and 1.

    Returns
    -------
    ndarray of float64, shape (n,)
        Adjusted p-values: rejecting all at or below q keeps the expected share of false discoveries at or below q.

    Raises
    ------
    ValueError
        If a p-value is missing or outside 0 to 1.

    Notes
    -----
    min over j >= i of p_(j) n / j, at most 1. Ties get equal values. O(n log n).

    References
    ----------
    Benjamini and Hochberg (1995), JRSS B 57, 289-300, doi:10.1111/j.2517-6161.1995.tb02031.x, procedure (1).

    Examples
    --------
    The fifteen p-values of the paper's section 4.1: at 5% it rejects four.

    >>> p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
    >>> int((benjamini_hochberg(p) <= 0.05).sum())
    4
    """
    return _step_up(p_values, 1.0)


def benjamini_yekutieli(p_values: ArrayLike) -> Floats:
    """The same promise as `benjamini_hochberg`, whatever the dependence between the tests.

    Use it when tests share data in ways that can pull against each other (areas compared with the rest of the same
    town, high and low tested together). The price is power: for 125 tests each p-value counts 5.4 times as much.

    Parameters
    ----------
    p_values : array_like of float, shape (n,)
        Between 0 and 1.

    Returns
    -------
    ndarray of float64, shape (n,)
        Adjusted p-values.

    Raises
    ------
    ValueError
        If a p-value is missing or outside 0 to 1.

    Notes
    -----
    As Benjamini and Hochberg's, times 1 + 1/2 + ... + 1/n. O(n log n).

    References
    ----------
    Benjamini and Yekutieli (2001), Annals of Statistics 29, 1165-1188, doi:10.1214/aos/1013699998, theorem 1.3.

    Examples
    --------
    >>> benjamini_yekutieli([0.01, 0.02]).round(3).tolist()
    [0.03, 0.03]
    """
    n = np.size(p_values)
    return _step_up(p_values, float(np.sum(1 / np.arange(1, n + 1))))


def _step_up(p_values: ArrayLike, penalty: float) -> Floats:
    p = doors.numbers("p_values", p_values, at_least=0)
    if p.size and p.max() > 1:
        raise ValueError(f"p_values must be 1 or less; the largest is {p.max():g}.")
    order = np.argsort(p)[::-1]
    ranks = np.arange(p.size, 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(p[order] * (p.size * penalty / ranks))
    return np.minimum(adjusted, 1.0)
