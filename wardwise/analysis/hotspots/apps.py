from __future__ import annotations

from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "wardwise.analysis.hotspots"
    label = "hotspots"
