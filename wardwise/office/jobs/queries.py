"""Which jobs may be seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from wardwise.office.jobs.models import Job


def visible_to(partnership: str, permissions: Iterable[str]) -> QuerySet[Job]:
    """The jobs of a partnership (its slug) that holders of these permissions (their names) may see."""
    return Job.objects.filter(partnership=partnership, permission__in=list(permissions))


def unfinished(partnership: str, work: str) -> QuerySet[Job]:
    """Jobs of one kind that wait or run: so that the same thing is not asked for twice."""
    return Job.objects.filter(partnership=partnership, work=work, finished_at__isnull=True)
