from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from wardwise.methods.evaluation import NoAnswer, count_regression
from wardwise.methods.evaluation.fitting import log_likelihood

# McCullagh and Nelder (1989), table 6.2: months at risk and damage incidents by type of ship, years of construction
# and period of operation; rows without any month at risk left out.
SHIPS = {
    "A": [(127, 0), (63, 0), (1095, 3), (1095, 4), (1512, 6), (3353, 18), (0, 0), (2244, 11)],
    "B": [(44882, 39), (17176, 29), (28609, 58), (20370, 53), (7064, 12), (13099, 44), (0, 0), (7117, 18)],
    "C": [(1179, 1), (552, 1), (781, 0), (676, 1), (783, 6), (1948, 2), (0, 0), (274, 1)],
    "D": [(251, 0), (105, 0), (288, 0), (192, 0), (349, 2), (1208, 11), (0, 0), (2051, 4)],
    "E": [(45, 0), (0, 0), (789, 7), (437, 7), (1157, 5), (2161, 12), (0, 0), (542, 1)],
}


def ships():
    rows = [
        ([1, *(kind == k for k in "BCDE"), *(i // 2 == year for year in (1, 2, 3)), i % 2], at_risk, damaged)
        for kind, cells in SHIPS.items()
        for i, (at_risk, damaged) in enumerate(cells)
        if at_risk
    ]
    design, at_risk, damaged = zip(*rows, strict=True)
    return np.array(damaged), np.array(design, dtype=float), np.array(at_risk)


def some(rng, rows=120):
    design = np.column_stack([np.ones(rows), rng.normal(size=(rows, 2))])
    mean = np.exp(design @ [1.5, 0.3, -0.2])
    return rng.negative_binomial(3, 3 / (3 + mean)).astype(float), design


def test_the_ships_of_the_textbook():
    damaged, design, at_risk = ships()
    found = count_regression(damaged, design, exposure=at_risk, errors="quasi")
    printed = [-6.41, -0.54, -0.69, -0.08, 0.33, 0.70, 0.82, 0.45, 0.38]  # their table 6.3
    assert found.coefficients == pytest.approx(printed, abs=0.005)
    assert found.pearson == pytest.approx(1.69, abs=0.005)


@pytest.mark.parametrize("alpha", [0.0, 0.3])
def test_no_other_coefficients_are_more_likely(alpha):
    counts, design = some(np.random.default_rng(1))
    found = count_regression(counts, design, dispersion=alpha)
    searched = minimize(lambda b: -log_likelihood(counts, np.exp(design @ b), alpha), np.zeros(3), tol=1e-10)
    assert found.coefficients == pytest.approx(searched.x, abs=1e-5)  # the search stops at about the square root
    assert found.log_likelihood >= -searched.fun - 1e-9


def test_the_most_likely_dispersion_is_where_the_likelihood_is_highest():
    counts, design = some(np.random.default_rng(2))
    found = count_regression(counts, design, dispersion="likelihood")
    near = [count_regression(counts, design, dispersion=found.alpha * x).log_likelihood for x in (0.99, 1.01)]
    assert max(near) < found.log_likelihood
    moments = count_regression(counts, design, dispersion="moments")
    assert moments.pearson == pytest.approx(1, abs=1e-9)


def test_counts_that_jump_about_less_than_chance_have_no_dispersion():
    for how in ("moments", "likelihood"):
        assert count_regression([5.0] * 20, np.ones((20, 1)), dispersion=how).alpha == 0


@pytest.mark.parametrize("alpha", [0.0, 0.3])
@pytest.mark.parametrize("errors", ["model", "CR1", "CR2"])
def test_absorbed_levels_equal_columns_for_them(alpha, errors):
    rng = np.random.default_rng(3)
    counts, design = some(rng)
    place = np.repeat(np.arange(12), 10)
    counts[::10] += 1  # no place without an event
    columns = (place[:, None] == np.arange(12)).astype(float)
    short = count_regression(
        counts, design[:, 1:], absorb=place, dispersion=alpha, errors=errors, clusters=place // 2
    )
    long = count_regression(
        counts, np.hstack([design[:, 1:], columns]), dispersion=alpha, errors=errors, clusters=place // 2
    )
    assert short.coefficients == pytest.approx(long.coefficients[:2], abs=1e-9)
    # CR1 counts absorbed levels as nothing: with columns its (n - 1) / (n - k) has them in k.
    adjust = np.sqrt((120 - 14) / (120 - 2)) if errors == "CR1" else 1
    assert short.standard_errors == pytest.approx(long.standard_errors[:2] * adjust, rel=1e-8)
    assert errors == "model" or short.degrees == pytest.approx(long.degrees[:2], rel=1e-6)


def test_clusters_of_one_row_are_robust_errors():
    counts, design = some(np.random.default_rng(4))
    robust = count_regression(counts, design, errors="robust")
    single = count_regression(counts, design, errors="CR1", clusters=np.arange(counts.size))
    assert single.covariance == pytest.approx(robust.covariance, rel=1e-9)
    assert count_regression(counts, design, errors="newey-west", lags=0).covariance == pytest.approx(
        robust.covariance, rel=1e-9
    )


def test_newey_and_west_by_their_own_sum():
    counts, design = some(np.random.default_rng(5), rows=40)
    found = count_regression(counts, design, errors="newey-west", lags=3)
    u = design * (counts - found.mean)[:, None]
    meat = sum(max(0, 1 - abs(s - t) / 4) * np.outer(u[s], u[t]) for s in range(40) for t in range(40))
    inner = np.linalg.inv(design.T @ (design * found.mean[:, None]))
    assert found.covariance == pytest.approx(inner @ meat @ inner * 40 / 37, rel=1e-9)


def test_units_and_order_of_rows_do_not_matter():
    counts, design = some(np.random.default_rng(6))
    place = np.repeat(np.arange(12), 10)
    order = np.random.default_rng(7).permutation(120)
    plain = count_regression(counts, design, errors="CR2", clusters=place)
    other = count_regression(
        counts[order], design[order] * [1, 1e6, 1], exposure=7, errors="CR2", clusters=place[order] * 3
    )
    assert other.coefficients * [1, 1e6, 1] == pytest.approx(plain.coefficients - [np.log(7), 0, 0], abs=1e-9)
    assert other.standard_errors * [1, 1e6, 1] == pytest.approx(plain.standard_errors, rel=1e-8)
    assert other.degrees == pytest.approx(plain.degrees, rel=1e-7)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"design": np.ones((6, 2))}, "dependent"),
        ({"counts": [0, 0, 0, 1, 2, 3], "design": np.column_stack([np.ones(6), [1, 1, 1, 0, 0, 0]])}, "no_fit"),
        ({"counts": np.zeros(6)}, "no_fit"),
        ({"design": np.eye(6)}, "too_few"),
        ({"errors": "CR1", "clusters": np.zeros(6)}, "too_few"),
        ({"absorb": [0, 0, 1, 1, 2, 2], "counts": [0, 0, 1, 2, 3, 4], "design": np.arange(6.0)[:, None]}, "no_fit"),
    ],
)
def test_what_has_no_answer_is_refused(arguments, code):
    with pytest.raises(NoAnswer) as refusal:
        count_regression(**{"counts": np.arange(6.0), "design": np.ones((6, 1)), **arguments})
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"counts": [1, np.nan, 1]}, "counts has 1 missing or infinite values of 3"),
        ({"counts": [1, -1, 1]}, "counts has 1 counts below 0"),
        ({"counts": ["a", 1, 1]}, "counts must be numbers"),
        ({"design": np.ones(3)}, "design must have 2 axes"),
        ({"design": np.ones((4, 1))}, "design has 4 rows for 3 counts"),
        ({"exposure": [1, 0, 1]}, "exposure must be above 0 in every row; it is not in 1"),
        ({"dispersion": "guess"}, "dispersion"),
        ({"dispersion": -1}, "dispersion"),
        ({"errors": "none"}, "errors must be one of"),
        ({"errors": "CR1"}, "clusters must be given"),
        ({"errors": "CR1", "clusters": [1, 2]}, "one entry for each of 3"),
        ({"errors": "CR1", "clusters": [1, 2, 3], "absorb": [1, 1, 1]}, "within one cluster"),
        ({"lags": -1}, "lags"),
    ],
)
def test_bad_input_is_named(arguments, words):
    usual = {"counts": [1, 2, 3], "design": [[0.0], [1], [3]], **arguments}
    with pytest.raises(ValueError, match=words):
        count_regression(**usual)
