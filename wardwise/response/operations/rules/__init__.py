"""What may be done with operations: plan them, log what was done, tell the public. One file a family of verbs."""

from __future__ import annotations

from wardwise.response.operations.rules.logging import (
    FigureInput,
    correct_figure,
    log_activity,
    record_figure,
    withdraw_activity,
    withdraw_figure,
)
from wardwise.response.operations.rules.planning import (
    MOVES,
    Plan,
    add_aim,
    add_phase,
    change_operation,
    change_phase,
    drop_aim,
    drop_partner,
    drop_phase,
    mark_evaluated,
    missing_for_approval,
    move,
    plan_operation,
    set_partner,
)
from wardwise.response.operations.rules.telling import (
    approve_figure,
    approve_line,
    drop_line,
    publish,
    unpublish,
    write_line,
)

__all__ = [
    "MOVES",
    "FigureInput",
    "Plan",
    "add_aim",
    "add_phase",
    "approve_figure",
    "approve_line",
    "change_operation",
    "change_phase",
    "correct_figure",
    "drop_aim",
    "drop_line",
    "drop_partner",
    "drop_phase",
    "log_activity",
    "mark_evaluated",
    "missing_for_approval",
    "move",
    "plan_operation",
    "publish",
    "record_figure",
    "set_partner",
    "unpublish",
    "withdraw_activity",
    "withdraw_figure",
    "write_line",
]
