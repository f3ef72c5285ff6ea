from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from wardwise.methods.forecasts import (
    BoostedMixture,
    DecayedCount,
    Ensemble,
    Forecast,
    KernelDensity,
    KernelMixture,
    LongRun,
    ProspectiveHotspot,
    Task,
    past,
    places,
)
from wardwise.methods.forecasts.interface import months_later
from wardwise.methods.forecasts.maps import History
from wardwise.methods.forecasts.tests.made import events, rates, town
from wardwise.methods.forecasts.windows import expected_total, learn_from, spans

TASK = Task(540.0, 30.0)
ALL = (
    LongRun(),
    DecayedCount(),
    KernelDensity(),
    ProspectiveHotspot(),
    KernelMixture(),
    BoostedMixture(),
    Ensemble(),
)
every = pytest.mark.parametrize("forecaster", ALL, ids=lambda one: one.name)


def made(seed=1, **how):
    rng = np.random.default_rng(seed)
    cells = town(12)
    return events(cells, rates(cells, rng), rng, **how), cells


def fit(forecaster, known, cells, task=TASK, seed=1):
    return forecaster.fit(known, cells, task, rng=np.random.default_rng(seed))


@every
def test_every_cell_expects_something_and_all_cells_the_total(forecaster):
    known, cells = made()
    found = fit(forecaster, known, cells)
    assert (found.expected > 0).all()
    assert found.score == pytest.approx(found.expected / cells.cover)
    target = known.day[known.target]
    assert found.expected.sum() == pytest.approx(target.size * 30 / 540, rel=0.25)  # 80 of the last 90 days: 11%


@every
def test_what_comes_later_changes_nothing(forecaster):
    known, cells = made()
    task = Task(480.0, 30.0)
    whole, cut = fit(forecaster, known, cells, task), fit(forecaster, known.before(480.0), cells, task)
    assert (whole.expected == cut.expected).all()


@every
def test_order_of_events_and_place_on_earth_do_not_matter(forecaster):
    known, cells = made()
    order = np.random.default_rng(2).permutation(known.x.size)
    there = places(cells.column * 100.0 + 5e5, cells.row * 100.0 + 2e5, cells.area, size=100.0)
    moved = past(known.x[order] + 5e5, known.y[order] + 2e5, known.day[order], known.kind[order], known.target[order])
    assert fit(forecaster, moved, there).expected == pytest.approx(fit(forecaster, known, cells).expected, rel=1e-4)


@every
def test_few_events_in_one_place_are_enough(forecaster):
    cells = town(5)
    known = past([250.0] * 3, [250.0] * 3, [500.0, 510.0, 520.0], [0, 0, 0], [True] * 3)
    found = fit(forecaster, known, cells)
    assert int(found.score.argmax()) == 12
    assert np.isfinite(found.expected).all()


def test_the_same_chance_gives_the_same_forecast_and_leaves_the_events_as_they_were():
    known, cells = made()
    x = known.x.copy()
    first, second = fit(Ensemble(), known, cells), fit(Ensemble(), known, cells)
    assert (first.expected == second.expected).all()
    assert (known.x == x).all()


def test_rates_that_stay_are_found():
    """Ten thousand events by fixed rates: the ensemble's shares are those rates."""
    rng = np.random.default_rng(3)
    cells = town(12)
    rate = rates(cells, rng)
    found = fit(Ensemble(), events(cells, rate, rng, number=10_000), cells).expected
    hot = np.argsort(-rate)[:14]
    assert found[hot].sum() / found.sum() == pytest.approx(rate[hot].sum() / rate.sum(), rel=0.05)
    assert np.corrcoef(found[hot], rate[hot])[0, 1] > 0.98


def test_a_place_that_woke_up_is_expected_to_stay_awake():
    known, cells = made()
    late = known.day > 450
    moved = past(np.where(late, 50.0, known.x), np.where(late, 50.0, known.y), known.day, known.kind, known.target)
    shares = {one.name: fit(one, moved, cells).expected for one in (LongRun(), KernelMixture())}
    assert shares["kernel mixture"][0] > 2 * shares["long-run count"][0]


