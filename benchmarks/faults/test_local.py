"""esda's local statistics, against Ord and Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x, equation 14."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.local import as_graph, counts, g_local, weights
from wardwise.methods import local, multiplicity

pytestmark = [
    pytest.mark.peer("esda", "2.9"),
    pytest.mark.filterwarnings("ignore"),  # what esda and its compiler warn of
]
GRID = counts(216, 144)


@pytest.fixture(scope="module")
def ours() -> local.GridHotSpots:
    return local.gi_star_on_grid(GRID)


@pytest.fixture(scope="module")
def folded() -> np.ndarray:
    return g_local(GRID.ravel().astype(float), as_graph(weights(GRID, with_self=True)), 999)[1]


def test_row_standardised_weights_give_a_third_of_the_textbooks_z(ours):
    x, near = GRID.ravel().astype(float), weights(GRID, with_self=True)
    top = int(np.argmax(ours.z))
    row = near[[top]].toarray()[0]
    k, n = row.sum(), x.size
    textbook = (row @ x - k * x.mean()) / (x.std() * np.sqrt((n * k - k * k) / (n - 1)))
    peer = g_local(x, as_graph(near), 0, "R")[0][top]
    assert ours.z.ravel()[top] == pytest.approx(textbook, rel=1e-9)
    assert peer == pytest.approx(textbook / 3, rel=0.01)


def test_folded_p_calls_places_with_nothing_near_them_significant(ours, folded):
    empty = ours.total.ravel() == 0
    assert np.mean(folded[empty] <= 0.05) > 0.7
    assert (ours.p_high.ravel()[empty] == 1).all()  # the textbook: P(0 or more) = 1


def test_folded_p_goes_on_through_a_control_of_false_discoveries(ours, folded):
    peer = (multiplicity.benjamini_hochberg(folded.astype(float)) <= 0.05).sum()
    right = (multiplicity.benjamini_hochberg(ours.p_high.ravel()) <= 0.05).sum()
    assert peer > 10 * right


def test_p_in_single_precision_is_not_at_most_a_thousandth(ours, folded):
    assert folded.dtype == np.float32
    assert not float(folded.min()) <= 0.001  # the textbook's 1 / 1000
    assert ours.p_high.dtype == np.float64
