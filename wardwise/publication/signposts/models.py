"""Blocks that a partnership puts on its public site: ways to take part, jobs, help."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC
from wardwise.partners.models import Partnership


class Signpost(models.Model):
    """A block of public words with a link: where to volunteer, which jobs are open, who can help."""

    class Kind(models.TextChoices):
        GET_INVOLVED = "get-involved", "Get involved"
        VOLUNTEERING = "volunteering", "Volunteering"
        CAREERS = "careers", "Careers"
        HELP = "help", "Help and support"

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="signposts")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    heading = models.CharField(max_length=80)
    words = models.TextField(max_length=600)
    link_words = models.CharField(max_length=60, blank=True)
    link = models.URLField(blank=True, max_length=300)
    position = models.PositiveSmallIntegerField(default=10)
    is_shown = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["position", "heading", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(link="", link_words="") | (~models.Q(link="") & ~models.Q(link_words="")),
                name="signpost_link_with_words",
            )
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["partnership", "kind", "heading", "words", "link_words", "link"], PUBLIC),
            **dict.fromkeys(["position", "is_shown", "changed_at"], OPERATIONAL),
        }

    def __str__(self) -> str:
        return self.heading
