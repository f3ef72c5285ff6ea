from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "wardwise.response.operations"
    label = "operations"

    def ready(self) -> None:
        """Operations can be evidence in a problem file."""
        from wardwise.partners.permissions import Permission
        from wardwise.response.operations import queries
        from wardwise.scanning.problems import evidence

        evidence.offer(
            evidence.Source("operation", "Operation", "operations:page", Permission.SEE_OPERATIONS, queries.describe)
        )
