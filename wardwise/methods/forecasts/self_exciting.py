"""The self-exciting model as one more forecaster. Importing this loads compiled code, which takes a second or two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wardwise.methods import hawkes
from wardwise.methods.forecasts.interface import Forecast, Past, Places, Task, as_forecast
from wardwise.methods.forecasts.members import with_floor


@dataclass(frozen=True)
class SelfExciting:
    """Where will the next events be, if each makes others likely nearby for some weeks?

    Use it for days and true places, alone or in `Ensemble(others=(SelfExciting(),))`. Do **not** use it for months or
    shared map points: then it is refused or says little.

    Parameters
    ----------
    reach_m, reach_days : float
        How far and how long an event may trigger others.

    Notes
    -----
    The target's events inside the cells, as `hawkes.fit` takes them, each at a time of its day drawn by chance; the
    expectation counts what is set off within the window too.

    References
    ----------
    Mohler, G. O. et al. (2011). Self-exciting point process modeling of crime. Journal of the American Statistical
    Association 106, 100-108. doi:10.1198/jasa.2011.ap09546.
    """

    name: str = "self-exciting"
    reach_m: float = 500.0
    reach_days: float = 60.0

    def fit(self, past: Past, places: Places, task: Task, *, rng: np.random.Generator) -> Forecast:
        """Forecast the window of the task from events before it.

        Raises
        ------
        ValueError
            The task is of months, or there are fewer than ten target events inside the cells.
        """
        if task.monthly:
            raise ValueError("A self-exciting model needs days: months hide which event came first.")
        known = past.before(task.origin)
        used = known.target & (places.cells_of(known.x, known.y) >= 0)
        cover = np.zeros(places.shape)
        cover[places.row, places.column] = places.cover
        # Within a day nobody knows which came first, and events at one moment do not trigger each other.
        days = hawkes.within_day(known.day[used], rng=rng)
        fitted = hawkes.fit(
            known.x[used],
            known.y[used],
            days,
            hawkes.masked(places.west, places.south, places.size, cover),
            start_day=float(np.floor(days.min())),
            end_day=task.origin,
            reach_m=self.reach_m,
            reach_days=self.reach_days,
        )
        west, south = places.west + places.column * places.size, places.south + places.row * places.size
        edges = np.column_stack([west, south, west + places.size, south + places.size])
        found = hawkes.expected_counts(fitted, edges, start_day=task.origin, horizon_days=task.days)
        return as_forecast(with_floor(found.total, places), float(found.total.sum()), places)
