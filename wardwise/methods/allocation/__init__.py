"""Where should the patrols stand, walk and turn up? Choices of places, with a proof of how good they are.

`cover` chooses places from which most of the need lies within reach, `median` those to which it has the least to
travel; both say how far from the best conceivable choice they can be at most. `visit_route` puts one round of visits
in order, `visit_schedule` spreads visits over days and hours so that nobody can foretell them.
"""

from wardwise.methods.allocation.cover import Cover, cover, within_reach
from wardwise.methods.allocation.median import Median, median
from wardwise.methods.allocation.routes import Route, visit_route
from wardwise.methods.allocation.schedules import Schedule, visit_schedule

__all__ = [
    "Cover",
    "Median",
    "Route",
    "Schedule",
    "cover",
    "median",
    "visit_route",
    "visit_schedule",
    "within_reach",
]
