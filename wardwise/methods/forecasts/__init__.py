"""Where will the next events be? Forecasts of places behind one interface, and what they are worth."""

from __future__ import annotations

from wardwise.methods.forecasts.scores import (
    Calibration,
    ForecastScores,
    HitRateCurve,
    calibration,
    forecast_scores,
    hit_rate_curve,
    overlap,
)

__all__ = [
    "Calibration",
    "ForecastScores",
    "HitRateCurve",
    "calibration",
    "forecast_scores",
    "hit_rate_curve",
    "overlap",
]
