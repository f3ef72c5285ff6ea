from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "wardwise.response.operations"
    label = "operations"
