"""How codes of the partnership's records are said to people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from wardwise.partners.models import SharingAgreement

EXPIRED, FUTURE, SOON, LIVE = "Expired", "Not yet in force", "Expires soon", "In force"


def standing(agreement: SharingAgreement, day: dt.date, is_soon: bool) -> str:
    """An agreement's state today, in words."""
    if agreement.expires_on < day:
        return EXPIRED
    if agreement.starts_on > day:
        return FUTURE
    return SOON if is_soon else LIVE


def key_of(actor: str) -> int | None:
    """The key of the person in an audit row's `person:12`."""
    kind, _, key = actor.partition(":")
    return int(key) if kind == "person" and key.isdecimal() else None


def actor(code: str, names: Mapping[int | None, str]) -> str:
    """Who did it: the name now, or what is left when the account is gone."""
    if not code:
        return "Nobody who signed in"
    return names.get(key_of(code), f"Somebody who has left ({code})")


def detail(kept: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in kept.items())


def start_of(day: dt.date) -> dt.datetime:
    """Midnight in the partnership's own time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
