"""What residents and partners tell, how they may be reached, and what was done with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wardwise.methods import geometry
from wardwise.office.privacy.classes import OPERATIONAL, personal
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places.models import Area
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports import kinds

AS_LONG_AS_THE_REPORT = "the partnership's retention of reports, two years unless it says otherwise"
# The route of a report that goes to an organisation of the partnership; all other routes lead out of it.
TO_ORGANISATION = "organisation"
AN_HOUR = "one hour after it was last touched, or until it is sent"


class Report(models.Model):
    """What a resident told us about behaviour or a spoiled place: what, where, when, and what came of it.

    Who told us is kept apart (`Contact`) and read under a permission of its own.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        TRIAGED = "triaged", "Being looked at"
        ROUTED = "routed", "Passed on"
        LINKED = "linked", "Linked to a problem"
        ADVISED = "advised", "Advice only"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        CLOSED = "closed", "Closed"
        MERGED = "merged", "Same as another report"

    class Channel(models.TextChoices):
        WEB = "web", "Public site"
        PHONE = "phone", "Phone"
        WALK_IN = "walk-in", "In person"
        LETTER = "letter", "Letter or e-mail"

    class Closure(models.TextChoices):
        DONE = "done", "Something was done"
        ADVICE = "advice", "Advice was given"
        NOT_FOUND = "not-found", "We looked and found nothing"
        NOT_OURS = "not-ours", "Not something the partnership deals with"
        NOT_REAL = "not-real", "Not a real report: a test or an advertisement"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports")
    reference = models.CharField(max_length=9, unique=True)
    secret_hash = models.CharField(max_length=120, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    entry_id = models.CharField(max_length=40, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)

    kind = models.SlugField(max_length=40)
    words = models.TextField(blank=True)
    place_words = models.CharField(max_length=300, blank=True)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    easting = models.FloatField(null=True, blank=True)
    northing = models.FloatField(null=True, blank=True)
    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField()
    is_still_happening = models.BooleanField(default=False)

    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    is_suspect = models.BooleanField(default=False)
    has_news = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promised_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    route = models.SlugField(max_length=40, blank=True)
    routed_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closure = models.CharField(max_length=20, choices=Closure.choices, blank=True)
    public_outcome = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    # Whether the incident store must still be told of the last change.
    is_row_due = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["received_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(occurred_to__gte=models.F("occurred_from")), name="report_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="report_easting_with_northing",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, closure="")),
                name="report_state_closed_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(closure="") & ~Q(public_outcome="")),
                name="report_closes_with_public_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="report_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="linked") | Q(problem__isnull=False), name="report_linked_to_a_problem"
            ),
            models.CheckConstraint(condition=~Q(state="routed") | ~Q(route=""), name="report_routed_to_somewhere"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partnership", "state", "received_at"]),
            models.Index(fields=["is_row_due"], condition=Q(is_row_due=True), name="reports_row_due"),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["words", "place_words"], personal(AS_LONG_AS_THE_REPORT)),
            "secret_hash": personal(AS_LONG_AS_THE_REPORT),
            **dict.fromkeys(
                [
                    "partnership",
                    "reference",
                    "token_hash",
                    "entry_id",
                    "channel",
                    "kind",
                    "area",
                    "easting",
                    "northing",
                    "occurred_from",
                    "occurred_to",
                    "is_still_happening",
                    "state",
                    "is_suspect",
                    "has_news",
                    "received_at",
                    "taken_by",
                    "promised_by",
                    "acknowledged_at",
                    "route",
                    "routed_to",
                    "problem",
                    "merged_into",
                    "closure",
                    "public_outcome",
                    "closed_at",
                    "version",
                    "forgotten_at",
                    "is_row_due",
                ],
                OPERATIONAL,
            ),
        }

    def __str__(self) -> str:
        return self.reference

    @property
    def is_overdue(self) -> bool:
        """Nobody has looked at it or told the person so, and the day we promised has passed."""
        return self.state in AWAITING and self.acknowledged_at is None and self.promised_by < timezone.now()

    @property
    def is_counted(self) -> bool:
        """Whether it stands in the incident store: taken up, ours to deal with, real and not told twice."""
        if self.state in (self.State.RECEIVED, self.State.MERGED):
            return False
        is_elsewhere = bool(self.route) and self.route != TO_ORGANISATION
        return not is_elsewhere and self.closure not in (self.Closure.NOT_OURS, self.Closure.NOT_REAL)

    @property
    def has_point(self) -> bool:
        return self.easting is not None

    @property
    def precision(self) -> str:
        """How exactly the place is known, in the incident store's words. A forgotten report keeps only its square."""
        if self.has_point and self.forgotten_at is None:
            return "exact"
        return "area" if self.has_point or self.area_id else "none"

    @property
    def kind_title(self) -> str:
        return kinds.title_of(self.kind)

    @property
    def grid_reference(self) -> str:
        """The point to ten metres, as officers write it down; of a forgotten report to a hundred."""
        try:
            return geometry.grid_reference(self.easting or 0, self.northing or 0, 6 if self.forgotten_at else 8)
        except ValueError:
            return "off the map"


