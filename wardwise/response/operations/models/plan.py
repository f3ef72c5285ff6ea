"""An operation as it is planned: who leads it, where, its partners, aims and phases, and its life."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import get_text_list
from shapely import Geometry, from_wkb, union_all

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places.models import Area

WITH_THE_OPERATION = "as long as the operation's record, seven years"


class Operation(models.Model):
    """A campaign, operation or patrol plan: one lead, named partners, an area, aims that can be checked, and phases.

    Hot-spot patrol plans are never shown below ward level to the public or to partners without police data.
    """

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", "Community campaign"
        OPERATION = "operation", "Operation"
        PATROL_PLAN = "patrol-plan", "Hot-spot patrol plan"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        APPROVED = "approved", "Approved"
        LIVE = "live", "Live"
        RESULTS_PUBLISHED = "results-published", "Results published"
        EVALUATED = "evaluated", "Evaluated"
        STOPPED = "stopped", "Stopped early"
        WITHDRAWN = "withdrawn", "Withdrawn before it began"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120)
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="operations_led")
    lead_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="operations_led")
    trigger = models.TextField()
    summary = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    areas = models.ManyToManyField(Area, related_name="operations", blank=True)
    polygon = models.BinaryField(null=True, blank=True)  # well-known binary, EPSG:27700
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-starts_on", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "name"], name="operation_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="operation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="operation_published_when_and_who",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["kind", "name", "lead_organisation", "summary", "place", "published_at"], PUBLIC),
            **dict.fromkeys(
                [
                    "partnership",
                    "lead",
                    "trigger",
                    "polygon",
                    "starts_on",
                    "ends_on",
                    "status",
                    "version",
                    "created_at",
                    "created_by",
                    "published_by",
                ],
                OPERATIONAL,
            ),
        }

    def __str__(self) -> str:
        return self.name

    @property
    def geometry(self) -> Geometry | None:
        """The ground it covers in British National Grid metres: what was drawn, or else its areas together."""
        if self.polygon is not None:
            return from_wkb(bytes(self.polygon))
        shapes = [area.geometry for area in self.areas.all()]
        return union_all(shapes) if shapes else None

    @property
    def where(self) -> str:
        """Its place in words."""
        named = get_text_list([area.name for area in self.areas.all()], "and")
        return self.place or named or ("The area drawn on the map" if self.polygon is not None else "")


class StatusChange(models.Model):
    """One step in an operation's life: from where to where, when, by whom, and why if that was said."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="status_changes")
    was = models.CharField(max_length=20, choices=Operation.Status.choices)
    became = models.CharField(max_length=20, choices=Operation.Status.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["operation", "was", "became", "at", "by", "reason"], OPERATIONAL)

    def __str__(self) -> str:
        return f"{self.operation_id}: {self.was} to {self.became}"


class Partner(models.Model):
    """An organisation that takes part in an operation, and what it does there."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parts_taken")
    role = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["organisation__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operation", "organisation"], name="partner_once_per_operation")
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["operation", "organisation", "role"], PUBLIC)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.role}"


class Aim(models.Model):
    """What an operation wants to be true afterwards, and how anybody could check that."""

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="aims")
    statement = models.CharField(max_length=300)
    measured_by = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["pk"]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["operation", "statement", "measured_by"], PUBLIC)

    def __str__(self) -> str:
        return self.statement


class Phase(models.Model):
    """A stretch of an operation with one purpose. Phases may overlap, and one without an end goes on."""

    class Kind(models.TextChoices):
        INTENSIFY = "intensify", "Intensify"
        SUSTAIN = "sustain", "Sustain"
        CLEAR = "clear", "Clear"
        HOLD = "hold", "Hold"
        BUILD = "build", "Build"

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    resources = models.CharField(max_length=300, blank=True)
    exit_criteria = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["starts_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="phase_ends_after_start"
            )
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(
            ["operation", "kind", "starts_on", "ends_on", "resources", "exit_criteria"], OPERATIONAL
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.starts_on}"
