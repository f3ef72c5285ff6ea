from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.response.operations.quantities import Figure, Qualifier, amount, joined, printed, totals

Q = Qualifier


def figure(value, qualifier=Q.EXACT, unit="hours", subject="additional patrol", kind="output", words=""):
    return Figure(kind, subject, unit, qualifier, None if value is None else Decimal(value), words)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (figure(750, Q.MORE_THAN), "more than 750 hours of additional patrol"),
        (figure(21, Q.MORE_THAN, "count", "arrests"), "more than 21 arrests"),
        (figure(20, Q.EXACT, "count", "weapons sweeps in parks"), "20 weapons sweeps in parks"),
        (figure(500, Q.MORE_THAN, "bags", "litter"), "more than 500 bags of litter"),
        (figure(95, Q.EXACT, "percent", "ASB team cases resolved"), "95% of ASB team cases resolved"),
        (figure(1, Q.EXACT, "fortnights", "police activity"), "1 fortnight of police activity"),
        (
            figure(1200, Q.ABOUT, "deals", "class A and B drugs"),
            "about 1,200 deal-size amounts of class A and B drugs",
        ),
        (figure(2650, Q.EXACT, "pounds", "cash seized"), "£2,650 of cash seized"),
        (figure("2.50", Q.AT_LEAST, "kilograms", "needles"), "at least 2.5 kilograms of needles"),
        (figure(0, Q.EXACT, "count", "knives found"), "no knives found"),
        (
            figure(None, Q.WORDS, "count", "properties closed", words="large number"),
            "large number of properties closed",
        ),
    ],
)
def test_a_figure_prints_as_it_was_said(made, text):
    assert printed(made) == text


def test_more_than_750_and_exactly_20_are_more_than_770():
    [found] = totals([figure(750, Q.MORE_THAN), figure(20)])
    assert printed(found.figure) == "more than 770 hours of additional patrol"


def test_words_are_listed_beside_a_sum_and_never_turned_into_a_number():
    large = figure(None, Q.WORDS, "count", "properties closed", "result", "large number")
    [found] = totals([large, figure(2, Q.EXACT, "count", "properties closed", "result")])
    assert found.figure.value == 2
    assert found.not_added == (large,)
    [alone] = totals([large])
    assert alone.figure is None


def test_outputs_and_outcomes_of_one_name_are_never_added():
    assert len(totals([figure(5, kind="output"), figure(5, kind="result")])) == 2
    [outcome] = totals([figure(95, unit="percent", kind="outcome"), figure(90, unit="percent", kind="outcome")])
    assert outcome.figure is None
    assert len(outcome.not_added) == 2


def test_officer_hours_and_patrol_hours_are_never_added():
    assert len(totals([figure(2, unit="officer-hours"), figure(1, unit="patrol-hours")])) == 2


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        ([Q.EXACT, Q.EXACT], Q.EXACT),
        ([Q.EXACT, Q.AT_LEAST], Q.AT_LEAST),
        ([Q.AT_LEAST, Q.MORE_THAN], Q.MORE_THAN),
        ([Q.ABOUT, Q.EXACT], Q.ABOUT),
        ([Q.ABOUT, Q.MORE_THAN], Q.ABOUT_OR_MORE),
    ],
)
def test_a_bound_stays_a_bound_when_added(qualifiers, expected):
    assert joined(qualifiers) is expected


def test_a_sum_of_about_and_more_than_says_both():
    [found] = totals([figure(750, Q.MORE_THAN), figure(20, Q.ABOUT)])
    assert amount(found.figure) == "about 770 hours or more"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from([Q.EXACT, Q.AT_LEAST, Q.ABOUT, Q.MORE_THAN]))))
def test_adding_never_makes_a_figure_more_certain(rows):
    made = [figure(value, qualifier) for value, qualifier in rows]
    for found in totals(made):
        assert found.figure.value == sum(value for value, _ in rows)
        if any(qualifier is not Q.EXACT for _, qualifier in rows):
            assert found.figure.qualifier is not Q.EXACT


def test_arrests_by_offence_are_added_name_by_name():
    def arrests(value, *groups):
        made = ((name, None if count is None else Decimal(count)) for name, count in groups)
        return Figure("output", "arrests", "count", Q.EXACT, Decimal(value), "", tuple(made))

    [found] = totals(
        [
            arrests(9, ("Grievous bodily harm", 2), ("public order", 4), ("robbery", None)),
            arrests(3, ("grievous bodily harm", 1), ("public order", None)),
        ]
    )
    assert str(found.figure) == "12 arrests"
    assert found.parts == ("grievous bodily harm: 3", "public order: at least 4", "robbery")
