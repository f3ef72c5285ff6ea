"""The desk's pages of campaigns and operations."""

from __future__ import annotations

from wardwise.response.operations.views.log import (
    correct_page,
    figure_history_page,
    figure_page,
    log_page,
    withdraw_activity_page,
    withdraw_figure_page,
)
from wardwise.response.operations.views.plan import (
    aim_page,
    change_page,
    drop,
    list_page,
    move_page,
    operation_page,
    partner_page,
    phase_page,
    plan_form,
    plan_page,
)
from wardwise.response.operations.views.telling import (
    line_page,
    public_page,
    tell,
)

__all__ = [
    "aim_page",
    "change_page",
    "correct_page",
    "drop",
    "figure_history_page",
    "figure_page",
    "line_page",
    "list_page",
    "log_page",
    "move_page",
    "operation_page",
    "partner_page",
    "phase_page",
    "plan_form",
    "plan_page",
    "public_page",
    "tell",
    "withdraw_activity_page",
    "withdraw_figure_page",
]
