from __future__ import annotations

from django.apps import AppConfig


class AreaPagesConfig(AppConfig):
    name = "wardwise.publication.area_pages"
    label = "area_pages"
