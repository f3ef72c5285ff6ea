"""Did it work? Comparisons over places and time, and what chance alone would have shown."""

from __future__ import annotations

from wardwise.methods.evaluation.bootstrap import Resampled, best_block_length, block_bootstrap, block_indices
from wardwise.methods.evaluation.checks import NoAnswer
from wardwise.methods.evaluation.differences import Difference, difference_in_differences
from wardwise.methods.evaluation.interrupted import Interruption, Ratio, interrupted_series
from wardwise.methods.evaluation.leads import Course, course, placebo_starts, pre_trend
from wardwise.methods.evaluation.patrol_days import PatrolEffect, day_blocks, draw_days, patrol_effect
from wardwise.methods.evaluation.power import Detectable, detectable_fall, simulated_power
from wardwise.methods.evaluation.regression import CountRegression, count_regression
from wardwise.methods.evaluation.shrinkage import ChosenPlaces, ShrunkCounts, chosen_places, shrunk_counts
from wardwise.methods.evaluation.synthetic import SyntheticControl, synthetic_control
from wardwise.methods.evaluation.two_counts import e_test
from wardwise.methods.evaluation.two_periods import RatioOfRatios, ShuffledPlaces, placebo_places, ratio_of_ratios

__all__ = [
    "ChosenPlaces",
    "CountRegression",
    "Course",
    "Detectable",
    "Difference",
    "Interruption",
    "NoAnswer",
    "PatrolEffect",
    "Ratio",
    "RatioOfRatios",
    "Resampled",
    "ShrunkCounts",
    "ShuffledPlaces",
    "SyntheticControl",
    "best_block_length",
    "block_bootstrap",
    "block_indices",
    "chosen_places",
    "count_regression",
    "course",
    "day_blocks",
    "detectable_fall",
    "difference_in_differences",
    "draw_days",
    "e_test",
    "interrupted_series",
    "patrol_effect",
    "placebo_places",
    "placebo_starts",
    "pre_trend",
    "ratio_of_ratios",
    "shrunk_counts",
    "simulated_power",
    "synthetic_control",
]
