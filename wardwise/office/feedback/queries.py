"""What visitors said, newest first."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from wardwise.office.feedback.models import Feedback


def given_about(place: str) -> QuerySet[Feedback]:
    return Feedback.objects.filter(place=place)


def counts(place: str) -> dict[str, int]:
    """How many said yes, partly and no."""
    rows = given_about(place).order_by().values_list("answer").annotate(times=Count("pk"))
    found = dict(rows)
    return {label: found.get(value, 0) for value, label in Feedback.Answer.choices}
