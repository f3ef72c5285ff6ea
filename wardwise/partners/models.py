"""Partnerships, organisations, people who work, the roles they hold and the agreements that open the desk to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC, personal
from wardwise.partners.roles import ROLES
from wardwise.places.models import Area

WHILE_EMPLOYED = "until one year after the person leaves"


class Partnership(models.Model):
    """A community safety partnership: the organisations that by law work together against crime and disorder here.

    It has no legal personality of its own; its members control the data. A deployment may hold several.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=80, help_text="The place as people say it: Luton")
    about = models.TextField(blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    police_force = models.CharField(max_length=80, blank=True)
    police_report_url = models.URLField(blank=True, help_text="The force's own page for reporting crime")
    local_policing_body = models.CharField(max_length=120, blank=True, default="Police and Crime Commissioner")
    suppress_below = models.PositiveSmallIntegerField(default=5, help_text="Counts below this are not published")
    report_retention_days = models.PositiveIntegerField(default=730)
    is_fictitious = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name"]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "slug",
                    "name",
                    "place",
                    "about",
                    "contact_email",
                    "contact_phone",
                    "police_force",
                    "police_report_url",
                    "local_policing_body",
                    "is_fictitious",
                ],
                PUBLIC,
            ),
            **dict.fromkeys(["suppress_below", "report_retention_days", "created_at"], OPERATIONAL),
        }

    def __str__(self) -> str:
        return self.name

    @property
    def report_retention(self) -> str:
        """How long reports are kept, as people say it: 2 years, 90 days."""
        years, rest = divmod(self.report_retention_days, 365)
        if rest > 1 or not years:
            return f"{self.report_retention_days} days"
        return "one year" if years == 1 else f"{years} years"


class CoveredArea(models.Model):
    """An area (of any scheme) that lies in a partnership's place."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="covered")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="covered_by")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "area"], name="area_covered_once")]

    class Privacy:
        fields: ClassVar = {"partnership": PUBLIC, "area": PUBLIC}

    def __str__(self) -> str:
        return f"{self.partnership_id} covers {self.area_id}"


class Organisation(models.Model):
    """A body that takes part in partnerships: a force, a council, a charity, a residents' group."""

    class Kind(models.TextChoices):
        POLICE = "police", "Police"
        COUNCIL = "council", "Council"
        FIRE = "fire", "Fire and rescue"
        HEALTH = "health", "Health"
        PROBATION = "probation", "Probation"
        YOUTH_JUSTICE = "youth-justice", "Youth justice"
        VIOLENCE_REDUCTION = "violence-reduction", "Violence reduction unit"
        HOUSING = "housing", "Housing provider"
        CHARITY = "charity", "Voluntary or community organisation"
        BUSINESS = "business", "Business"
        EDUCATION = "education", "Education"
        COMMUNITY = "community", "Residents or community group"

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)

    class Meta:
        ordering: ClassVar = ["name"]

    class Privacy:
        fields: ClassVar = {"name": PUBLIC, "kind": PUBLIC}

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An organisation's standing in one partnership, from a date and perhaps until one."""

    class Status(models.TextChoices):
        RESPONSIBLE = "responsible", "Responsible authority"
        CO_OPERATING = "co-operating", "Co-operating body"
        INVITED = "invited", "Invited to take part"
        COMMUNITY = "community", "Community member"

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    status = models.CharField(max_length=20, choices=Status.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "organisation", "since"], name="membership_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"
            ),
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["partnership", "organisation", "status", "since", "until"], PUBLIC)

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.partnership_id}"


class PeopleManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who works for an organisation and signs in. People whom a case concerns are never kept here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "people"

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["email", "name", "job_title", "password", "last_login"], personal(WHILE_EMPLOYED)),
            **dict.fromkeys(["organisation", "is_active", "joined_at"], OPERATIONAL),
        }

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role that a person holds in one partnership, from a date and perhaps until one. Leavers' posts end."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=40, choices=[(role.code, role.title) for role in ROLES])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "partnership", "role", "since"], name="post_once_per_start"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_ends_after_start"
            ),
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["person", "partnership", "role", "since", "until"], OPERATIONAL)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"


class SharingAgreement(models.Model):
    """What lets organisations of a partnership share records: parties, purpose, legal gateway, and an end.

    It gates access: when the last live agreement that names an organisation expires, its people see nothing.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="agreements")
    title = models.CharField(max_length=160)
    purpose = models.TextField()
    gateway = models.CharField(max_length=200, help_text="The legal power relied on, in words")
    organisations = models.ManyToManyField(Organisation, related_name="agreements")
    starts_on = models.DateField()
    expires_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["expires_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("starts_on")), name="agreement_ends_after_start")
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(
            ["partnership", "title", "purpose", "gateway", "starts_on", "expires_on", "review_on"],
            OPERATIONAL,
        )

    def __str__(self) -> str:
        return self.title