def test_events_of_other_kinds_help_a_rare_target():
    rng = np.random.default_rng(4)
    cells = town(12)
    rate = rates(cells, rng)
    known = events(cells, rate, rng, number=4_000)
    rare = replace(known, target=known.target & (rng.random(known.x.size) < 0.06))
    alone = replace(rare, kind=np.zeros_like(rare.kind)).before(541)
    alone = past(*(values[rare.target] for values in (alone.x, alone.y, alone.day, alone.kind, alone.target)))
    with_all, without = (fit(KernelMixture(), these, cells).expected for these in (rare, alone))
    truth = rate / rate.sum()
    assert (truth * np.log2(with_all / with_all.sum())).sum() > (truth * np.log2(without / without.sum())).sum() + 0.2


def test_nothing_beats_a_count_where_all_lies_in_one_cell():
    cells = town(5)
    known = past(np.full(500, 250.0), np.full(500, 250.0), np.arange(500.0), np.zeros(500), np.ones(500, bool))
    check = fit(Ensemble(), known, cells, Task(500.0, 30.0)).check
    assert check is not None
    assert not check.beats_decayed_count


def test_too_little_past_is_not_checked():
    cells = town(5)
    found = fit(Ensemble(), past([250.0], [250.0], [530.0], [0], [True]), cells)
    assert found.check is None
    assert list(found.weights.values()) == pytest.approx([1 / 3] * 3)


def test_events_outside_all_cells_are_refused():
    with pytest.raises(ValueError, match="no event of the target lies inside"):
        fit(Ensemble(), past([-900.0], [250.0], [530.0], [0], [True]), town(5))


@dataclass(frozen=True)
class Oracle:
    """A forecaster from elsewhere, which knows the rates."""

    rate: np.ndarray
    name: str = "oracle"

    def fit(self, past, places, task, *, rng):
        return Forecast(self.rate, self.rate / self.rate.sum())


def test_a_forecaster_from_elsewhere_is_weighed_with_the_others():
    rng = np.random.default_rng(5)
    cells = town(12)
    rate = rates(cells, rng) + 1e-6
    found = fit(Ensemble(others=(Oracle(rate),)), events(cells, rate, rng, number=900), cells)
    assert found.weights["oracle"] == max(found.weights.values())
    assert sum(found.weights.values()) == pytest.approx(1)


def test_windows_end_before_the_origin_and_learn_from_what_came():
    known, cells = made()
    history = History(known, cells, daily=True)
    for window in learn_from(history, TASK, np.random.default_rng(1)):
        assert window.end <= TASK.origin
        inside = known.target & (known.day >= window.start) & (known.day < window.end)
        assert window.events.sum() == inside.sum()
        assert (window.stands_for[window.events[window.cells] > 0] == 1).all()


def test_windows_of_months_are_months():
    task = Task(months_later(19_723.0, 0), 31.0, monthly=True)
    known, cells = made()
    history = History(replace(known, day=known.day + 19_183), cells, daily=False)
    found = np.array(spans(history, task)).astype("datetime64[D]").astype(str)
    assert found[0].tolist() == ["2023-12-01", "2024-01-01"]
    assert found[1].tolist() == ["2023-11-01", "2023-12-01"]


def test_the_total_follows_the_recent_rate():
    cells = town(5)
    day = np.concatenate([np.arange(0, 400, 2.0), np.arange(400, 540, 0.5)])
    known = past(np.full(day.size, 50.0), np.full(day.size, 50.0), day, np.zeros(day.size), np.ones(day.size, bool))
    assert 45 < expected_total(History(known, cells, daily=True), TASK) < 60


@pytest.mark.parametrize(
    ("west", "south", "area", "why"),
    [
        ([0, 50], [0, 0], [1e4, 1e4], "1 of 2 cells do not lie on one lattice"),
        ([0, 0], [0, 0], [1e4, 1e4], "same place"),
        ([0, np.nan], [0, 0], [1e4, 1e4], "west is missing or infinite in 1 of 2"),
        ([0], [0], [0], "area must be above 0"),
        ([0], [0], [2e4], "at most size squared"),
        ([], [], [], "needs a cell"),
        ([0, 1e12], [0, 1e12], [1e4, 1e4], "so far apart"),
    ],
)
def test_places_that_make_no_sense_are_refused(west, south, area, why):
    with pytest.raises(ValueError, match=why):
        places(west, south, area, size=100.0)


def test_events_without_a_target_or_with_holes_are_refused():
    with pytest.raises(ValueError, match="none of the past events"):
        past([1.0], [1.0], [1.0], [0], [False])
    with pytest.raises(ValueError, match="day is missing or infinite in 1 of 2"):
        past([1, 1], [1, 1], [1, np.nan], [0, 0], [True, True])
