"""Two counts over two lengths of time: is the rate different?"""

from __future__ import annotations

import numpy as np

from wardwise.methods.evaluation.checks import NoAnswer, above_zero, values


def e_test(now: int, then: int, *, length_now: float = 1.0, length_then: float = 1.0) -> float:
    """Are these two counts further apart than chance would put them?

    Use it for two small counts of one place, if Poisson is believed: it finds more than the exact test of
    `seasonal.compare_periods`, which never errs on the bold side and also gives limits. Do **not** use it for
    recorded incidents that jump about more than chance (nearly all), for one month and the next, or for a place
    chosen because one count was high.

    Parameters
    ----------
    now, then : int
        Events, 0 or more.
    length_now, length_then : float
        Of the periods, in one unit; above 0.

    Returns
    -------
    float
        Two-sided p-value.

    Raises
    ------
    ValueError
        A count is not a whole number of 0 or more, or a length not above 0.
    NoAnswer
        "no_fit": no event in either.

    Notes
    -----
    `scipy.stats.poisson_means_test`. Cost: the product of the counts' spreads, some milliseconds for hundreds.

    References
    ----------
    Krishnamoorthy and Thomson (2004), doi:10.1016/S0378-3758(02)00408-1, equation 3.6, and the dodder seeds of
    Przyborowski and Wilenski in their section 6: none in 100 units against three, p = 0.0884.

    Examples
    --------
    >>> round(e_test(0, 3, length_now=100, length_then=100), 4)
    0.0884
    """
    from scipy.stats import poisson_means_test  # here: importing scipy.stats costs 0.8 s, and little else needs it

    counts = values("now and then", [now, then], counts=True)
    if not np.array_equal(counts, np.floor(counts)):
        raise ValueError("now and then must be whole numbers: they are counts of events")
    lengths = above_zero("length_now and length_then", [length_now, length_then], (2,))
    if not counts.any():
        raise NoAnswer("no_fit", "There is no event at all.")
    found = poisson_means_test(int(counts[0]), float(lengths[0]), int(counts[1]), float(lengths[1]))
    return float(found.pvalue)
