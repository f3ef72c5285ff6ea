from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.displacement import placebo_check


def test_the_placebo_check_ranks_the_treated_place_among_the_others():
    rng = np.random.default_rng(5)
    places = rng.poisson(100, (39, 2))
    assert placebo_check([100, 30], places).p_value == 1 / 40
    assert placebo_check([100, 100], places).p_value > 0.5
    with pytest.raises(ValueError, match="at least two rows"):
        placebo_check([1, 2], [[1, 2]])


def test_the_placebo_check_cries_wolf_at_its_rate():
    rng = np.random.default_rng(6)
    found = [placebo_check(rng.poisson(50, 2), rng.poisson(50, (19, 2))).p_value for _ in range(2_000)]
    assert np.mean(np.array(found) <= 0.05) == pytest.approx(0.05, abs=0.02)  # four standard errors
