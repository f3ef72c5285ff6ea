from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.evaluation import NoAnswer, detectable_fall, simulated_power


def places(seed, treated, others, spread=1.0):
    rng = np.random.default_rng(seed)
    mean = rng.lognormal(1.5, 0.5, (treated + others, 1))
    shape = (treated + others, 18)
    jumps = rng.gamma(1 / (spread - 1), spread - 1, shape) if spread > 1 else np.ones(shape)
    return rng.poisson(mean * jumps), np.arange(treated + others) < treated


@pytest.mark.parametrize(("treated", "others", "spread", "own_way"), [(10, 20, 1.0, 0.1), (8, 30, 1.3, 0.2)])
def test_the_fall_said_to_be_detectable_is_found_as_often_as_said(treated, others, spread, own_way):
    counts, which = places(1, treated, others, spread)
    found = detectable_fall(counts, which, 12, own_way=own_way)
    power = simulated_power(
        counts, which, 12, [1.0, found.ratio], own_way=own_way, simulations=3_000, rng=np.random.default_rng(2)
    )
    assert power[0] < 0.065
    assert power[1] == pytest.approx(0.8, abs=0.08)  # the formula takes the normal law for Student's power


def test_more_places_months_and_tamer_places_show_smaller_falls():
    counts, which = places(3, 6, 12)
    fall = detectable_fall(counts, which, 12).fall
    more = detectable_fall(np.vstack([counts, counts]), np.tile(which, 2), 12).fall
    assert more < fall
    assert detectable_fall(counts, which, 24).fall < fall < detectable_fall(counts, which, 3).fall
    assert (
        detectable_fall(counts, which, 12, own_way=0).fall
        < fall
        < detectable_fall(counts, which, 12, own_way=0.3).fall
    )
    assert detectable_fall(counts, which, 12, power=0.5).fall < fall


def test_a_hopeless_design_has_no_detectable_fall():
    found = detectable_fall([[0, 1], [1, 0], [1, 1], [0, 1]], [1, 1, 0, 0], 2)
    assert np.isnan(found.fall)


def test_bad_input_is_named():
    counts, which = places(4, 3, 3)
    with pytest.raises(ValueError, match="two months"):
        detectable_fall(counts[:, :1], which, 12)
    with pytest.raises(ValueError, match="own_way"):
        detectable_fall(counts, which, 12, own_way=-1)
    with pytest.raises(ValueError, match="power"):
        detectable_fall(counts, which, 12, power=1)
    with pytest.raises(ValueError, match="ratios must be above 0"):
        simulated_power(counts, which, 12, [0.0], rng=np.random.default_rng(1))
    with pytest.raises(NoAnswer, match="no event"):
        detectable_fall(np.where(which[:, None], 0, counts), which, 12)
