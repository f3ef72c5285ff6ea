from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "wardwise.incidents.runs"
    label = "runs"
