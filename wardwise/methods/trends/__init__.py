"""What is changing, which places differ, and do two patterns look alike?"""

from __future__ import annotations

from wardwise.methods.trends.changes import Change, change_points
from wardwise.methods.trends.emerging import EmergingHotSpots, MannKendall, emerging_hot_spots, mann_kendall
from wardwise.methods.trends.funnel import Funnel, funnel, funnel_limits
from wardwise.methods.trends.patterns import PatternComparison, compare_patterns
from wardwise.methods.trends.seasons import SeasonalForecast, seasonal_forecast

__all__ = [
    "Change",
    "EmergingHotSpots",
    "Funnel",
    "MannKendall",
    "PatternComparison",
    "SeasonalForecast",
    "change_points",
    "compare_patterns",
    "emerging_hot_spots",
    "funnel",
    "funnel_limits",
    "mann_kendall",
    "seasonal_forecast",
]
