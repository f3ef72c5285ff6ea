"""What may be done with areas: load them, load who lives there, load what joins two vintages, and join them."""

from __future__ import annotations

from wardwise.places.rules.boundaries import BoundaryReport, load_boundaries
from wardwise.places.rules.joining import Coverage, Joined, join_schemes, same_codes
from wardwise.places.rules.look_ups import load_look_up
from wardwise.places.rules.populations import load_population
from wardwise.places.rules.tally import Tally

__all__ = [
    "BoundaryReport",
    "Coverage",
    "Joined",
    "Tally",
    "join_schemes",
    "load_boundaries",
    "load_look_up",
    "load_population",
    "same_codes",
]
