"""Forecasters of places, from a plain count to boosted mixtures, all with the same `fit`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wardwise.methods.doors import Floats
from wardwise.methods.forecasts.blur import blurred, hyperbola
from wardwise.methods.forecasts.interface import Forecast, Past, Places, Task, as_forecast
from wardwise.methods.forecasts.maps import History, Maps
from wardwise.methods.forecasts.mixture import mixture_weights
from wardwise.methods.forecasts.trees import BoostedCounts, Settings, boost
from wardwise.methods.forecasts.windows import Window, expected_total, learn_from

FLAT = 0.002  # of every share is spread evenly: nowhere is impossible
HEAD = 12_000  # cells that the trees are asked about: those where most is expected
FEWEST = 100  # events in past windows, below which trees are not grown

Shares = Callable[[Maps, float], Floats]  # from the maps at an origin, and its day, to the share of each cell


@dataclass(frozen=True)
class Member:
    """What the forecasters here have in common."""

    name: str
    learns: ClassVar[bool] = False  # from past windows

    def fit(self, past: Past, places: Places, task: Task, *, rng: np.random.Generator) -> Forecast:
        """Forecast the window of the task from events before it."""
        history = History(past.before(task.origin), places, daily=not task.monthly)
        windows = learn_from(history, task, rng) if self.learns else []
        shares = self.learnt(history, windows, rng)(history.maps(task.origin), task.origin)
        return as_forecast(with_floor(shares, places), expected_total(history, task), places)

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        """What the member takes from past windows, ready for any later origin."""
        raise NotImplementedError


@dataclass(frozen=True)
class LongRun(Member):
    """All target events ever recorded in the cell."""

    name: str = "long-run count"

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        return lambda maps, origin: maps.share("target infd 0m").astype(np.float64)


@dataclass(frozen=True)
class DecayedCount(Member):
    """Events of the cell, half forgotten every year, and a wide kernel density: the bar for all others."""

    name: str = "decayed count"
    wide: float = 0.1

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        return self.of

    def of(self, maps: Maps, origin: float) -> Floats:
        own, around = maps.share("target 365d 0m"), maps.share("target 365d 1000m")
        return np.asarray((1 - self.wide) * own + self.wide * around, dtype=np.float64)


@dataclass(frozen=True)
class KernelDensity(Member):
    """A normal kernel of one bandwidth (metres); the half-life (days) is one of those in `maps`."""

    name: str = "kernel density"
    width: float = 100.0
    half_life: float = np.inf

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        places = history.places

        def shares(maps: Maps, origin: float) -> Floats:
            counted = history.slots("target", self.half_life, origin)
            values = blurred(counted, self.width / places.size).ravel()[places.slot]
            return np.asarray(values * places.cover, dtype=np.float64)

        return shares


@dataclass(frozen=True)
class ProspectiveHotspot(Member):
    """Bowers, Johnson and Pease (2004): 1 / (1 + weeks) times 1 / (1 + half cells), over 60 days and 400 m."""

    name: str = "prospective hot-spotting"
    days: float = 60.0
    reach: float = 400.0

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        past, places = history.past, history.places
        down, across = places.shape

        def shares(maps: Maps, origin: float) -> Floats:
            recent = past.target & (past.day >= origin - self.days) & (past.day < origin)
            weight = 1 / (1 + np.floor((origin - past.day[recent]) / 7))
            total = np.bincount(history.slot[recent], weight, down * across + 1)[:-1].astype(np.float64)
            spread = hyperbola(total.reshape(down, across), places.size, self.reach)
            return np.asarray(spread.ravel()[places.slot] * places.cover, dtype=np.float64)

        return shares


@dataclass(frozen=True)
class KernelMixture(Member):
    """Decayed counts of many half-lives and bandwidths, of the target and all else, weighted by past windows."""

    name: str = "kernel mixture"
    learns: ClassVar[bool] = True

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        if not windows:
            return DecayedCount().of
        weights = mixture_weights(windows).astype(np.float32)
        return lambda maps, origin: (weights @ maps.shares).astype(np.float64)


@dataclass(frozen=True)
class BoostedMixture(Member):
    """The kernel mixture, mended by boosted trees."""

    name: str = "boosted mixture"
    settings: Settings = field(default_factory=Settings)
    learns: ClassVar[bool] = True

    def learnt(self, history: History, windows: Sequence[Window], rng: np.random.Generator) -> Shares:
        mixture = KernelMixture().learnt(history, windows, rng)
        if sum(float(window.events.sum()) for window in windows) < FEWEST:
            return mixture
        model = self._grown(windows, mixture, history.places, rng)

        def shares(maps: Maps, origin: float) -> Floats:
            first = mixture(maps, origin)
            head = np.argpartition(-first, HEAD)[:HEAD] if first.size > HEAD else np.arange(first.size)
            first[head] *= np.exp(model.log_factor(_columns(maps.at(head), first[head], first.size)))
            return first

        return shares

    def _grown(
        self, windows: Sequence[Window], mixture: Shares, places: Places, rng: np.random.Generator
    ) -> BoostedCounts:
        columns, events, first, weight = [], [], [], []
        flat = places.area / places.area.sum()
        for window in windows:
            shares = (1 - FLAT) * mixture(window.maps, window.start) + FLAT * flat[window.cells]
            columns.append(_columns(window.maps, shares, flat.size))
            events.append(window.events[window.cells])
            first.append(shares * window.events.sum())
            weight.append(window.stands_for * window.weight)
        return boost(
            np.concatenate(columns, axis=1),
            np.concatenate(events),
            np.concatenate(first),
            np.concatenate(weight),
            rng=rng,
            settings=self.settings,
        )


def with_floor(shares: Floats, places: Places) -> Floats:
    """Shares that sum to 1, none of them 0; even if nothing at all was known."""
    flat, total = places.area / places.area.sum(), shares.sum()
    return np.asarray((1 - FLAT) * shares / total + FLAT * flat if total > 0 else flat, dtype=np.float64)


def _columns(maps: Maps, shares: Floats, cells: int) -> NDArray[np.float32]:
    """What the trees see: how much denser than on average each map is, the facts, and the first forecast."""
    general = np.array([k for k, name in enumerate(maps.names) if not name.startswith("kind ")])
    dense = np.log(maps.shares[general] * np.float32(cells) + np.float32(0.02))
    own = np.log(np.maximum(shares, 1e-15) * cells).astype(np.float32)
    return np.concatenate([dense, maps.facts, own[None, :]])
