"""What may be done with feedback: give it. It forgets itself."""

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
    """Keep what a visitor says. Anyone may; what is older than a year goes at the same time."""
    today = timezone.localdate()
    if Feedback.objects.filter(place=place, given_on=today).count() >= MOST_A_DAY:
        raise TooMuch
    Feedback.objects.filter(given_on__lt=today - dt.timedelta(days=KEPT_DAYS)).delete()
    return Feedback.objects.create(place=place, answer=answer, words=words[:2_000], given_on=today)
