from __future__ import annotations

from django.apps import AppConfig


class TrendsConfig(AppConfig):
    name = "wardwise.analysis.trends"
    label = "trends"
