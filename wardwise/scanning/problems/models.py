"""Problem files, their hypotheses, evidence and log."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places.models import Area


class Problem(models.Model):
    """Something that keeps happening and is worth solving together, worked through the steps of OSARA:

    objective, scanning, analysis, response, assessment. A problem file describes places and behaviour. It names no
    resident, victim or suspect.
    """

    class Stage(models.TextChoices):
        OBJECTIVE = "objective", "Objective"
        SCANNING = "scanning", "Scanning"
        ANALYSIS = "analysis", "Analysis"
        RESPONSE = "response", "Response"
        ASSESSMENT = "assessment", "Assessment"
        CLOSED = "closed", "Closed"

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", "Resolved: the behaviour stopped"
        SUSTAINED = "sustained", "Sustained: it is better, and work goes on to keep it so"
        FAILED = "failed", "Failed: what was done made no difference that can be shown"

    class Standard(models.TextChoices):
        OPINION = "opinion", "What people who know the place say"
        AFTER = "after", "Counts after the response only"
        BEFORE_AFTER = "before-after", "Counts before and after, here only"
        COMPARED = "compared", "Counts before and after, compared with a similar place"
        TRIAL = "trial", "Places chosen by chance to have the response or not"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="problems")
    title = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)

    objective = models.TextField()
    what = models.TextField(blank=True)
    where = models.TextField(blank=True)
    when = models.TextField(blank=True)
    who_notices = models.TextField(blank=True)
    location = models.TextField(blank=True)
    victim = models.TextField(blank=True)
    offender = models.TextField(blank=True)
    place_manager = models.TextField(blank=True)
    guardian = models.TextField(blank=True)
    handler = models.TextField(blank=True)
    response = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    evidence_standard = models.CharField(max_length=20, choices=Standard.choices, blank=True)
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.OBJECTIVE)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="problem_closed_at_with_closed_by",
            ),
            models.CheckConstraint(
                condition=Q(assessed_at__isnull=True, assessed_by__isnull=True, assessment="")
                | (Q(assessed_at__isnull=False, assessed_by__isnull=False) & ~Q(assessment="")),
                name="problem_assessed_at_with_assessed_by",
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False)
                | (~Q(stage="closed") & Q(closed_at__isnull=True, outcome="")),
                name="problem_stage_closed_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(stage="closed")
                | (~Q(assessment="") & ~Q(outcome="") & ~Q(evidence_standard="") & Q(assessed_at__isnull=False)),
                name="problem_closes_with_an_assessment",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["partnership", "stage"])]

    class Privacy:
        fields: ClassVar = dict.fromkeys(
            [
                "partnership",
                "title",
                "area",
                "owner",
                "lead",
                "review_on",
                "objective",
                "what",
                "where",
                "when",
                "who_notices",
                "location",
                "victim",
                "offender",
                "place_manager",
                "guardian",
                "handler",
                "response",
                "assessment",
                "evidence_standard",
                "assessed_at",
                "assessed_by",
                "stage",
                "outcome",
                "opened_at",
                "opened_by",
                "closed_at",
                "closed_by",
                "version",
            ],
            OPERATIONAL,
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        return self.stage == self.Stage.CLOSED


class Hypothesis(models.Model):
    """A guess at why a problem happens here, and what would show it to be wrong."""

    class Verdict(models.TextChoices):
        UNTESTED = "untested", "Not tested yet"
        SUPPORTED = "supported", "The evidence supports it"
        REJECTED = "rejected", "The evidence speaks against it"

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="hypotheses")
    claim = models.TextField(max_length=1000)
    test = models.TextField(max_length=1000, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, default=Verdict.UNTESTED)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        verbose_name_plural = "hypotheses"

    class Privacy:
        fields: ClassVar = dict.fromkeys(["problem", "claim", "test", "verdict", "added_at", "added_by"], OPERATIONAL)

    def __str__(self) -> str:
        return self.claim


class Evidence(models.Model):
    """A link from a problem to something that is kept elsewhere: a report, a run of an analysis, an operation.

    It holds the kind, the key and a line without names; what it points to stays under its own permissions.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="evidence")
    kind = models.SlugField(max_length=20)
    key = models.CharField(max_length=40)
    caption = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "kind", "key"], name="evidence_linked_once")
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["problem", "kind", "key", "caption", "added_at", "added_by"], OPERATIONAL)

    def __str__(self) -> str:
        return self.caption


class Change(models.Model):
    """One line of a problem's log: who did what, when, from which stage to which, and what stood there before."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    from_stage = models.CharField(max_length=20, blank=True)
    to_stage = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    class Privacy:
        fields: ClassVar = dict.fromkeys(
            ["problem", "at", "by", "verb", "from_stage", "to_stage", "note", "before"], OPERATIONAL
        )

    def __str__(self) -> str:
        return f"{self.verb} at {self.at:%Y-%m-%d}"

    @property
    def words(self) -> str:
        """What was done, as people say it."""
        moved = f"{stage_words(self.from_stage)} to {stage_words(self.to_stage).lower()}"
        return moved if self.verb == "stage_moved" else CHANGE_WORDS.get(self.verb, self.verb)


CHANGE_WORDS = {
    "opened": "Opened",
    "edited": "Changed",
    "hypothesis_added": "Hypothesis added",
    "hypothesis_judged": "Hypothesis judged",
    "evidence_added": "Evidence added",
    "evidence_removed": "Evidence taken away",
    "assessed": "Assessment written",
    "peer_checked": "Checked by a colleague",
    "closed": "Closed",
    "reopened": "Opened again",
}


def stage_words(stage: str) -> str:
    return str(dict(Problem.Stage.choices).get(stage, stage))
