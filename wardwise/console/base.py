"""What every family of commands needs."""

from __future__ import annotations

import os

import django


def start_django() -> None:
    """Read the settings and load the features; commands call it first, so that `--help` stays quick."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardwise.config.settings")
    django.setup()
