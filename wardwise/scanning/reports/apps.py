from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wardwise.scanning.reports"
    label = "reports"

    def ready(self) -> None:
        """Reports can be evidence in a problem file; drafts and what is due are forgotten though nobody comes."""
        from wardwise.office.jobs import chores
        from wardwise.partners.permissions import Permission
        from wardwise.scanning.problems import evidence
        from wardwise.scanning.reports import queries
        from wardwise.scanning.reports.rules.retention import forget_drafts, forget_due

        chores.regularly(forget_drafts)
        chores.regularly(forget_due)
        evidence.offer(
            evidence.Source(
                kind="report",
                words="Report from a resident",
                url_name="reports:page",
                permission=Permission.SEE_REPORTS,
                describe=queries.describe,
                can_be_added_by_hand=False,
            )
        )
