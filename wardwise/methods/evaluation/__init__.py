"""Did it work? Comparisons over places and time, and what chance alone would have shown."""

from __future__ import annotations

from wardwise.methods.evaluation.checks import NoAnswer
from wardwise.methods.evaluation.differences import Difference, difference_in_differences
from wardwise.methods.evaluation.interrupted import Interruption, Ratio, interrupted_series
from wardwise.methods.evaluation.leads import Course, course, placebo_starts, pre_trend
from wardwise.methods.evaluation.regression import CountRegression, count_regression
from wardwise.methods.evaluation.two_periods import RatioOfRatios, ShuffledPlaces, placebo_places, ratio_of_ratios

__all__ = [
    "CountRegression",
    "Course",
    "Difference",
    "Interruption",
    "NoAnswer",
    "Ratio",
    "RatioOfRatios",
    "ShuffledPlaces",
    "count_regression",
    "course",
    "difference_in_differences",
    "interrupted_series",
    "placebo_places",
    "placebo_starts",
    "pre_trend",
    "ratio_of_ratios",
]
