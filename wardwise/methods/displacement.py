"""Did recorded incidents change more in a treated place than elsewhere, and did they only move?

Papers: Wheeler and Ratcliffe (2018) for the weighted displacement difference; Bowers and Johnson (2003) for the
weighted displacement quotient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
ZONES = ("treated", "control", "buffer", "buffer_control")


class NotComputable(ValueError):
    """The quotient has no meaning for these counts. `code` never changes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


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
    counts = _tables(treated=treated, control=control, buffer=buffer, buffer_control=buffer_control)
    weights = _weights(time_weights, area_weights)
    factor = _dispersions(dispersion)
    cut = _cut(level)
    rates = counts / weights
    change = rates[..., 1] - rates[..., 0]
    spread = (counts / weights**2).sum(axis=-1)
    local, displacement = change[..., 0] - change[..., 1], change[..., 2] - change[..., 3]
    difference = local + displacement
    variance = spread.sum(axis=-1) * factor
    error = np.sqrt(variance)
    half = np.where(variance > 0, cut * error, np.nan)
    z = np.divide(difference, error, out=np.full_like(variance, np.nan), where=error > 0)
    local_variance = (spread[..., 0] + spread[..., 1]) * factor
    local_half = np.where(local_variance > 0, cut * np.sqrt(local_variance), np.nan)
    return DisplacementDifference(
        difference=difference,
        local=local,
        displacement=displacement,
        variance=variance,
        standard_error=error,
        z=z,
        p_value=2 * ndtr(-np.abs(z)),
        low=difference - half,
        high=difference + half,
        local_low=local - local_half,
        local_high=local + local_half,
        level=level,
        dispersion=np.broadcast_to(factor, variance.shape),
    )


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
    counts = np.atleast_2d(_counts("monthly", monthly))
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
            _counts("treated_before", treated_before),
            _counts("control_before", control_before),
            _counts("buffer_before", buffer_before),
            _counts("buffer_control_before", buffer_control_before),
        ),
        axis=-1,
    )
    if np.any(before[..., 0] == 0):
        raise ValueError("treated_before is 0: there is nothing that could fall")
    if not 0.0 < power < 1.0:
        raise ValueError("power must lie between 0 and 1")
    weights = _weights(time_weights, area_weights)
    after = before * (time_weights[1] / time_weights[0])
    variance = (before / weights[:, 0] ** 2 + after / weights[:, 1] ** 2).sum(axis=-1) * _dispersions(dispersion)
    fall = (_cut(level) + float(ndtri(power))) * np.sqrt(variance) / (before[..., 0] / weights[0, 0])
    return np.asarray(fall, dtype=np.float64)


@dataclass(frozen=True)
class DisplacementQuotient:
    """How a change around a treated place compares with the change in it.

    Attributes
    ----------
    success : float
        Change of the treated count per control count; negative is good.
    buffer : float
        The same for the buffer.
    quotient : float
        `buffer / success`: above 1 more benefit spread than fell inside; 0 to 1 some benefit spread; 0 to -1 less
        moved than fell; below -1 what moved outweighs the fall.
    total_net_effect : float
        Incidents fewer than the control's change would suggest, in treated zone and buffer together.
    """

    success: float
    buffer: float
    quotient: float
    total_net_effect: float


