from __future__ import annotations

import datetime as dt

import pytest

from wardwise.assessment.outcomes.tests.factories import IN_TIME
from wardwise.partners import queries as partners
from wardwise.response.operations.tests.factories import ward


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: what today is."""

    def set_today(day: dt.date) -> None:
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
        monkeypatch.setattr(partners, "today", lambda: day)
        monkeypatch.setattr("django.utils.timezone.now", lambda: noon)

    set_today(IN_TIME)
    return set_today


@pytest.fixture
def dallow(luton):
    return ward(luton, "E05002216", "Dallow")


@pytest.fixture
def leagrave(luton):
    return ward(luton, "E05002225", "Leagrave", west=505_000.0, south=224_000.0)
