from __future__ import annotations

import pytest
from django.core.cache import cache

from wardwise.scanning.reports import codes


@pytest.fixture(autouse=True)
def no_limits_from_the_test_before():
    cache.clear()


@pytest.fixture(autouse=True)
def quick_codes(monkeypatch):
    monkeypatch.setattr(codes, "WORK", 2)
