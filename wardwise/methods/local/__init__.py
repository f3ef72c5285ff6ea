"""Which places, taken with those around them, hold more or less than chance would give?"""

from __future__ import annotations

from wardwise.methods.local.getis import LocalG, exact_steps, gi_star, gi_star_exact, gi_star_permuted
from wardwise.methods.local.grids import gi_star_on_grid
from wardwise.methods.local.moran import LocalMoran, local_moran, local_moran_exact, local_moran_permuted
from wardwise.methods.local.nulls import totals_without_replacement
from wardwise.methods.local.weights import grid_weights, weights_with_self

__all__ = [
    "LocalG",
    "LocalMoran",
    "exact_steps",
    "gi_star",
    "gi_star_exact",
    "gi_star_on_grid",
    "gi_star_permuted",
    "grid_weights",
    "local_moran",
    "local_moran_exact",
    "local_moran_permuted",
    "totals_without_replacement",
    "weights_with_self",
]
