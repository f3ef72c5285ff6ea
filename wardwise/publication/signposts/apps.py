from __future__ import annotations

from django.apps import AppConfig


class SignpostsConfig(AppConfig):
    name = "wardwise.publication.signposts"
    label = "signposts"
