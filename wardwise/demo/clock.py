"""A fictitious past: while the demo is built, what happened last winter is written down with last winter's dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.utils import timezone


@contextmanager
def at(day: dt.date, hour: int = 10, minute: int = 0) -> Iterator[None]:
    """For the rules and the models it is that day and hour (UTC). Only for building a fictitious partnership."""
    moment = dt.datetime.combine(day, dt.time(hour, minute), tzinfo=dt.UTC)
    real = timezone.now

    def then() -> dt.datetime:
        return moment

    # A model keeps the function it was defined with: those that say `default=timezone.now` are told as well.
    fields = [field for model in apps.get_models() for field in model._meta.local_fields if field.default is real]
    for field in fields:
        field.__dict__["_get_default"] = then
    timezone.now = then
    try:
        yield
    finally:
        timezone.now = real
        for field in fields:
            field.__dict__["_get_default"] = real
