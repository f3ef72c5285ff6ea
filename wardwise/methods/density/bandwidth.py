"""How wide should the kernel be? The width that best foretells each place from all the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from wardwise.methods import doors
from wardwise.methods.density import kernels
from wardwise.methods.density.surface import Kernel
from wardwise.methods.doors import Floats

QUARTIC_PER_GAUSSIAN = (64 * 36 / 5) ** (1 / 6)  # 2.78, ratio of the kernels' canonical bandwidths in the plane
FAR = 10.0  # widest bandwidths: exp(-50) of the peak


@dataclass(frozen=True)
class BandwidthSearch:
    """What leave-one-out likelihood says of a row of bandwidths.

    `bandwidth_m` is the best, for the kernel asked about; `tried_m` (k,) all that were tried, rising, and
    `log_likelihood` (k,) their mean per event, in nats. `is_at_end` says that the best was the narrowest or the
    widest tried, so the search has found nothing. `places` is the number of distinct places.
    """

    bandwidth_m: float
    tried_m: Floats
    log_likelihood: Floats
    is_at_end: bool
    places: int
    kernel: Kernel


def choose_bandwidth(
    x: ArrayLike,
    y: ArrayLike,
    *,
    kernel: Kernel = "quartic",
    weights: ArrayLike | None = None,
    narrowest_m: float = 25.0,
    widest_m: float = 1600.0,
) -> BandwidthSearch:
    """Which bandwidth foretells each place best from all the others?

    Use it where no better reason decides: what a patrol can cover is one. Do not use it to make the map look
    smoother, nor across places of very different density, which no single width suits. A few hundred events are
    needed for it to settle.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres, at least two distinct places.
    kernel : {"quartic", "gaussian"}
        The kernel that the answer is for.
    weights : array_like of float, shape (n,), optional
        As in `kernel_density`.
    narrowest_m, widest_m : float
        The range to search, as standard deviations of a Gaussian. Each step is a factor of 2^(1/8), or 9%.

    Returns
    -------
    BandwidthSearch
        The best bandwidth and the likelihoods it was chosen by.

    Raises
    ------
    ValueError
        If there are fewer than two distinct places, or the range is empty.

    Notes
    -----
    The likelihood is sum_i w_i log(sum_(j not i) w_j K_h(d_ij) / (W - w_i)) over distinct places: all events of one
    place are left out together, for with events that share a map point leaving out one makes h = 0 the best.
    It is computed for the Gaussian; a quartic kernel gives no chance at all to a place without a neighbour within
    its radius, so its answer is the Gaussian's times 2.78, the ratio of their canonical bandwidths. One exponential
    serves bandwidths a factor of sqrt 2 apart. Cost: four exponentials for each pair of places within 10 widest
    bandwidths of each other; memory linear in the places.

    References
    ----------
    Habbema, Hermans and van den Broek (1974), Compstat 1974, 101-110; Duin (1976), doi:10.1109/TC.1976.1674577,
    equation 6; Scott (1992), doi:10.1002/9780470316849, section 6.2.3.3 (canonical bandwidths).

    Examples
    --------
    Two thousand events of a normal hill 500 m wide: theory (the least mean square error) says 141 m.

    >>> x, y = np.random.default_rng(1).normal(0, 500, (2, 2000))
    >>> found = choose_bandwidth(x, y, kernel="gaussian")
    >>> 110 < found.bandwidth_m < 190
    True
    """
    east, north, weight = _places(x, y, weights)
    if kernel not in ("quartic", "gaussian"):
        raise ValueError(f"kernel must be quartic or gaussian, not {kernel!r}.")
    if not (np.isfinite(widest_m) and 0 < narrowest_m <= widest_m):
        raise ValueError("narrowest_m must be above 0 and widest_m not below it.")
    octaves = max(1, int(np.ceil(2 * np.log2(widest_m / narrowest_m))) + 1)
    tried, found = [], []
    for shift in range(4):
        widths = widest_m * 2.0 ** (-shift / 8 - np.arange(octaves) / 2)
        tried.append(widths)
        found.append(_log_likelihood(east, north, weight, widths))
    widths, likelihood = np.concatenate(tried), np.concatenate(found)
    order = np.flatnonzero(widths >= narrowest_m * (1 - 1e-12))
    order = order[np.argsort(widths[order])]
    widths, likelihood = widths[order], likelihood[order]
    best = int(np.argmax(likelihood))
    times = QUARTIC_PER_GAUSSIAN if kernel == "quartic" else 1.0
    is_at_end = best in (0, widths.size - 1)
    return BandwidthSearch(float(widths[best] * times), widths * times, likelihood, is_at_end, east.size, kernel)


def _log_likelihood(x: Floats, y: Floats, weight: Floats, widths: Floats) -> Floats:
    """Mean over events of the log density that the other places give theirs; `widths` fall by sqrt 2 each."""
    sums = np.zeros((x.size, widths.size))
    kernels.add_pairs(x, y, weight, widths[0], FAR * widths[0], sums)
    # Where what was left out, or what no float can hold, would be seen in the ninth digit, add up anew.
    left_out = 1e9 * weight.sum() * np.exp(-0.5 * np.square(FAR * widths[0] / widths))
    logs = np.log(np.maximum(sums, 1e-300))
    for i, k in np.argwhere(sums < np.maximum(left_out, 1e-250)):
        squares = np.square(x - x[i]) + np.square(y - y[i])
        terms = np.log(weight) - squares / (2 * widths[k] ** 2)
        terms[i] = -np.inf
        logs[i, k] = special.logsumexp(terms)
    logs -= np.log(2 * np.pi * widths**2) + np.log(weight.sum() - weight)[:, None]
    return np.asarray(weight @ logs / weight.sum())


def _places(x: ArrayLike, y: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    """Distinct places in order of x, with the weight that stands on each; places of no weight are left out."""
    east, north = doors.numbers("x", x), doors.numbers("y", y)
    weight = np.ones(east.size) if weights is None else doors.numbers("weights", weights, at_least=0)
    doors.same_length(x=east, y=north, weights=weight)
    some = weight > 0
    places, place = np.unique(np.column_stack([east[some], north[some]]), axis=0, return_inverse=True)
    if len(places) < 2:
        raise ValueError(f"At least two distinct places are needed to choose a bandwidth; there are {len(places)}.")
    on_each = np.bincount(place.ravel(), weights=weight[some]).astype(np.float64)
    return np.ascontiguousarray(places[:, 0]), np.ascontiguousarray(places[:, 1]), on_each
