"""How much more do counts jump about than pure chance would make them?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.displacement.checks import Floats, counted


def dispersion_of(monthly: ArrayLike, periods: ArrayLike | None = None, *, share_months: bool = False) -> float:
    """How much more do the monthly counts jump about than pure chance would make them?

    Use it to widen the interval of `weighted_displacement_difference`. Do **not** read it as a test, and do not
    expect much from fewer than about 12 months: it is then itself uncertain.

    Parameters
    ----------
    monthly : array_like, shape (zones, months) or (months,)
        Counts, 0 or more.
    periods : array_like of int, shape (months,), optional
        Which period each month belongs to (0 before, 1 after): the mean is taken within each, so that the change
        under study does not count as jumping about. One period if left out.
    share_months : bool
        Take out what is high or low in all zones at once, such as the season: it cancels in a difference between
        zones. Needs two zones or more; right when there is a control zone, wrong without one.

    Returns
    -------
    float
        Pearson's statistic over its degrees of freedom, pooled over zones and periods, never below 1.

    Raises
    ------
    ValueError
        A count is missing or negative, the lengths differ, no period has two months, or `share_months` is asked
        for a single zone.

    Notes
    -----
    ``sum((y - e)^2 / e) / df``. Within each period e is the zone's mean, with ``months - 1`` degrees of freedom a
    zone; with `share_months` it is zone total times month total over the whole, with ``(zones - 1)(months - 1)``.
    Zones and months without any incident are left out. A trend within a period raises it: the interval is then
    wider than it need be, never narrower. Months that depend on their neighbours beyond that are not seen.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., section 6.2.3, equation 6.4.
    doi:10.1007/978-1-4899-3242-6

    Examples
    --------
    >>> round(dispersion_of([2, 10, 3, 9]), 3)
    2.778
    >>> dispersion_of([[2, 10, 3, 9], [4, 20, 6, 18]], share_months=True)
    1.0
    """
    counts = np.atleast_2d(counted("monthly", monthly))
    labels = np.zeros(counts.shape[-1], dtype=np.int64) if periods is None else np.asarray(periods)
    if labels.shape != counts.shape[-1:]:
        raise ValueError(f"periods has {labels.size} entries for {counts.shape[-1]} months")
    if share_months and len(counts) < 2:
        raise ValueError("share_months needs two zones or more")
    sizes = np.unique(labels, return_counts=True)[1]
    if not np.any(sizes > 1):
        raise ValueError("monthly needs at least two months in a period")
    parts = [_pearson(counts[:, labels == label], share_months) for label in np.unique(labels)]
    statistic, freedom = sum(part[0] for part in parts), sum(part[1] for part in parts)
    return max(1.0, statistic / freedom) if freedom else 1.0


def _pearson(part: Floats, share_months: bool) -> tuple[float, int]:
    """Pearson's statistic of one period and its degrees of freedom."""
    part = part[part.sum(axis=1) > 0]
    if share_months:
        part = part[:, part.sum(axis=0) > 0]
    if part.size == 0:
        return 0.0, 0
    zones, months = part.sum(axis=1, keepdims=True), part.sum(axis=0, keepdims=True)
    shares = months / months.sum() if share_months else np.full_like(months, 1 / part.shape[1])
    expected = zones * shares
    freedom = (part.shape[0] - 1 if share_months else part.shape[0]) * (part.shape[1] - 1)
    return float(((part - expected) ** 2 / expected).sum()), freedom
