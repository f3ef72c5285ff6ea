from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "wardwise.web.site"
    label = "site"

    def ready(self) -> None:
        """What visitors said is forgotten after a year."""
        from wardwise.office.feedback.rules import forget_old
        from wardwise.office.jobs import chores

        chores.regularly(forget_old)
