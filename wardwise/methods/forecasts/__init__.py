"""Where will the next events be? Forecasts of places behind one interface, and what they are worth."""

from __future__ import annotations

from wardwise.methods.forecasts.backtests import Backtest, Difference, backtest, paired_difference
from wardwise.methods.forecasts.breaks import PointUse, point_use
from wardwise.methods.forecasts.ensemble import Check, Ensemble, EnsembleForecast
from wardwise.methods.forecasts.expectations import Calibration, calibration
from wardwise.methods.forecasts.interface import Forecast, Forecaster, Past, Places, Task, past, places
from wardwise.methods.forecasts.members import (
    BoostedMixture,
    DecayedCount,
    KernelDensity,
    KernelMixture,
    LongRun,
    ProspectiveHotspot,
)
from wardwise.methods.forecasts.scores import (
    ForecastScores,
    HitRateCurve,
    forecast_scores,
    hit_rate_curve,
    information_gain,
    overlap,
)

__all__ = [
    "Backtest",
    "BoostedMixture",
    "Calibration",
    "Check",
    "DecayedCount",
    "Difference",
    "Ensemble",
    "EnsembleForecast",
    "Forecast",
    "ForecastScores",
    "Forecaster",
    "HitRateCurve",
    "KernelDensity",
    "KernelMixture",
    "LongRun",
    "Past",
    "Places",
    "PointUse",
    "ProspectiveHotspot",
    "Task",
    "backtest",
    "calibration",
    "forecast_scores",
    "hit_rate_curve",
    "information_gain",
    "overlap",
    "paired_difference",
    "past",
    "places",
    "point_use",
]
