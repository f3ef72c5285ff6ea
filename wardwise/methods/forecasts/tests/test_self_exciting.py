from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.forecasts import Task, past
from wardwise.methods.forecasts.self_exciting import SelfExciting
from wardwise.methods.forecasts.tests.made import events, rates, town


def test_a_burst_of_late_events_is_expected_to_go_on_nearby():
    """Couples of events a few days apart all over the town, and one place where the second is still to come."""
    rng = np.random.default_rng(1)
    cells = town(12)
    x, y, day = rng.uniform(0, 1_200, 300), rng.uniform(0, 1_200, 300), rng.uniform(0, 200, 300)
    late = np.full(4, 198.0) + np.arange(4) * 0.25
    known = past(
        np.concatenate([x, x + rng.normal(0, 15, 300), np.full(4, 1_050.0)]).clip(1, 1_199),
        np.concatenate([y, y + rng.normal(0, 15, 300), np.full(4, 1_050.0)]).clip(1, 1_199),
        np.floor(np.concatenate([day, np.minimum(day + rng.exponential(4, 300), 199), late])),
        np.zeros(604),
        np.ones(604, bool),
    )
    found = SelfExciting().fit(known, cells, Task(200.0, 7.0), rng=rng)
    assert int(found.score.argmax()) == 10 * 12 + 10
    assert found.expected.sum() == pytest.approx(604 * 7 / 200, rel=0.3)
    assert (found.expected > 0).all()


def test_months_are_refused():
    rng = np.random.default_rng(2)
    cells = town(5)
    with pytest.raises(ValueError, match="needs days"):
        SelfExciting().fit(events(cells, rates(cells, rng), rng), cells, Task(540.0, 30.0, monthly=True), rng=rng)
