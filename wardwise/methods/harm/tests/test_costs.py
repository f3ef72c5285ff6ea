from __future__ import annotations

import pytest

from wardwise.methods import harm

HOME_OFFICE = harm.unit_costs(
    name="Economic and social costs of crime", source="Home Office 2018", price_year="2015/16",
    codes=["homicide", "rape", "violence with injury", "robbery", "theft of vehicle"],
    costs=[3_217_740, 39_360, 14_050, 11_320, 10_290], multipliers={"robbery": 2.5, "homicide": 1},
)  # fmt: skip
DEFLATOR = harm.price_index(name="made", source="none", years=["2024/25", "2015/16"], values=[130, 100])


def test_actual_crimes_cost_their_published_unit_cost():
    found = harm.cost_of_crime([1, 10, 0.5], ["homicide", "rape", "robbery"], HOME_OFFICE, recorded=False)
    assert found.cost.tolist() == [3_217_740, 393_600, 5_660]
    assert found.total == 3_617_000
    assert found.price_year == "2015/16"


def test_recorded_crimes_are_multiplied_and_prices_uprated_and_both_are_said():
    found = harm.cost_of_crime([4], ["robbery"], HOME_OFFICE, recorded=True, index=DEFLATOR, price_year="2024/25")
    assert (found.crimes[0], found.unit_cost[0], found.total) == (10, 11_320 * 1.3, 147_160)
    for words in ("Home Office 2018", "2015/16 prices", "uprated to 2024/25", "x 1.3", "multiplied to actual"):
        assert words in found.basis


def test_recorded_crimes_without_a_multiplier_are_refused():
    with pytest.raises(ValueError, match="no multiplier for rape"):
        harm.cost_of_crime([1, 1], ["robbery", "rape"], HOME_OFFICE, recorded=True)


def test_a_crime_without_a_cost_is_refused():
    with pytest.raises(
        ValueError, match="1 of 2 codes are not in Economic and social costs of crime: drug possession"
    ):
        harm.cost_of_crime([1, 1], ["rape", "drug possession"], HOME_OFFICE, recorded=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"index": DEFLATOR}, "belong together"),
        ({"price_year": "2024/25"}, "belong together"),
        ({"index": DEFLATOR, "price_year": "2030/31"}, "made has no 2030/31"),
        ({"counts": [-1]}, "0 or more"),
        ({"counts": [1, 2]}, "same number of rows"),
    ],
)
def test_what_cannot_be_costed_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        harm.cost_of_crime(**{"counts": [1], "codes": ["rape"], "table": HOME_OFFICE, "recorded": False, **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": ""}, "source must be said"),
        ({"codes": ["a", "a"], "costs": [1, 2]}, "more than once"),
        ({"costs": [-1]}, "0 or more"),
        ({"costs": [1, 2]}, "2 rows for 1 codes"),
        ({"multipliers": {"a": 0.5}}, "1 or more"),
        ({"multipliers": {"b": 2}}, "1 of 1 multipliers are not in made: b"),
    ],
)
def test_tables_of_costs_with_faults_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        harm.unit_costs(
            **{"name": "made", "source": "none", "price_year": "2015/16", "codes": ["a"], "costs": [1], **change}
        )


def test_an_index_goes_there_and_back():
    assert DEFLATOR.factor("2015/16", "2024/25") * DEFLATOR.factor("2024/25", "2015/16") == pytest.approx(1)
    with pytest.raises(ValueError, match="above 0"):
        harm.price_index(name="made", source="none", years=["1", "2"], values=[1, 0])
