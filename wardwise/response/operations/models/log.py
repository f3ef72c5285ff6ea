"""What was done and what came of it: activities and figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC, personal
from wardwise.partners.models import Organisation, Person
from wardwise.places.models import Area
from wardwise.response.operations import quantities
from wardwise.response.operations.models.plan import WITH_THE_OPERATION, Operation


class Activity(models.Model):
    """Something that was done: what, when, where, by which organisation. Never where somebody is now.

    A row is never changed in place; who logged it wrongly takes it back with a reason and logs it again.
    """

    class Kind(models.TextChoices):
        PATROL = "patrol", "Patrol"
        SWEEP = "weapons-sweep", "Weapons sweep"
        ENGAGEMENT = "engagement-event", "Engagement event"
        PREMISES_VISIT = "premises-visit", "Premises visit"
        LITTER_PICK = "litter-pick", "Litter pick"
        WASTE = "waste-removal", "Illegal waste found or removed"
        PARKING = "parking-patrol", "Parking patrol"
        CCTV = "cctv-relocation", "CCTV relocated"
        WARRANT = "warrant", "Warrant"
        ARRESTS = "arrests", "Arrests"
        SEIZURE = "seizure", "Seizure"
        CLOSURE = "closure", "Closure of premises"
        DIVERSION = "diversion-offer", "Diversion or mentoring offered"
        SIGNPOSTING = "signposting", "People signposted to services"
        SCHOOL = "school-session", "School session or competition"
        TRAINING = "training", "Training"
        OTHER = "other", "Something else"

    class Visibility(models.TextChoices):
        HIGH = "high-visibility", "High visibility"
        UNIFORM = "uniformed", "Uniformed"
        PLAIN_CLOTHES = "plain-clothes", "Plain clothes (never shown to the public)"
        NOT_APPLICABLE = "not-applicable", "Does not apply"

    class Intervention(models.TextChoices):
        ENFORCEMENT = "enforcement", "Enforcement"
        PREVENTION = "prevention", "Prevention"
        EARLY = "early-intervention", "Early intervention"
        DIVERSION = "diversion", "Diversion"
        SUPPORT = "support", "Support"
        ENVIRONMENT = "environment", "Environment"

    class Footing(models.TextChoices):
        ADDITIONAL = "additional", "Additional: over and above normal work"
        BASELINE = "baseline", "Normal work"
        NOT_SAID = "not-said", "Not known"

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    intervention = models.CharField(max_length=30, choices=Intervention.choices)
    visibility = models.CharField(max_length=20, choices=Visibility.choices)
    footing = models.CharField(max_length=20, choices=Footing.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activities")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    logged_at = models.DateTimeField(default=timezone.now)
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="activities_logged")
    form_key = models.UUIDField(null=True, blank=True, unique=True)  # the same form sent twice is logged once
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        verbose_name_plural = "activities"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="activity_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="activity_withdrawn_when_who_why",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "operation",
                    "kind",
                    "intervention",
                    "visibility",
                    "footing",
                    "organisation",
                    "starts_on",
                    "ends_on",
                    "area",
                    "place",
                    "logged_at",
                    "form_key",
                    "withdrawn_at",
                    "withdrawn_because",
                ],
                OPERATIONAL,
            ),
            **dict.fromkeys(["note", "logged_by", "withdrawn_by"], personal(WITH_THE_OPERATION)),
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.starts_on}"

    @property
    def is_plain_clothes(self) -> bool:
        return self.visibility == self.Visibility.PLAIN_CLOTHES

    @property
    def last_day(self) -> dt.date:
        return self.ends_on or self.starts_on


class Quantity(models.Model):
    """One stated figure: value, unit, qualifier, the day it held, and who says so; or words where there is no number.

    On an activity it is what came of that one time; on an operation alone it is a running total as somebody stated
    it. The two are never added. Rows are not changed: a correction is a new row that names the one it replaces.
    """

    class Kind(models.TextChoices):
        OUTPUT = "output", "Output: what was delivered"
        RESULT = "result", "Result: what was found or seized"
        OUTCOME = "outcome", "Outcome: what changed for people"
        REACH = "reach", "Reach: who took part"
        DURATION = "duration", "Duration"

    class Qualifier(models.TextChoices):
        EXACT = "exact", "Exactly"
        AT_LEAST = "at-least", "At least"
        ABOUT = "about", "About"
        MORE_THAN = "more-than", "More than"
        WORDS = "words", "No number, only words"

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="quantities")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.CASCADE, related_name="quantities")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=160)
    unit = models.CharField(max_length=20, choices=[(code, words) for code, words, *_ in quantities.UNITS])
    qualifier = models.CharField(max_length=20, choices=Qualifier.choices)
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    words = models.CharField(max_length=160, blank=True)
    groups = models.JSONField(default=list, blank=True)  # [["grievous bodily harm", null], ["public order", "4"]]
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    denominator = models.CharField(max_length=300, blank=True)
    test = models.CharField(max_length=300, blank=True)
    recurrence_window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_publishable = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="quantities_recorded")
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "subject", "-as_of", "pk"]
        verbose_name_plural = "quantities"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(qualifier="words", value__isnull=True) & ~Q(words="")
                | ~Q(qualifier="words") & Q(value__isnull=False, words=""),
                name="quantity_is_a_number_or_words",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="quantity_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(unit="percent") | Q(value__lte=100),
                name="quantity_percent_is_a_share",
            ),
            models.CheckConstraint(
                condition=~Q(kind="outcome")
                | (~Q(denominator="") & ~Q(test="") & Q(recurrence_window_days__isnull=False)),
                name="outcome_carries_its_definition",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""), name="correction_carries_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="quantity_withdrawn_when_who_why",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "kind",
                    "subject",
                    "unit",
                    "qualifier",
                    "value",
                    "words",
                    "groups",
                    "as_of",
                    "source",
                    "denominator",
                    "test",
                    "recurrence_window_days",
                ],
                PUBLIC,
            ),
            **dict.fromkeys(
                [
                    "operation",
                    "activity",
                    "is_publishable",
                    "recorded_at",
                    "replaces",
                    "reason",
                    "withdrawn_at",
                    "withdrawn_because",
                ],
                OPERATIONAL,
            ),
            **dict.fromkeys(["recorded_by", "withdrawn_by"], personal(WITH_THE_OPERATION)),
        }

    def __str__(self) -> str:
        return str(self.figure)

    @property
    def figure(self) -> quantities.Figure:
        return quantities.Figure(
            self.kind,
            self.subject,
            self.unit,
            quantities.Qualifier(self.qualifier),
            self.value,
            self.words,
            tuple((name, None if value is None else Decimal(value)) for name, value in self.groups),
        )

    @property
    def group_words(self) -> list[str]:
        """`["grievous bodily harm", "public order: 4"]`."""
        return [name if value is None else f"{name}: {value}" for name, value in self.groups]

    @property
    def definition(self) -> str:
        """What an outcome means, to be printed beside it."""
        if self.kind != self.Kind.OUTCOME:
            return ""
        window = self.recurrence_window_days
        again = f"checked again after {window} days" if window else "not checked for coming back"
        return f"Out of: {self.denominator}. Test: {self.test}. {again[0].upper()}{again[1:]}."
