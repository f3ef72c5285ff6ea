"""What visitors said of the site, without a name and without a time of day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wardwise.office.privacy.classes import OPERATIONAL, personal

KEPT_DAYS = 365


class Feedback(models.Model):
    """One answer to "did this site do what you came for?". Has no name, no address and no time of day."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    place = models.CharField(max_length=40, help_text="The part of the site it is about: a partnership's short name")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words = models.TextField(blank=True, max_length=2_000)
    given_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-given_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["place", "given_on"])]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["place", "answer", "given_on"], OPERATIONAL),
            "words": personal("for one year; people are asked not to write about anybody"),
        }

    def __str__(self) -> str:
        return f"{self.place}: {self.answer}"
