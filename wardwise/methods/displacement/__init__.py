"""Did recorded incidents change more in a treated place than elsewhere, and did they only move?

Papers: Wheeler and Ratcliffe (2018) for the weighted displacement difference; Bowers and Johnson (2003) for the
weighted displacement quotient.
"""

from __future__ import annotations

from wardwise.methods.displacement.detectable import minimum_detectable_fall
from wardwise.methods.displacement.difference import DisplacementDifference, weighted_displacement_difference
from wardwise.methods.displacement.dispersion import dispersion_of
from wardwise.methods.displacement.permutation import PermutedDifference, permuted_displacement_difference
from wardwise.methods.displacement.placebo import PlaceboCheck, placebo_check
from wardwise.methods.displacement.quotient import (
    DisplacementQuotient,
    NotComputable,
    total_net_effect,
    weighted_displacement_quotient,
)

__all__ = [
    "DisplacementDifference",
    "DisplacementQuotient",
    "NotComputable",
    "PermutedDifference",
    "PlaceboCheck",
    "dispersion_of",
    "minimum_detectable_fall",
    "permuted_displacement_difference",
    "placebo_check",
    "total_net_effect",
    "weighted_displacement_difference",
    "weighted_displacement_quotient",
]