def weighted_displacement_quotient(treated: ArrayLike, control: ArrayLike, buffer: ArrayLike) -> DisplacementQuotient:
    """Did the fall spread to the surroundings, or did incidents move there?

    Use it as a description beside the weighted displacement difference. Do **not** use it alone: it has no standard
    error. It has no meaning when the treated zone did not improve on the control, and is then refused.

    Parameters
    ----------
    treated, control, buffer : array_like, shape (2,)
        Counts before and after.

    Returns
    -------
    DisplacementQuotient
        Success, buffer change, quotient, and total net effect.

    Raises
    ------
    NotComputable
        `zero_count`: a control count, or any count before, is 0 (0.5 is never added in silence); `no_success`: the
        treated zone did not fall against the control.
    ValueError
        A count is missing or negative, or a shape is not (2,).

    Notes
    -----
    ``success = Ra/Ca - Rb/Cb``, ``buffer = Da/Ca - Db/Cb``, ``WDQ = buffer / success`` and
    ``TNE = (Rb*Ca/Cb - Ra) + (Db*Ca/Cb - Da)``.

    References
    ----------
    Bowers, K. J. and Johnson, S. D. (2003). Measuring the geographical displacement and diffusion of benefit
    effects of crime prevention activity. Journal of Quantitative Criminology 19(3), 275-301.
    doi:10.1023/A:1024909009240, equation 1.

    Examples
    --------
    >>> found = weighted_displacement_quotient([207, 110], [308, 318], [178, 157])
    >>> round(found.success, 4), round(found.buffer, 4), round(found.quotient, 3), round(found.total_net_effect, 1)
    (-0.3262, -0.0842, 0.258, 130.5)
    """
    pairs = {"treated": treated, "control": control, "buffer": buffer}
    counts = {name: _counts(name, pair) for name, pair in pairs.items()}
    for name, pair in counts.items():
        if pair.shape != (2,):
            raise ValueError(f"{name} must be two counts, before and after")
    (rb, ra), (cb, ca), (db, da) = (pair.tolist() for pair in counts.values())
    if 0 in (cb, ca, rb, db):
        raise NotComputable("zero_count", "A count that is divided by, or compared with, is 0.")
    success, around = ra / ca - rb / cb, da / ca - db / cb
    if success >= 0:
        raise NotComputable("no_success", "The treated zone did not fall against its control.")
    net = (rb * ca / cb - ra) + (db * ca / cb - da)
    return DisplacementQuotient(success, around, around / success, net)


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
    own, others = _counts("treated", treated), _counts("places", places)
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


def _counts(name: str, values: ArrayLike) -> Floats:
    try:
        counts = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"{name} must be numbers") from problem
    if bad := int((~np.isfinite(counts)).sum()):
        raise ValueError(f"{name} has {bad} missing or infinite values")
    if bad := int((counts < 0).sum()):
        raise ValueError(f"{name} has {bad} counts below 0")
    return counts


def _tables(**zones: Any) -> Floats:
    """Counts of shape (tables..., 4 zones, 2 periods); a zone that is not used is 0."""
    given = {name: _counts(name, zone) for name, zone in zones.items() if zone is not None}
    for name, counts in given.items():
        if counts.ndim == 0 or counts.shape[-1] != 2:
            raise ValueError(f"{name} must end in an axis of two counts, before and after")
    if "buffer_control" in given and "buffer" not in given:
        raise ValueError("buffer_control without a buffer")
    try:
        shape = np.broadcast_shapes(*(counts.shape for counts in given.values()))
    except ValueError as problem:
        raise ValueError("the zones' tables differ in shape") from problem
    nothing = np.zeros(shape)
    return np.stack([np.broadcast_to(given.get(name, nothing), shape) for name in ZONES], axis=-2)


def _weights(time_weights: tuple[float, float], area_weights: tuple[float, float, float, float]) -> Floats:
    """Weights of shape (4 zones, 2 periods)."""
    time, area = np.asarray(time_weights, dtype=np.float64), np.asarray(area_weights, dtype=np.float64)
    for name, weights, size in (("time_weights", time, 2), ("area_weights", area, 4)):
        if weights.shape != (size,) or not np.all(np.isfinite(weights)) or np.any(weights <= 0):
            raise ValueError(f"{name} must be {size} numbers above 0")
    return np.asarray(area[:, None] * time[None, :], dtype=np.float64)


def _dispersions(dispersion: ArrayLike) -> Floats:
    factor = _counts("dispersion", dispersion)
    if np.any(factor < 1):
        raise ValueError("dispersion must be 1 or more")
    return factor


def _cut(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise ValueError("level must lie between 0 and 1")
    return float(ndtri(0.5 + level / 2))
