"""Where each partnership's incidents are kept."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from wardwise.incidents.store import Store
from wardwise.partners.models import Partnership


def store_of(partnership: Partnership) -> Store:
    """The store of one partnership, a folder of its own in WARDWISE_HOME."""
    return Store(Path(settings.WARDWISE_HOME) / "incidents" / partnership.slug)
