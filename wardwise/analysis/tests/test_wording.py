import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.analysis import wording
from wardwise.analysis.measured import Measured, Period, month_words, subject_of
from wardwise.analysis.wording import Audience
from wardwise.methods.concentration import concentration

YEAR = Period("2023-01", "2023-12")


def measured(categories=("anti-social-behaviour",), **changes):
    given_ = {
        "subject": subject_of(categories),
        "place": "Dallow",
        "period": YEAR,
        "source": "data.police.uk",
        "as_of": dt.date(2026, 11, 22),
        "audience": Audience.PUBLIC,
    }
    return Measured(**(given_ | changes))


def test_a_clear_fall_is_said_with_both_counts_period_place_and_source():
    said = wording.compare(measured(), now=300, then=500)
    assert said.headline == (
        "Fewer anti-social behaviour incidents were recorded in Dallow, January to December 2023 "
        "than in the same months of 2022: 300 against 500."
    )
    assert "That is 40% fewer" in said.detail
    assert "95% interval" in said.detail
    assert "Source: data.police.uk, as loaded on 22 November 2026." in said.detail


def test_not_statistically_different_is_a_headline():
    said = wording.compare(measured(("burglary",)), now=88, then=95)
    assert said.headline == (
        "Recorded burglaries in Dallow, January to December 2023: 88, "
        "not statistically different from the same months of 2022 (95)."
    )


def test_years_that_vary_keep_a_fall_from_being_called_one():
    assert "not statistically" in wording.compare(measured(), now=440, then=500, dispersion=6).headline
    assert "Fewer" in wording.compare(measured(), now=420, then=500).headline


@pytest.mark.parametrize(("now", "then"), [(2, 12), (40, 19), (0, 3), (7, 0)])
def test_no_percentage_on_a_base_under_twenty(now, then):
    said = wording.compare(measured(), now=now, then=then)
    assert "too small for a percentage" in said.detail
    assert "%" not in said.text
    assert wording.percent_change(now, then) == ""


def test_three_earlier_years_are_named_and_averaged():
    said = wording.compare(measured(), now=300, then=1500, years=3)
    assert "the same months of 2020, 2021 and 2022: 300 against 500 a year" in said.headline


def test_nothing_recorded_in_either_year_is_said_plainly():
    said = wording.compare(measured(), now=0, then=0)
    assert said.headline.startswith("No anti-social behaviour incidents were recorded in Dallow")


def test_a_comparison_never_says_why():
    said = wording.compare(measured(), now=300, then=500)
    assert any("level 2 of 5 on the Maryland scale" in caution for caution in said.cautions)


def test_more_than_a_year_is_not_compared_with_itself():
    with pytest.raises(ValueError, match="overlaps"):
        wording.compare(measured(period=Period("2022-01", "2023-12")), now=1, then=2)


@pytest.mark.parametrize("categories", [(), ("anti-social-behaviour", "burglary")])
def test_incidents_and_crimes_are_never_summed_as_crimes(categories):
    assert subject_of(categories).words == "incidents and crimes"


@pytest.mark.parametrize("category", ["drugs", "possession-of-weapons"])
def test_what_is_found_by_looking_says_so(category):
    assert "mostly found by police activity" in wording.recorded(measured((category,)), 40).text


def test_violence_is_not_called_serious():
    assert "not “serious violence”" in wording.recorded(measured(("violent-crime",)), 40).text


def test_gap_is_said_to_be_a_gap():
    said = wording.recorded(measured(missing_months=("2023-05",)), 40)
    assert "No figures were published for May 2023: a gap, not a nought." in said.cautions


def test_unknown_category_is_still_a_sentence():
    assert "40 fly tipping records were recorded" in wording.recorded(measured(("fly-tipping",)), 40).headline


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2023-03", "2023-03", "March 2023"),
        ("2023-01", "2023-12", "January to December 2023"),
        ("2022-05", "2023-04", "May 2022 to April 2023"),
    ],
)
def test_periods_are_read_as_people_say_them(first, last, words):
    assert Period(first, last).words == words


def test_same_months_a_year_before_cross_new_year():
    assert Period("2022-11", "2023-02").earlier(1) == Period("2021-11", "2022-02")


def test_outcomes_of_recent_months_carry_their_caution():
    assert "always look worse" in wording.recent_outcomes("2023-12", "2024-01")
    assert wording.recent_outcomes("2023-01", "2024-01") == ""


def test_concentration_is_said_beside_what_chance_would_give():
    said = wording.concentrated(measured(()), concentration([90, 5, 5] + [0] * 97), "map points")
    assert "fell on 1 of 100 map points (1.0%)" in said.headline
    assert "By chance alone" in said.detail


def test_no_area_standing_out_is_a_finding_too():
    said = wording.standing_out(measured(), high=0, areas=125, false_share=0.05)
    assert said.headline.startswith("None of the 125 small areas in Dallow hold more recorded")


def test_months_outside_the_band_are_named_with_what_chance_would_give():
    said = wording.months_outside(measured(), above=("2023-07", "2023-08"), below=(), banded=12)
    assert said.headline.startswith("2 of 12 months lay outside")
    assert "July 2023, August 2023 lay above it. About 1 in 12 would lie outside by chance." in said.detail


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 3), st.floats(1, 50), st.sampled_from(list(Audience))
)
def test_whatever_the_counts_the_words_pass_their_own_check(now, then, years, dispersion, audience):
    said = wording.compare(measured(audience=audience), now=now, then=then, years=years, dispersion=dispersion)
    assert wording.refusals(said.text, audience) == ()


@given(st.lists(st.integers(0, 99), max_size=30))
def test_whatever_the_places_the_words_pass_their_own_check(counts):
    said = wording.concentrated(measured(), concentration(np.array(counts, dtype=int)), "map points")
    assert wording.refusals(said.text, Audience.PUBLIC) == ()


def test_a_place_with_an_unlucky_name_is_still_told():
    assert "Safest Hill" in wording.recorded(measured(place="Safest Hill"), 3).headline


def test_months_that_follow_each_other_are_named_once():
    months = ("2025-12", "2026-01", "2026-02", "2024-07", "2023-03", "2023-02")
    assert month_words(months) == "February to March 2023, July 2024 and December 2025 to February 2026"
    assert month_words(()) == ""
