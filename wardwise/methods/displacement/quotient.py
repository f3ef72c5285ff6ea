"""Did a fall spread to the surroundings, or did incidents move there?"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from wardwise.methods.displacement.checks import counted


class NotComputable(ValueError):
    """The quotient has no meaning for these counts. `code` never changes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


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
    (rb, ra), (cb, ca), (db, da) = _pairs(treated=treated, control=control, buffer=buffer).values()
    if 0 in (cb, ca, rb, db):
        raise NotComputable("zero_count", "A count that is divided by, or compared with, is 0.")
    success, around = ra / ca - rb / cb, da / ca - db / cb
    if success >= 0:
        raise NotComputable("no_success", "The treated zone did not fall against its control.")
    net = total_net_effect(treated, control, buffer)
    return DisplacementQuotient(success, around, around / success, net)


def total_net_effect(treated: ArrayLike, control: ArrayLike, buffer: ArrayLike = (0.0, 0.0)) -> float:
    """How many incidents fewer than if both the place and its surroundings had gone the way of the control?

    Use it to put a number beside a quotient or a cost; below 0 there were more than expected. Unlike the quotient it
    also has a meaning when the treated zone did not improve. Do **not** use it without the interval of the weighted
    displacement difference: it has no standard error of its own.

    Parameters
    ----------
    treated, control, buffer : array_like, shape (2,)
        Counts before and after; no buffer if left out.

    Returns
    -------
    float
        Incidents; above 0 is fewer than expected.

    Raises
    ------
    NotComputable
        `zero_count`: the control had no incident before, so there is nothing to scale by.
    ValueError
        A count is missing or negative, or a shape is not (2,).

    Notes
    -----
    ``TNE = (Rb*Ca/Cb - Ra) + (Db*Ca/Cb - Da)``.

    References
    ----------
    Guerette, R. T. (2009). Analyzing Crime Displacement and Diffusion. Problem-Oriented Guides for Police,
    Problem-Solving Tools 10, appendix; Bowers and Johnson (2003), doi:10.1023/A:1024909009240.

    Examples
    --------
    >>> round(total_net_effect([207, 110], [308, 318], [178, 157]), 1)
    130.5
    """
    (rb, ra), (cb, ca), (db, da) = _pairs(treated=treated, control=control, buffer=buffer).values()
    if cb == 0:
        raise NotComputable("zero_count", "The control had no incident before: there is nothing to scale by.")
    return (rb * ca / cb - ra) + (db * ca / cb - da)


def _pairs(**zones: ArrayLike) -> dict[str, list[float]]:
    pairs = {}
    for name, zone in zones.items():
        pair = counted(name, zone)
        if pair.shape != (2,):
            raise ValueError(f"{name} must be two counts, before and after")
        pairs[name] = pair.tolist()
    return pairs
