"""Difference-in-differences for monthly counts: did treated places change by another factor than the others?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.evaluation.checks import Flags, NoAnswer, cut
from wardwise.methods.evaluation.panels import Panel, fit_panel, panel_of
from wardwise.methods.evaluation.regression import CountRegression

FEW_TREATED = 4  # below this no standard error is to be trusted, whatever its kind


@dataclass(frozen=True)
class Difference:
    """One ratio from a regression: of treated places to what they would have been.

    Attributes
    ----------
    ratio, low, high : float
        1 is no difference; limits at `level`.
    p_value, degrees : float
        Two-sided, Student's t.
    log_ratio, standard_error : float
    prevented, prevented_low, prevented_high : float
        Events fewer in treated places after the start than ``observed / ratio``; limits from those of the ratio.
        NaN where the question is of another kind.
    alpha : float
        NB2 dispersion of the fit (0 for Poisson).
    pearson : float
        Pearson's statistic over its degrees of freedom.
    clusters, treated_clusters : int
        With fewer than four treated clusters use `placebo_places` instead.
    left_out : int
        Places without any event: they say nothing of a ratio.
    level : float
    """

    ratio: float
    low: float
    high: float
    p_value: float
    degrees: float
    log_ratio: float
    standard_error: float
    prevented: float
    prevented_low: float
    prevented_high: float
    alpha: float
    pearson: float
    clusters: int
    treated_clusters: int
    left_out: int
    level: float

    @property
    def too_few_treated(self) -> bool:
        return self.treated_clusters < FEW_TREATED


def difference_in_differences(
    counts: ArrayLike,
    is_treated: ArrayLike,
    start: int,
    *,
    exposure: ArrayLike = 1.0,
    family: str = "poisson",
    clusters: ArrayLike | None = None,
    errors: str = "CR2",
    level: float = 0.95,
) -> Difference:
    """Did the treated places change by another factor than the others once it started?

    Use it for monthly (or weekly) counts of places treated from one common date and of places never treated, with
    ten or more of each and a year before the start. Do **not** use it when places start at different dates (the
    regression then compares treated places with each other: run one start at a time), when treated places were
    drifting before (`pre_trend`), when they were chosen for their last high count (`expected_after_choice`), or with
    fewer than four treated clusters (`placebo_places`). The ratio compares factors: a control that is much larger
    but rises by the same number of incidents is not a fair one.

    Parameters
    ----------
    counts : array_like, shape (places, months)
        0 or more.
    is_treated : array_like of bool, shape (places,)
    start : int
        Index of the first month after the start.
    exposure : array_like, broadcast to (places, months)
        Days or people the counts are in proportion to, above 0.
    family : "poisson" or "negative binomial"
        The first weighs large places more, and is right for any variance; the second weighs places more evenly.
    clusters : array_like of labels, shape (places,), optional
        Places that share their ups and downs (neighbours, one town); each place its own if left out.
    errors : "CR2" or "CR1"
    level : float

    Returns
    -------
    Difference

    Raises
    ------
    NoAnswer
        "zero_count": treated or other places hold no event before or after; "too_few": fewer than two clusters of a
        kind; and those of `count_regression`.
    ValueError
        Missing or negative counts, shapes that do not fit, a start outside the months.

    Notes
    -----
    ``log E(y_it) = place_i + month_t + d * treated_i * after_t + log exposure_it``, places absorbed. In 2,000 made
    panels for each line, with 30 places of unequal size, months that jump about and effects that differ by place,
    the 95% interval held the truth as often as `docs/methods/difference-in-differences.md` says. Cost: places x
    months x months squared for a step.

    References
    ----------
    Wooldridge (2023), doi:10.1093/ectj/utad016, equation 4.1 (Poisson with place and time effects); Bertrand, Duflo
    and Mullainathan (2004), doi:10.1162/003355304772839588 (why cluster); Pustejovsky and Tipton (2018),
    doi:10.1080/07350015.2016.1247004 (CR2 with few clusters); Goodman-Bacon (2021),
    doi:10.1016/j.jeconom.2021.03.014 (why one start).

    Examples
    --------
    Treated places halve while the others stay as they are.

    >>> before, after = [20, 30, 50, 25, 25, 50], [10, 15, 25, 25, 25, 50]
    >>> found = difference_in_differences(np.transpose([before, after]), [1, 1, 1, 0, 0, 0], 1)
    >>> round(found.ratio, 9), round(found.prevented, 6), found.too_few_treated
    (0.5, 50.0, True)
    """
    panel = panel_of(counts, is_treated, exposure, clusters)
    is_after = panel.month >= start_within(start, np.shape(counts)[1])
    refuse_zero(panel, is_after)
    acted = panel.is_treated & is_after
    fitted = fit_panel(panel, acted[:, None].astype(np.float64), family, errors)
    return as_difference(panel, fitted, level, float(panel.counts[acted].sum()))


def start_within(start: int, months: int) -> int:
    if int(start) != start or not 0 < start < months:
        raise ValueError(
            f"start must be the index of a month with months before it: 1 to {months - 1}, not {start!r}"
        )
    return int(start)


def refuse_zero(panel: Panel, is_after: Flags) -> None:
    for kind, which in (("treated", panel.is_treated), ("other", ~panel.is_treated)):
        for period, when in (("before", ~is_after), ("after", is_after)):
            if not panel.counts[which & when].any():
                raise NoAnswer(
                    "zero_count", f"The {kind} places hold no event {period} the start: no ratio can be formed."
                )


def as_difference(panel: Panel, fitted: CountRegression, level: float, seen: float = np.nan) -> Difference:
    """The first coefficient, with what it means for so many events seen."""
    b, error, degrees = (float(v[0]) for v in (fitted.coefficients, fitted.standard_errors, fitted.degrees))
    half = float(cut(level, degrees)) * error
    return Difference(
        ratio=float(np.exp(b)),
        low=float(np.exp(b - half)),
        high=float(np.exp(b + half)),
        p_value=float(fitted.p_values[0]),
        degrees=degrees,
        log_ratio=b,
        standard_error=error,
        prevented=seen * float(np.exp(-b) - 1),
        prevented_low=seen * float(np.exp(-b - half) - 1),
        prevented_high=seen * float(np.exp(-b + half) - 1),
        alpha=fitted.alpha,
        pearson=fitted.pearson,
        clusters=fitted.clusters,
        treated_clusters=panel.treated_clusters,
        left_out=panel.left_out,
        level=level,
    )
