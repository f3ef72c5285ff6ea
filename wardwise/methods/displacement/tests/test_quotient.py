from __future__ import annotations

import pytest

from wardwise.methods.displacement import NotComputable, total_net_effect, weighted_displacement_quotient

T, C, D, E = (207, 110), (308, 318), (178, 157), (150, 140)


def test_the_quotient_of_the_handbook():
    found = weighted_displacement_quotient(T, C, D)
    assert found.success == pytest.approx(-0.3262, abs=5e-5)
    assert found.buffer == pytest.approx(-0.0842, abs=5e-5)
    assert found.quotient == pytest.approx(0.258, abs=5e-4)
    assert found.total_net_effect == pytest.approx(130.5, abs=0.05)


@pytest.mark.parametrize(
    ("treated", "control", "buffer", "code"),
    [
        ((10, 20), (10, 10), (5, 5), "no_success"),
        ((10, 10), (10, 10), (5, 5), "no_success"),
        ((10, 5), (0, 10), (5, 5), "zero_count"),
        ((10, 5), (10, 0), (5, 5), "zero_count"),
        ((0, 0), (10, 10), (5, 5), "zero_count"),
    ],
)
def test_the_quotient_is_refused_where_it_means_nothing(treated, control, buffer, code):
    with pytest.raises(NotComputable) as refusal:
        weighted_displacement_quotient(treated, control, buffer)
    assert refusal.value.code == code


def test_the_net_effect_has_a_meaning_where_the_quotient_has_none():
    assert total_net_effect([10, 20], [10, 10]) == -10
    assert total_net_effect([10, 5], [10, 10], [4, 6]) == 3
    with pytest.raises(NotComputable) as refusal:
        total_net_effect([10, 5], [0, 10])
    assert refusal.value.code == "zero_count"
