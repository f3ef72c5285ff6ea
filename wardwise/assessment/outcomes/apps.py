from __future__ import annotations

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "wardwise.assessment.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        from wardwise.assessment.outcomes.panel import evaluation
        from wardwise.response.operations import panels

        panels.register(evaluation)
