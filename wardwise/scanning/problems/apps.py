from __future__ import annotations

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "wardwise.scanning.problems"
    label = "problems"

    def ready(self) -> None:
        """Runs of an analysis can be evidence; features that stand higher offer theirs themselves."""
        from wardwise.partners.permissions import Permission
        from wardwise.scanning.problems import evidence, queries

        evidence.offer(
            evidence.Source("run", "Run of an analysis", "runs:run", Permission.EXPLORE, queries.describe_run)
        )
