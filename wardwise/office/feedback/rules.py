"""What may be done with feedback: give it, and forget it after a year."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from wardwise.office.feedback.models import KEPT_DAYS, Feedback

MOST_A_DAY = 300


class TooMuch(Exception):
    """More was said today than people say: somebody's program is talking."""

    code = "feedback.too-much"


@transaction.atomic
def give(*, place: str, answer: str, words: str) -> Feedback:
    """Keep what a visitor says. Anyone may."""
    today = timezone.localdate()
    if Feedback.objects.filter(place=place, given_on=today).count() >= MOST_A_DAY:
        raise TooMuch
    return Feedback.objects.create(place=place, answer=answer, words=words[:2_000], given_on=today)


def forget_old(today: dt.date | None = None) -> int:
    """Delete what is older than a year, and answer how many."""
    before = (today or timezone.localdate()) - dt.timedelta(days=KEPT_DAYS)
    return Feedback.objects.filter(given_on__lt=before).delete()[0]
