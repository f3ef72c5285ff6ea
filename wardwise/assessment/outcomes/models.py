"""How an operation will be judged, fixed before it starts, and what came out."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wardwise.assessment.outcomes import zones as ground
from wardwise.incidents.runs.models import Run
from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC, personal
from wardwise.partners.models import Person
from wardwise.response.operations.models import Operation

WITH_THE_OPERATION = "as long as the operation's record, seven years"
LOGIC = ("problem", "activity", "output", "outcome", "impact", "assumptions")


class Design(models.Model):
    """How an operation will be judged: what is counted, where and when, against what, by which test.

    A draft until it is fixed. From then on no column changes: the database itself refuses (see guard.py).
    """

    class Test(models.TextChoices):
        WDD = "wdd", "Weighted displacement difference"

    class Direction(models.TextChoices):
        DOWN = "down", "Fewer is better"
        UP = "up", "More is better"
        CONTEXT = "context", "Neither: it needs context"

    class Reason(models.TextChoices):
        OTHER = "other", "For another reason than its recent figures"
        LONG = "long-high", "Its figures were high over two or more earlier years"
        HIGH = "recent-high", "Its figures were high recently"

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="designs")
    categories = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list)
    found_by = models.JSONField(default=list, blank=True)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    zones = models.JSONField(default=dict)
    scale_by_area = models.BooleanField(default=False)
    before_first = models.CharField(max_length=7)
    before_last = models.CharField(max_length=7)
    after_first = models.CharField(max_length=7)
    after_last = models.CharField(max_length=7)
    test = models.CharField(max_length=20, choices=Test.choices, default=Test.WDD)
    alpha = models.FloatField(default=0.05)
    chosen_because = models.CharField(max_length=20, choices=Reason.choices)
    regression_note = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    activity = models.TextField(blank=True)
    output = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    assumptions = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(default=timezone.now)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True, blank=True)
    fixed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    operation_starts_on = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    detectable = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["operation", "fixed_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(before_first__lte=F("before_last"))
                & Q(before_last__lt=F("after_first"))
                & Q(after_first__lte=F("after_last")),
                name="design_periods_in_order",
            ),
            models.CheckConstraint(condition=Q(alpha__gt=0, alpha__lte=0.2), name="design_alpha_is_sensible"),
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True, fixed_by__isnull=True, operation_starts_on__isnull=True, digest="")
                | (
                    Q(fixed_at__isnull=False, fixed_by__isnull=False, operation_starts_on__isnull=False)
                    & ~Q(digest="")
                ),
                name="design_fixed_when_who_and_hash",
            ),
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True)
                | ~(
                    Q(problem="")
                    | Q(activity="")
                    | Q(output="")
                    | Q(outcome="")
                    | Q(impact="")
                    | Q(assumptions="")
                    | Q(regression_note="")
                ),
                name="fixed_design_has_its_logic",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "operation",
                    "categories",
                    "sources",
                    "found_by",
                    "direction",
                    "zones",
                    "scale_by_area",
                    "before_first",
                    "before_last",
                    "after_first",
                    "after_last",
                    "test",
                    "alpha",
                    "chosen_because",
                    "regression_note",
                    *LOGIC,
                    "version",
                    "drafted_at",
                    "fixed_at",
                    "operation_starts_on",
                    "is_late",
                    "detectable",
                    "digest",
                ],
                OPERATIONAL,
            ),
            **dict.fromkeys(["drafted_by", "fixed_by"], personal(WITH_THE_OPERATION)),
        }

    def __str__(self) -> str:
        return f"Design {self.pk} of {self.operation_id}"

    @property
    def is_fixed(self) -> bool:
        return self.fixed_at is not None

    @property
    def grounds(self) -> dict[str, ground.Zone]:
        """The zones that are used, in the order of the method."""
        return {name: ground.from_json(self.zones[name]) for name in ground.NAMES if name in self.zones}

    @property
    def has_control(self) -> bool:
        return ground.CONTROL in self.zones

    def computed_digest(self) -> str:
        """The hash of everything that was fixed."""
        left_out = {"id", "digest"}
        body: dict[str, Any] = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in left_out
        }
        for name in ("fixed_at", "drafted_at"):
            body[name] = body[name].timestamp() if body[name] else None
        return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


class Verdict(models.Model):
    """What came out when a fixed design was run on the store as it then was, and what people added to it.

    The figures and the generated words never change; another state of the data makes another verdict.
    """

    class Finding(models.TextChoices):
        FEWER = "fewer", "Fewer"
        MORE = "more", "More"
        NOT_DIFFERENT = "not-different", "Not statistically different"

    design = models.ForeignKey(Design, on_delete=models.PROTECT, related_name="verdicts")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="verdicts")
    snapshot = models.CharField(max_length=64)
    finding = models.CharField(max_length=20, choices=Finding.choices)
    level = models.PositiveSmallIntegerField()
    result = models.JSONField()
    headline = models.CharField(max_length=400)
    sentences = models.JSONField(default=list)
    cautions = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    implementation_note = models.TextField(blank=True)
    outcome_note = models.TextField(blank=True)
    perception_note = models.TextField(blank=True)
    equality_note = models.TextField(blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["design", "snapshot"], name="one_verdict_per_state_of_the_data"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="verdict_level_is_on_the_scale"),
            models.CheckConstraint(
                condition=Q(noted_at__isnull=True, noted_by__isnull=True)
                | Q(noted_at__isnull=False, noted_by__isnull=False),
                name="verdict_noted_when_and_who",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="verdict_published_when_and_who",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "finding",
                    "level",
                    "headline",
                    "sentences",
                    "cautions",
                    "implementation_note",
                    "outcome_note",
                    "perception_note",
                    "equality_note",
                    "published_at",
                ],
                PUBLIC,
            ),
            **dict.fromkeys(["design", "run", "snapshot", "result", "made_at", "noted_at"], OPERATIONAL),
            **dict.fromkeys(["made_by", "noted_by", "published_by"], personal(WITH_THE_OPERATION)),
        }

    def __str__(self) -> str:
        return self.headline
