"""Sentences for the public."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC, personal
from wardwise.partners.models import Person
from wardwise.response.operations.models.plan import WITH_THE_OPERATION, Operation


class Line(models.Model):
    """A sentence for the public: what residents said, what was done about it, or an approved quote."""

    class Kind(models.TextChoices):
        SAID = "said", "You said"
        DID = "did", "We did"
        QUOTE = "quote", "Quote"

    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=400)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by")
    speaker = models.CharField(max_length=160, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="line_approved_when_and_who",
            ),
            models.CheckConstraint(condition=~Q(kind="quote") | ~Q(speaker=""), name="quote_has_a_speaker"),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(kind="did"), name="only_what_we_did_answers"
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["kind", "words", "answers", "speaker"], PUBLIC),
            **dict.fromkeys(["operation", "written_at", "approved_at"], OPERATIONAL),
            **dict.fromkeys(["written_by", "approved_by"], personal(WITH_THE_OPERATION)),
        }

    def __str__(self) -> str:
        return self.words
