"""Events that bring others: how much of what happens is set off by what happened just before, nearby?"""

from __future__ import annotations

from wardwise.methods.hawkes.area import StudyArea, box, masked
from wardwise.methods.hawkes.fitting import fit
from wardwise.methods.hawkes.model import Background, Fitted
from wardwise.methods.hawkes.simulation import Simulated, branch
from wardwise.methods.hawkes.trend import Trend

__all__ = ["Background", "Fitted", "Simulated", "StudyArea", "Trend", "box", "branch", "fit", "masked"]
