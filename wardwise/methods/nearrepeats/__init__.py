"""Near repeats: does an event raise the danger nearby for a while, how far, how long, and which belong together?"""

from __future__ import annotations

from wardwise.methods.nearrepeats.chains import Chains, chains
from wardwise.methods.nearrepeats.knox import Knox, knox, near_repeat_calculator

__all__ = ["Chains", "Knox", "chains", "knox", "near_repeat_calculator"]