# States in which the person who told us is still owed a word.
AWAITING = (Report.State.RECEIVED, Report.State.TRIAGED, Report.State.LINKED, Report.State.ADVISED)


class Contact(models.Model):
    """How it is safe to reach whoever made a report. Given only if they chose to; withdrawn when they say so."""

    class How(models.TextChoices):
        PHONE = "phone", "Phone call"
        TEXT = "text", "Text message"
        EMAIL = "email", "E-mail"

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    when = models.CharField(max_length=200, blank=True)
    may_leave_message = models.BooleanField(default=False)
    who_might_see = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="contact_has_phone_or_email")
        ]

    class Privacy:
        fields: ClassVar = {
            "report": OPERATIONAL,
            **dict.fromkeys(
                ["name", "how", "phone", "email", "when", "may_leave_message", "who_might_see"],
                personal(AS_LONG_AS_THE_REPORT),
            ),
        }

    def __str__(self) -> str:
        return f"contact of report {self.report_id}"


class Photo(models.Model):
    """A photo sent with a report, drawn anew so that nothing is left of what the phone wrote into it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="photos")
    file = models.CharField(max_length=80, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        fields: ClassVar = {
            "file": personal(AS_LONG_AS_THE_REPORT),
            **dict.fromkeys(["report", "width", "height", "added_at"], OPERATIONAL),
        }

    def __str__(self) -> str:
        return f"photo {self.pk} of report {self.report_id}"


class Addition(models.Model):
    """Something the person who made a report told us later, through the status page."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="additions")
    words = models.TextField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]

    class Privacy:
        fields: ClassVar = {
            "report": OPERATIONAL,
            "words": personal(AS_LONG_AS_THE_REPORT),
            "added_at": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"addition {self.pk} to report {self.report_id}"


class Step(models.Model):
    """One move of a report: who did what to it, when, from which state to which."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    class Privacy:
        fields: ClassVar = {
            "note": personal(AS_LONG_AS_THE_REPORT),
            **dict.fromkeys(["report", "at", "by", "verb", "from_state", "to_state"], OPERATIONAL),
        }

    def __str__(self) -> str:
        return f"{self.verb} of report {self.report_id}"

    @property
    def words(self) -> str:
        return STEP_WORDS.get(self.verb, self.verb)


STEP_WORDS = {
    "received": "Received",
    "accept": "Taken up",
    "route": "Passed on",
    "undo_route": "Taken back",
    "merge": "Marked as the same as another",
    "unmerge": "Separated from the other",
    "link": "Linked to a problem",
    "unlink": "Taken away from the problem",
    "advise": "Advice given",
    "acknowledge": "Told",
    "close": "Closed",
    "reopen": "Opened again",
    "correct": "Corrected",
    "mark_read": "What was added was read",
}


class Draft(models.Model):
    """Answers on their way from page to page, until the report is sent. It is found only by a key in the session."""

    key_hash = models.CharField(max_length=64, unique=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    photo = models.CharField(max_length=80, blank=True)
    touched_at = models.DateTimeField(db_index=True)

    class Privacy:
        fields: ClassVar = {
            "key_hash": OPERATIONAL,
            "partnership": OPERATIONAL,
            "answers": personal(AN_HOUR),
            "photo": personal(AN_HOUR),
            "touched_at": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"draft {self.pk}"
