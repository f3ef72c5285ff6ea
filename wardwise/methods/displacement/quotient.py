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
    pairs = {"treated": treated, "control": control, "buffer": buffer}
    counts = {name: counted(name, pair) for name, pair in pairs.items()}
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
