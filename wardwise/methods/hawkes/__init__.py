"""Events that bring others: how much of what happens is set off by what happened just before, nearby?"""

from __future__ import annotations

from wardwise.methods.hawkes.area import StudyArea, box, masked
from wardwise.methods.hawkes.fitting import fit
from wardwise.methods.hawkes.forecast import ExpectedCounts, expected_counts, explained_counts
from wardwise.methods.hawkes.futures import Bootstrap, bootstrap, simulate, within_day
from wardwise.methods.hawkes.model import Background, Fitted
from wardwise.methods.hawkes.residuals import CellResiduals, TimeResiduals, cell_residuals, time_residuals
from wardwise.methods.hawkes.simulation import Simulated, branch
from wardwise.methods.hawkes.trend import Trend

__all__ = [
    "Background",
    "Bootstrap",
    "CellResiduals",
    "ExpectedCounts",
    "Fitted",
    "Simulated",
    "StudyArea",
    "TimeResiduals",
    "Trend",
    "bootstrap",
    "box",
    "branch",
    "cell_residuals",
    "expected_counts",
    "explained_counts",
    "fit",
    "masked",
    "simulate",
    "time_residuals",
    "within_day",
]
