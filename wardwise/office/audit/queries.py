"""Reading the audit."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from wardwise.office.audit.models import Event


def visible_to(partnership: str) -> QuerySet[Event]:
    """The events of one partnership (its slug), newest first."""
    return Event.objects.filter(partnership=partnership).order_by("-number")


def search(
    partnership: str,
    *,
    actor: str | None = None,
    subject: str = "",
    verb: str = "",
    first: dt.datetime | None = None,
    before: dt.datetime | None = None,
) -> QuerySet[Event]:
    """Events by who (`person:3`; empty: nobody who signed in), which record, what was done, and when."""
    found = visible_to(partnership)
    if actor is not None:
        found = found.filter(actor=actor)
    if subject:
        found = found.filter(subject=subject)
    if verb:
        found = found.filter(verb=verb)
    if first:
        found = found.filter(at__gte=first)
    if before:
        found = found.filter(at__lt=before)
    return found


def verbs(partnership: str) -> list[str]:
    """What has been done in a partnership, each once, in order."""
    return list(
        Event.objects.filter(partnership=partnership).order_by("verb").values_list("verb", flat=True).distinct()
    )


def latest(partnership: str, verb: str) -> Event | None:
    """When was this last done?"""
    return visible_to(partnership).filter(verb=verb).first()
