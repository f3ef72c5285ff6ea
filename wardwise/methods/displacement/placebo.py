"""Would places where nothing was done have looked like a success too?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.displacement.checks import Floats, counted


@dataclass(frozen=True)
class PlaceboCheck:
    """How the treated place's change looks beside that of places where nothing was done.

    Attributes
    ----------
    z : float
        Of the treated place.
    placebo_z : ndarray, shape (places,)
        Of each untreated place, treated in its stead.
    p_value : float
        Share of places at least as extreme in either direction, the treated one counted: ``(r + 1) / (n + 1)``.
    """

    z: float
    placebo_z: Floats
    p_value: float


def placebo_check(
    treated: ArrayLike, places: ArrayLike, *, time_weights: tuple[float, float] = (1.0, 1.0)
) -> PlaceboCheck:
    """Would places where nothing was done have looked like a success too?

    Use it with at least 19 untreated places of a similar kind, as a check on the interval when counts jump about.
    Do **not** use it with a handful of places: with n of them the p-value cannot go below ``1 / (n + 1)``.

    Parameters
    ----------
    treated : array_like, shape (2,)
        Counts before and after.
    places : array_like, shape (places, 2)
        The same for untreated places, at least two; none of them near the treated place.
    time_weights : (float, float)
        As in `weighted_displacement_difference`.

    Returns
    -------
    PlaceboCheck
        z of the treated place, of each other place, and the p-value.

    Raises
    ------
    ValueError
        A count is missing or negative, a shape does not fit, or all counts of a comparison are 0.

    Notes
    -----
    Each place in turn is compared with the mean of the untreated places other than itself. No chance is used.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods for comparative case studies.
    Journal of the American Statistical Association 105(490), 493-505. doi:10.1198/jasa.2009.ap08746, section 2.4.

    Examples
    --------
    >>> placebo_check([100, 40], [[100, 98], [90, 95], [105, 100], [110, 108]]).p_value
    0.2
    """
    own, others = counted("treated", treated), counted("places", places)
    if own.shape != (2,) or others.ndim != 2 or others.shape[1] != 2 or len(others) < 2:
        raise ValueError("treated must be two counts and places at least two rows of two")
    rows = np.vstack([own, others])
    rest = others.sum(axis=0) - np.vstack([np.zeros(2), others])
    size = np.full(len(rows), len(others) - 1.0)
    size[0] = len(others)
    length = np.asarray(time_weights, dtype=np.float64)
    change = np.diff(rows / length, axis=1)[:, 0] - np.diff(rest / length, axis=1)[:, 0] / size
    variance = (rows / length**2).sum(axis=1) + (rest / length**2).sum(axis=1) / size**2
    if np.any(variance == 0):
        raise ValueError("a comparison holds no incident at all")
    z = change / np.sqrt(variance)
    extreme = int((np.abs(z[1:]) >= abs(z[0])).sum())
    return PlaceboCheck(float(z[0]), z[1:], (extreme + 1) / (len(others) + 1))
