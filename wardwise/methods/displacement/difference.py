"""Did recorded incidents change more in a treated place, and around it, than elsewhere?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from wardwise.methods.displacement.checks import Floats, Zones, cut, dispersions, tables, weights_of


@dataclass(frozen=True)
class DisplacementDifference:
    """Weighted displacement difference of one or many tables; every array has the shape of the tables.

    Attributes
    ----------
    difference : ndarray
        Change in treated and buffer zone beyond that of their controls, in incidents per unit of weight.
        Negative is fewer.
    local, displacement : ndarray
        The part in the treated zone and the part in the buffer; their sum is `difference`.
    variance, standard_error, z, p_value : ndarray
        Of `difference`; `p_value` is two-sided. `z` and `p_value` are NaN where every count is 0.
    low, high : ndarray
        Ends of the interval at `level`; NaN where every count is 0.
    local_low, local_high : ndarray
        The same for `local`.
    level : float
        Nominal coverage of the intervals.
    dispersion : ndarray
        Factor by which the Poisson variance was multiplied.
    """

    difference: Floats
    local: Floats
    displacement: Floats
    variance: Floats
    standard_error: Floats
    z: Floats
    p_value: Floats
    low: Floats
    high: Floats
    local_low: Floats
    local_high: Floats
    level: float
    dispersion: Floats


def weighted_displacement_difference(
    treated: ArrayLike,
    control: ArrayLike | None = None,
    *,
    buffer: ArrayLike | None = None,
    buffer_control: ArrayLike | None = None,
    time_weights: tuple[float, float] = (1.0, 1.0),
    area_weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0),
    level: float = 0.95,
    dispersion: ArrayLike = 1.0,
) -> DisplacementDifference:
    """Did incidents fall more in the treated place and around it than in the comparison places?

    Use it for counts before and after an operation in a treated zone, a control zone of similar level and trend,
    and (if there is one) a buffer around the treated zone with a control of its own. Do **not** use it when the
    control had a different trend before, when the place was chosen because its last count was high (it falls
    anyway), when the map points moved between the periods, or to say *why* something changed.

    Parameters
    ----------
    treated : array_like, shape (..., 2)
        Counts before and after, 0 or more. Leading axes are independent tables.
    control : array_like, shape (..., 2), optional
        The same for the comparison zone. Left out, the result is a plain before-and-after difference.
    buffer, buffer_control : array_like, shape (..., 2), optional
        The same for the displacement zone and its comparison zone.
    time_weights : (float, float)
        Lengths of the two periods in any common unit, such as months; above 0.
    area_weights : (float, float, float, float)
        Sizes of treated, control, buffer and buffer control in any common unit; above 0.
    level : float
        Coverage of the intervals, between 0 and 1.
    dispersion : array_like
        Factor on the Poisson variance, 1 or more; see `dispersion_of`.

    Returns
    -------
    DisplacementDifference
        Arrays of the shape of the tables (0-dimensional for one table).

    Raises
    ------
    ValueError
        A count is missing, negative or not finite, a shape does not fit, or a weight is not above 0.

    Notes
    -----
    ``WDD = (T1-T0) - (C1-C0) + (D1-D0) - (E1-E0)`` with every count divided by its weight (time times area);
    the variance is the sum of the counts divided by the squares of their weights, times the dispersion. The counts
    are taken as independent and close to Poisson, and the normal interval as good enough: below about five per
    cell it is rough. Zones that were not given count as 0 and add no variance. Cost: one pass over the counts.

    References
    ----------
    Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to evaluate place
    based crime interventions. Crime Science 7:11. doi:10.1186/s40163-018-0085-5, equations 1 to 3.

    Examples
    --------
    >>> found = weighted_displacement_difference(
    ...     [207, 110], [308, 318], buffer=[178, 157], buffer_control=[150, 140])
    >>> float(found.local), float(found.displacement), float(found.difference), float(found.variance)
    (-107.0, -11.0, -118.0, 1568.0)
    >>> round(float(found.z), 2), round(float(found.low)), round(float(found.high))
    (-2.98, -196, -40)
    """
    zones, shape = tables(treated=treated, control=control, buffer=buffer, buffer_control=buffer_control)
    weights = weights_of(time_weights, area_weights)
    factor = dispersions(dispersion)
    shape = np.broadcast_shapes(shape, factor.shape)
    found = _in_blocks(zones, weights, np.broadcast_to(factor, shape), cut(level))
    return DisplacementDifference(level=level, dispersion=np.broadcast_to(factor, shape), **found)


# Tables at a time: the working arrays then stay in the processor's cache, which makes it four times as fast.
BLOCK = 8_192
FIELDS = (
    "difference",
    "local",
    "displacement",
    "variance",
    "standard_error",
    "z",
    "p_value",
    "low",
    "high",
    "local_low",
    "local_high",
)


def _in_blocks(zones: Zones, weights: Floats, factor: Floats, quantile: float) -> dict[str, Floats]:
    """Every field of the answer, each in the shape of `factor`."""
    shape, size = factor.shape, factor.size
    flat = [zone and (_row(zone[0], shape), _row(zone[1], shape)) for zone in zones]
    times = None if np.all(factor == 1) else factor.reshape(-1)
    found = np.empty((len(FIELDS), size))
    for start in range(0, size, BLOCK):
        some = slice(start, start + BLOCK)
        part = [zone and (_floats(zone[0][some]), _floats(zone[1][some])) for zone in flat]
        _fill(found[:, some], part, weights, times if times is None else times[some], quantile)
    return {name: row.reshape(shape) for name, row in zip(FIELDS, found, strict=True)}


def _row(counts: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    return np.broadcast_to(counts, shape).reshape(-1)


def _floats(counts: NDArray[Any]) -> Floats:
    return np.ascontiguousarray(counts, dtype=np.float64)


def _fill(rows: Floats, zones: Zones, weights: Floats, factor: Floats | None, quantile: float) -> None:
    """Write the fields, in their order, of one block of tables."""
    difference, local, displacement, variance, error, z, p_value, low, high, local_low, local_high = rows
    local[:], local_variance = _pair(zones, weights, 0)
    displacement[:], displacement_variance = _pair(zones, weights, 2)
    np.add(local, displacement, out=difference)
    np.add(local_variance, displacement_variance, out=variance)
    if factor is not None:
        variance *= factor
        local_variance = local_variance * factor
    np.sqrt(variance, out=error)
    with np.errstate(invalid="ignore"):  # 0 / 0 where every count is 0: NaN is the answer
        np.divide(difference, error, out=z)
    ndtr(-np.abs(z), out=p_value)
    p_value *= 2
    _limits(difference, error, quantile, low, high)
    _limits(local, np.sqrt(local_variance), quantile, local_low, local_high)


def _limits(middle: Floats, error: Floats, quantile: float, low: Floats, high: Floats) -> None:
    half = quantile * error
    if not half.all():
        half[half == 0] = np.nan  # no incident at all bounds nothing
    np.subtract(middle, half, out=low)
    np.add(middle, half, out=high)


def _pair(zones: Zones, weights: Floats, first: int) -> tuple[Floats, Floats]:
    """Change of a zone beyond that of its control, and the Poisson variance of that."""
    change, spread = _change(zones[first], weights[first])
    control, control_spread = _change(zones[first + 1], weights[first + 1])
    return np.asarray(change - control), np.asarray(spread + control_spread)


def _change(zone: tuple[Floats, Floats] | None, weights: Floats) -> tuple[Floats, Floats]:
    if zone is None:
        return np.zeros(()), np.zeros(())
    rates = [_over(counts, weight) for counts, weight in zip(zone, weights, strict=True)]
    return rates[1] - rates[0], _over(rates[1], weights[1]) + _over(rates[0], weights[0])


def _over(counts: Floats, weight: float) -> Floats:
    return counts if weight == 1 else np.asarray(counts / weight)
