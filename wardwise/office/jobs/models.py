"""Long work that somebody asked for, and how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, personal

KEPT_DAYS = 365
KEPT = "one year after the job ended"


class Job(models.Model):
    """One piece of long work that somebody asked for: what it is, how far it is, how it ended.

    A running job is leased to one worker, which renews the lease by its heartbeat. `attempts` counts the leases and
    is also the number of the present one: a worker that was thought dead and comes back finds its number is past.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "In progress"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    ENDED: ClassVar = [State.DONE, State.FAILED, State.CANCELLED]

    title = models.CharField(max_length=200)
    partnership = models.CharField(max_length=40, help_text="The partnership's slug: offices know no partners")
    permission = models.CharField(max_length=40, help_text="The name of the permission needed to see it")
    work = models.CharField(max_length=200, help_text="Where the function that does it is found")
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Key of the person, none for the system"
    )
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField(default=3)
    queue_id = models.CharField(max_length=64, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["partnership", "-asked_at"]),
            models.Index(fields=["state", "heartbeat_at"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="job_cancelled_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, state__in=["waiting", "running"])
                | Q(finished_at__isnull=False, state__in=["done", "failed", "cancelled"]),
                name="job_ended_has_its_time",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                ["title", "partnership", "permission", "work", "arguments", "state", "asked_at", "done", "total"],
                OPERATIONAL,
            ),
            **dict.fromkeys(["words", "error", "result", "attempts", "most_attempts"], OPERATIONAL),
            **dict.fromkeys(["queue_id", "queued_at", "started_at", "heartbeat_at", "finished_at"], OPERATIONAL),
            "cancelled_at": OPERATIONAL,
            **dict.fromkeys(["asked_by", "cancelled_by"], personal(KEPT)),
        }

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"

    @property
    def is_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def percent(self) -> int | None:
        """How far it is, in whole percent; none where the total is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None
