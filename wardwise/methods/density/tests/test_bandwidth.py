import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from wardwise.methods.density import choose_bandwidth


def by_hand(x, y, w, h):
    """Mean log likelihood, each place foretold from the others."""
    square = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    terms = np.where(np.eye(x.size, dtype=bool), -np.inf, -square / (2 * h * h) + np.log(w))
    logs = special.logsumexp(terms, axis=1) - np.log(2 * np.pi * h * h * (w.sum() - w))
    return (w * logs).sum() / w.sum()


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(3, 40))
def test_likelihoods_are_those_of_leaving_one_place_out(seed, n):
    rng = np.random.default_rng(seed)
    x, y, w = rng.uniform(0, 1500, n), rng.uniform(0, 1500, n), rng.integers(1, 5, n).astype(float)
    found = choose_bandwidth(x, y, weights=w, kernel="gaussian", narrowest_m=100)
    expected = [by_hand(x, y, w, h) for h in found.tried_m]
    assert found.log_likelihood == pytest.approx(expected, rel=1e-9)
    assert found.bandwidth_m == pytest.approx(found.tried_m[np.argmax(expected)])


def test_lonely_places_count_against_narrow_bandwidths_instead_of_breaking_them():
    x = np.array([0.0, 10.0, 20.0, 90_000.0])
    found = choose_bandwidth(x, np.zeros(4), kernel="gaussian")
    assert np.isfinite(found.log_likelihood).all()
    assert found.is_at_end
    assert found.log_likelihood == pytest.approx([by_hand(x, np.zeros(4), np.ones(4), h) for h in found.tried_m])


def test_many_events_on_one_map_point_do_not_make_the_narrowest_best():
    rng = np.random.default_rng(3)
    x, y = np.repeat(rng.normal(0, 600, (2, 300)), 20, axis=1)
    found = choose_bandwidth(x, y, kernel="gaussian")
    assert found.places == 300
    assert 100 < found.bandwidth_m < 500


@pytest.mark.parametrize(("sd", "n"), [(300.0, 1000), (1000.0, 1000)])
def test_choice_is_near_the_best_that_could_be_known(sd, n):
    best = sd * n ** (-1 / 6)  # least mean integrated square error for a normal hill in the plane
    widths = [
        choose_bandwidth(
            *np.random.default_rng(s).normal(0, sd, (2, n)), kernel="gaussian", narrowest_m=50
        ).bandwidth_m
        for s in range(3)
    ]
    assert 0.75 * best < np.median(widths) < 1.6 * best  # the likelihood asks for more in the tails


def test_quartic_answer_is_the_gaussians_in_canonical_width():
    x, y = np.random.default_rng(5).normal(0, 400, (2, 200))
    one, other = (choose_bandwidth(x, y, kernel=k).bandwidth_m for k in ("gaussian", "quartic"))
    assert other / one == pytest.approx((64 * 36 / 5) ** (1 / 6), rel=1e-4)


def test_order_shift_and_turning_do_not_matter():
    x, y = np.random.default_rng(6).normal(0, 400, (2, 100))
    plain, moved = choose_bandwidth(x, y), choose_bandwidth(-y[::-1] + 5e5, x[::-1] + 2e5)
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": [5.0] * 3}, "two distinct places"),
        ({"weights": [1.0, 0.0, 0.0]}, "there are 1"),
        ({"narrowest_m": 50.0, "widest_m": 20.0}, "widest_m"),
        ({"y": [1.0, np.nan, 2.0]}, "y is missing or infinite in 1 of 3"),
        ({"kernel": "flat"}, "quartic or gaussian"),
    ],
)
def test_impossible_searches_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        choose_bandwidth(**{"x": [1.0, 2.0, 5.0], "y": [1.0] * 3, **change})
