"""The forecast that people get: several forecasters, weighted by how well they did on the latest past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from wardwise.methods.doors import Floats
from wardwise.methods.forecasts.interface import Forecast, Forecaster, Past, Places, Task, as_forecast
from wardwise.methods.forecasts.maps import History
from wardwise.methods.forecasts.members import BoostedMixture, DecayedCount, KernelMixture, Member, with_floor
from wardwise.methods.forecasts.mixture import best_power, best_weights
from wardwise.methods.forecasts.scores import hit_rate_curve, information_gain
from wardwise.methods.forecasts.windows import Window, expected_total, learn_from

PRIOR = 3.0  # events in favour of each member beforehand


@dataclass(frozen=True)
class Check:
    """How the ensemble did on the latest past windows, beside the decayed count; learnt from earlier ones only.

    Attributes
    ----------
    windows, events : int
        Windows checked, and the events in them.
    auc5, auc5_decayed, bits, bits_decayed : float
        Means over the windows.
    """

    windows: int
    events: int
    auc5: float
    auc5_decayed: float
    bits: float
    bits_decayed: float

    @property
    def beats_decayed_count(self) -> bool:
        return self.auc5 > self.auc5_decayed and self.bits > self.bits_decayed


@dataclass(frozen=True)
class EnsembleForecast(Forecast):
    """A forecast, and what speaks for it.

    Attributes
    ----------
    total : float
        Expected events in all cells.
    weights : dict of str to float
        Of each member.
    power : float
        That the shares were raised to: above 1 they had been too flat in the windows that were checked.
    check : Check or None
        None if there is too little past to check.
    break_day : float or None
        The first day of the month in which the points moved, if they did.
    """

    total: float
    weights: dict[str, float]
    power: float
    check: Check | None
    break_day: float | None


@dataclass(frozen=True)
class Ensemble:
    """Where will the next events be? Several forecasters, weighted by how likely they made the latest past.

    Use it for places, events of one kind or of all, and windows of a week to three months. Do **not** use it on
    persons, for less than about half a year of events, or where recording changed in the meantime.

    Parameters
    ----------
    members : sequence of Member
        They share maps and windows.
    others : sequence of Forecaster
        Any others, such as a self-exciting model; each is fitted anew for every window that is checked.

    Notes
    -----
    The latest (up to four) windows that do not overlap are forecast from what was learnt before them. The weights of
    the members make the events in those windows most likely, three events each taken for granted; then every member
    learns from all windows. Shares are made sharper or flatter, half as far as those windows ask for. Cost: a few
    blurs of the lattice for each of up to 13 origins; 1 to 2 s of CPU for 120,000 cells.

    References
    ----------
    Genest, C. and Zidek, J. V. (1986). Combining probability distributions: a critique and an annotated bibliography.
    Statistical Science 1, 114-135. doi:10.1214/ss/1177013825 (the linear pool).
    """

    name: str = "ensemble"
    members: Sequence[Member] = field(default_factory=lambda: (DecayedCount(), KernelMixture(), BoostedMixture()))
    others: Sequence[Forecaster] = ()

    def fit(self, past: Past, places: Places, task: Task, *, rng: np.random.Generator) -> EnsembleForecast:
        """Forecast the window of the task from events before it.

        Raises
        ------
        ValueError
            No target event lies in a cell before the window.
        """
        known = past.before(task.origin)
        history = History(known, places, daily=not task.monthly)
        if not (history.cell[known.target] >= 0).any():
            raise ValueError("no event of the target lies inside the cells before the window.")
        windows = learn_from(history, task, rng, check=True)
        checked = [window for window in windows if window.everywhere]
        weights, power, check = self._weighed(history, windows, checked, task, rng)
        maps = history.maps(task.origin)
        end = [member.learnt(history, windows, rng)(maps, task.origin) for member in self.members]
        end += [other.fit(known, places, task, rng=rng).expected for other in self.others]
        shares = (weights @ np.stack([with_floor(part, places) for part in end])) ** power
        forecast = as_forecast(shares, expected_total(history, task), places)
        return EnsembleForecast(
            forecast.score,
            forecast.expected,
            float(forecast.expected.sum()),
            dict(zip(self._names(), weights.tolist(), strict=True)),
            power,
            check,
            history.break_day if np.isfinite(history.break_day) else None,
        )

    def _names(self) -> list[str]:
        return [one.name for one in (*self.members, *self.others)]

    def _weighed(
        self,
        history: History,
        windows: Sequence[Window],
        checked: Sequence[Window],
        task: Task,
        rng: np.random.Generator,
    ) -> tuple[Floats, float, Check | None]:
        """The members' weights, the power of the whole, and how the checked windows went."""
        if not checked:
            return np.full(len(self._names()), 1 / len(self._names())), 1.0, None
        earlier = [window for window in windows if window.end <= checked[-1].start]
        learnt = [member.learnt(history, earlier, rng) for member in self.members]
        parts = []
        for window in checked:
            assert window.everywhere is not None
            found = [shares(window.everywhere, window.start) for shares in learnt]
            then = history.past.before(window.start)
            found += [
                other.fit(then, history.places, task.at(window.start), rng=rng).expected for other in self.others
            ]
            parts.append(np.stack([with_floor(part, history.places) for part in found]))
        hits = [np.flatnonzero(window.events) for window in checked]
        weights = best_weights(
            np.concatenate([part[:, hit].T for part, hit in zip(parts, hits, strict=True)]),
            np.concatenate([window.events[hit] for window, hit in zip(checked, hits, strict=True)]),
            rounds=100,
            prior=PRIOR,
        )
        together = [weights @ part for part in parts]
        # Half the way: in the end the members learn from more windows, so that they need less mending than here.
        power = float(np.sqrt(best_power(together, [window.events for window in checked])))
        sharp = [shares**power / (shares**power).sum() for shares in together]
        return weights, power, self._check(history, checked, sharp)

    def _check(self, history: History, checked: Sequence[Window], shares: Sequence[Floats]) -> Check:
        rows: list[float] = []
        places = history.places
        for window, ours in zip(checked, shares, strict=True):
            assert window.everywhere is not None
            plain = DecayedCount().of(window.everywhere, window.start)
            for part in (ours, with_floor(plain, places)):
                rows.append(hit_rate_curve(part / places.cover, window.events, places.area).mean_height())
                rows.append(information_gain(part, window.events, places.area))
        means = np.array(rows).reshape(-1, 4).mean(axis=0).tolist()
        events = int(sum(window.events.sum() for window in checked))
        return Check(len(checked), events, means[0], means[2], means[1], means[3])
