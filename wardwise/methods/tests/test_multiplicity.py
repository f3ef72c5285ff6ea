import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from wardwise.methods import multiplicity

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(P_VALUES)
def test_both_adjustments_agree_with_scipy(p):
    assert multiplicity.benjamini_hochberg(p) == pytest.approx(false_discovery_control(p))
    assert multiplicity.benjamini_yekutieli(p) == pytest.approx(false_discovery_control(p, method="by"))


@given(P_VALUES)
def test_adjusting_never_makes_a_finding_stronger_and_keeps_the_order(p):
    adjusted = multiplicity.benjamini_hochberg(p)
    assert np.all(adjusted >= np.array(p))
    assert np.all(np.diff(adjusted[np.argsort(p)]) >= 0)


@pytest.mark.parametrize("adjust", [multiplicity.benjamini_hochberg, multiplicity.benjamini_yekutieli])
def test_share_of_false_discoveries_stays_below_the_level(adjust):
    rng, false_shares = np.random.default_rng(3), []
    for _ in range(2000):
        p = rng.uniform(size=100)
        p[:20] = rng.beta(0.1, 8, size=20)
        found = adjust(p) <= 0.1
        false_shares.append(found[20:].sum() / max(1, found.sum()))
    assert np.mean(false_shares) < 0.1 * 0.8 + 0.008  # 80% are true nulls; three standard errors


def test_no_p_value_gives_none_back():
    assert multiplicity.benjamini_yekutieli([]).size == 0


def test_a_p_value_above_one_is_refused():
    with pytest.raises(ValueError, match="largest is 2"):
        multiplicity.benjamini_hochberg([0.1, 2])
