from __future__ import annotations

import numpy as np
import pytest

from wardwise.methods.evaluation import NoAnswer, e_test


def test_the_dodder_seeds():
    assert e_test(0, 3, length_now=100, length_then=100) == pytest.approx(0.0884, abs=5e-5)  # as printed


def test_sides_and_units_do_not_matter():
    assert e_test(7, 19, length_now=2, length_then=3) == pytest.approx(e_test(19, 7, length_now=3, length_then=2))
    assert e_test(7, 19, length_now=20, length_then=30) == pytest.approx(
        e_test(7, 19, length_now=2, length_then=3), abs=1e-9
    )
    assert e_test(10, 10) == pytest.approx(1, abs=0.01)


def test_it_keeps_its_size():
    rng = np.random.default_rng(1)
    p = {}
    hits = 0
    for pair in rng.poisson(8, (2_000, 2)).tolist():
        key = tuple(sorted(pair))
        if key not in p:
            p[key] = e_test(*key)
        hits += p[key] <= 0.05
    assert 0.03 < hits / 2_000 < 0.065


def test_bad_input_is_named():
    with pytest.raises(NoAnswer, match="no event"):
        e_test(0, 0)
    for bad, words in (((-1, 2), "below 0"), ((1.5, 2), "whole numbers")):
        with pytest.raises(ValueError, match=words):
            e_test(*bad)
    with pytest.raises(ValueError, match="above 0"):
        e_test(1, 2, length_now=0)
