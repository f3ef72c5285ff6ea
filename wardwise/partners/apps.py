from __future__ import annotations

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "wardwise.partners"
    label = "partners"

    def ready(self) -> None:
        """Sessions that have ended are forgotten, and people who left a year ago."""
        from importlib import import_module

        from django.conf import settings

        from wardwise.office.jobs import chores
        from wardwise.partners.rules.people import forget_leavers

        chores.regularly(forget_leavers)
        chores.regularly(import_module(settings.SESSION_ENGINE).SessionStore.clear_expired)
