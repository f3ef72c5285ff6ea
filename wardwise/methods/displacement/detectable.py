"""How large must a fall be before counts could show it?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from wardwise.methods.displacement.checks import Floats, counted, cut, dispersions, weights_of


def minimum_detectable_fall(
    treated_before: ArrayLike,
    control_before: ArrayLike = 0.0,
    *,
    buffer_before: ArrayLike = 0.0,
    buffer_control_before: ArrayLike = 0.0,
    time_weights: tuple[float, float] = (1.0, 1.0),
    area_weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0),
    level: float = 0.95,
    power: float = 0.5,
    dispersion: ArrayLike = 1.0,
) -> Floats:
    """How large must a fall be before the counts could show it?

    Use it before an operation starts, to decide whether to evaluate it at all, pool places or wait longer. Do
    **not** compute it afterwards from the counts that came, as an excuse.

    Parameters
    ----------
    treated_before, control_before, buffer_before, buffer_control_before : array_like
        Counts in the period before; `treated_before` above 0. A zone that is not used is 0.
    time_weights, area_weights, level, dispersion
        As in `weighted_displacement_difference`.
    power : float
        Chance of finding a fall of that size. At 0.5, the default, it is the fall that would just touch the edge
        of the interval; at 0.8 it is larger.

    Returns
    -------
    ndarray
        Share of the treated zone's expected count, so 0.39 is a fall of 39%. Above 1: not even a fall to nothing
        could be seen.

    Raises
    ------
    ValueError
        A count is missing or negative, the treated count is 0, or a weight is not above 0.

    Notes
    -----
    ``(z(level) + z(power)) * SE / (T0 / weight)`` with SE as if nothing changed in any zone. With equal counts N in
    four cells and power 0.5 it is ``3.92 / sqrt(N)``. A real fall lowers the variance a little, so it errs upwards.

    References
    ----------
    Wheeler and Ratcliffe (2018), doi:10.1186/s40163-018-0085-5, section "Power", solved for the difference.

    Examples
    --------
    >>> [round(100 * float(minimum_detectable_fall(n, n))) for n in (20, 50, 100, 200, 400)]
    [88, 55, 39, 28, 20]
    """
    before = np.stack(
        np.broadcast_arrays(
            counted("treated_before", treated_before),
            counted("control_before", control_before),
            counted("buffer_before", buffer_before),
            counted("buffer_control_before", buffer_control_before),
        ),
        axis=-1,
    )
    if np.any(before[..., 0] == 0):
        raise ValueError("treated_before is 0: there is nothing that could fall")
    if not 0.0 < power < 1.0:
        raise ValueError("power must lie between 0 and 1")
    weights = weights_of(time_weights, area_weights)
    after = before * (time_weights[1] / time_weights[0])
    variance = (before / weights[:, 0] ** 2 + after / weights[:, 1] ** 2).sum(axis=-1) * dispersions(dispersion)
    fall = (cut(level) + float(ndtri(power))) * np.sqrt(variance) / (before[..., 0] / weights[0, 0])
    return np.asarray(fall, dtype=np.float64)
