"""Campaigns, operations and patrol plans: aims, partners, phases, what was done, figures, what the public is told."""

from __future__ import annotations

from wardwise.response.operations.models.log import (
    Activity,
    Quantity,
)
from wardwise.response.operations.models.plan import (
    WITH_THE_OPERATION,
    Aim,
    Operation,
    Partner,
    Phase,
    StatusChange,
)
from wardwise.response.operations.models.telling import (
    Line,
)

__all__ = [
    "WITH_THE_OPERATION",
    "Activity",
    "Aim",
    "Line",
    "Operation",
    "Partner",
    "Phase",
    "Quantity",
    "StatusChange",
]
