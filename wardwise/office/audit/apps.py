from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wardwise.office.audit"
    label = "audit"
