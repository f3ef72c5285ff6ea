"""Writing the audit and proving that nobody has touched it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from wardwise.office.audit.models import Event, Head

START = "0" * 64


class HasKey(Protocol):
    """Anything stored: it has a primary key and a model."""

    pk: Any


def record(
    verb: str,
    *,
    by: HasKey | None,
    partnership: str = "",
    subject: models.Model | str = "",
    detail: dict[str, Any] | None = None,
) -> Event:
    """Add one event to the end of the chain, in the caller's transaction.

    `verb` is `feature.what_happened`; `by` is the person, or none for the public and the system; `partnership` is
    its slug; `detail` holds codes and numbers, never names, contact details or free text.
    """
    with transaction.atomic():
        Head.objects.get_or_create(pk=1, defaults={"number": 0, "hash": START})
        head = Head.objects.select_for_update().get(pk=1)
        event = Event(
            number=head.number + 1,
            at=timezone.now(),
            verb=verb,
            actor=f"person:{by.pk}" if by is not None else "",
            partnership=partnership,
            subject=subject if isinstance(subject, str) else label(subject),
            detail=detail or {},
            previous_hash=head.hash,
        )
        event.hash = digest(event)
        event.save(force_insert=True)
        head.number, head.hash = event.number, event.hash
        head.save(update_fields=["number", "hash"])
    return event


def label(subject: models.Model) -> str:
    """How a record is named in the audit: `reports.report:12`."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def digest(event: Event, key: str | None = None) -> str:
    """The keyed hash of a row and of the row before it: who has the database but not the key cannot forge it."""
    body = json.dumps(
        [
            event.number,
            event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            event.verb,
            event.actor,
            event.partnership,
            event.subject,
            event.detail,
            event.previous_hash,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hmac.new((key or settings.AUDIT_KEY).encode(), body.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What checking the chain found: how many rows were read and the first that does not fit, if any."""

    rows: int
    broken_at: int | None = None
    reason: str = ""

    end: str = ""

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


@dataclass(frozen=True)
class Noted:
    """The end of the chain as somebody wrote it down elsewhere: `1234:` and 64 letters."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def verify(key: str | None = None, noted: Noted | None = None) -> Verdict:
    """Walk the chain from the start. Time grows with the number of rows; memory does not.

    `key` is another installation's, whose rows are being restored here. `noted` is an earlier end of the chain: who
    can write to the database can cut events off and set the end back, and only a note kept elsewhere tells.
    """
    expected, previous, rows = 1, START, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=2_000):
        if event.number != expected:
            return Verdict(rows, expected, f"event {expected} is missing")
        if event.previous_hash != previous:
            return Verdict(rows, event.number, f"event {event.number} does not follow the one before it")
        if digest(event, key) != event.hash:
            return Verdict(rows, event.number, f"event {event.number} was changed")
        if noted and event.number == noted.number and event.hash != noted.hash:
            return Verdict(rows, event.number, f"event {event.number} is not the one that was noted")
        expected, previous, rows = expected + 1, event.hash, rows + 1
    head = Head.objects.filter(pk=1).first()
    if head is None and rows:
        return Verdict(rows, rows, "the end of the chain is missing")
    if head is not None and (head.number, head.hash) != (rows, previous):
        return Verdict(rows, rows + 1, f"event {rows + 1} is missing: events were cut off at the end")
    if noted and noted.number > rows:
        return Verdict(rows, rows + 1, f"event {rows + 1} is missing: {noted.number} were noted")
    return Verdict(rows, end=str(Noted(rows, previous)) if rows else "")
