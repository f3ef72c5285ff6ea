"""Releases of ward pages, what residents were answered, and whom to contact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC, personal
from wardwise.partners.models import Partnership, Person
from wardwise.places.models import Area

WHILE_PUBLISHED = "as long as the release, seven years after it was replaced"


def paired(when: str, who: str) -> Q:
    """Both or neither: when something was done and who did it."""
    return Q(**{f"{when}__isnull": True, f"{who}__isnull": True}) | Q(
        **{f"{when}__isnull": False, f"{who}__isnull": False}
    )


class Release(models.Model):
    """What the public is told of one ward, as it stood when it was prepared; shown once somebody approved it.

    `content` is everything on the page. `reports` is never shown: the counts of reports by month and kind from which
    the page's table was made, and which of them were hidden, so that the next release cannot give them away.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "On the public site"
        REPLACED = "replaced", "Replaced by a later release"
        WITHDRAWN = "withdrawn", "Taken down"
        DISCARDED = "discarded", "Discarded draft"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="releases")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    content = models.JSONField(default=dict)
    reports = models.JSONField(default=dict)
    prepared_at = models.DateTimeField(default=timezone.now)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["area__name", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "area", "number"], name="release_number_once"),
            models.UniqueConstraint(
                fields=["partnership", "area"], condition=Q(state="approved"), name="one_release_on_the_site"
            ),
            models.UniqueConstraint(fields=["partnership", "area"], condition=Q(state="draft"), name="one_draft"),
            models.CheckConstraint(condition=paired("approved_at", "approved_by"), name="release_approved_pair"),
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="release_ended_pair"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "replaced", "withdrawn"]) | Q(approved_at__isnull=False),
                name="release_shown_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "approved"], ended_at__isnull=True)
                | Q(state__in=["replaced", "withdrawn", "discarded"], ended_at__isnull=False),
                name="release_ended_has_its_time",
            ),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["partnership", "area", "number", "content", "approved_at"], PUBLIC),
            **dict.fromkeys(["state", "reports", "prepared_at", "ended_at", "reason"], OPERATIONAL),
            **dict.fromkeys(["prepared_by", "approved_by", "ended_by"], personal(WHILE_PUBLISHED)),
        }

    def __str__(self) -> str:
        return f"Release {self.number} of {self.area_id}"


class SaidLine(models.Model):
    """Something people of a ward said, and what was done about it, in the words the public reads."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=300)
    did = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "position"], name="said_line_position_once")
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["release", "position", "said", "did"], PUBLIC)

    def __str__(self) -> str:
        return self.said


class WardContact(models.Model):
    """Whom to ask about a ward: its named team, how to reach it, when it next meets people."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="ward_contacts")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="ward_contacts")
    team = models.CharField(max_length=120)
    person = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    web = models.URLField(blank=True)
    meets_at = models.DateTimeField(null=True, blank=True)
    meets_where = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["area__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "area"], name="one_contact_per_ward")]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                ["partnership", "area", "team", "phone", "email", "web", "meets_at", "meets_where"], PUBLIC
            ),
            "person": personal("while the person is the ward's public contact"),
            "changed_at": OPERATIONAL,
            "changed_by": personal("while the contact is shown"),
        }

    def __str__(self) -> str:
        return f"{self.team} for {self.area_id}"
