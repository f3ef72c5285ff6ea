"""The chain of what was done and read, and its head."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wardwise.office.privacy.classes import OPERATIONAL, personal


class Event(models.Model):
    """One thing that was done or read: who, what, to which record, when. Rows are only ever added.

    There are no foreign keys, so history neither blocks a deletion nor follows it. Each row carries the hash of
    the row before it: a changed, missing or reordered row breaks the chain at that point.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    actor = models.CharField(max_length=80, blank=True)
    partnership = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["partnership", "subject"]),
            models.Index(fields=["partnership", "actor"]),
        ]

    class Privacy:
        fields: ClassVar = {
            "number": OPERATIONAL,
            "at": OPERATIONAL,
            "verb": OPERATIONAL,
            "actor": personal("seven years"),
            "partnership": OPERATIONAL,
            "subject": OPERATIONAL,
            "detail": OPERATIONAL,
            "previous_hash": OPERATIONAL,
            "hash": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever adds the next event."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Privacy:
        fields: ClassVar = {"number": OPERATIONAL, "hash": OPERATIONAL}

    def __str__(self) -> str:
        return str(self.number)
