"""What officers fill in: the search over the list, one small form for each verb, a report taken by phone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from wardwise.design.forms import DateField, Hinted
from wardwise.partners import queries as partners
from wardwise.partners.models import Organisation, Partnership
from wardwise.places.models import Area
from wardwise.scanning.problems import queries as problems
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports import codes, routes, rules
from wardwise.scanning.reports.forms import (
    PARTS_OF_DAY,
    ContactForm,
    KindForm,
    PlaceForm,
    StepForm,
    WardField,
    WhenForm,
    WordsForm,
    at_hour,
)
from wardwise.scanning.reports.kinds import grouped
from wardwise.scanning.reports.models import TO_ORGANISATION, Report

STATES = [
    ("open", "Waiting for somebody"),
    ("overdue", "Overdue"),
    ("all", "All"),
    *Report.State.choices,
    ("suspect", "Perhaps sent by a machine"),
]


class SearchForm(forms.Form):
    """The questions over the list."""

    words = forms.CharField(label="Words or reference", max_length=100, required=False)
    kind = forms.ChoiceField(label="Kind", required=False)
    area = WardField(label="Area", queryset=Area.objects.none(), required=False, empty_label="All areas")
    state = forms.ChoiceField(label="State", choices=STATES, required=False)
    says_optional = False

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, area = self.fields["kind"], self.fields["area"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(area, WardField)
        kind.choices = [("", "All kinds"), *grouped()]
        area.queryset = partners.wards(partnership)

    def asked(self) -> dict[str, Any]:
        """What was asked; an answer that cannot be is no answer."""
        self.full_clean()
        given = self.cleaned_data
        area = given.get("area")
        return {
            "words": given.get("words", ""),
            "kind": given.get("kind", ""),
            "area": area.pk if area else None,
            "state": given.get("state") or "open",
        }


class VerbForm(forms.Form):
    """One verb of triage: its fields are called like the rule's arguments. `version` is what the officer saw."""

    title = ""
    button = "Save"
    done = "Saved."
    says_optional = True
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("version", report.version)
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}_%s")
        super().__init__(*args, **kwargs)
        self.report = report
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices."""

    def show_again(self, report: Report) -> None:
        """After a refusal: what was typed stays, and it will be tried on the report as it now is."""
        self.data = {**dict(self.data.items()), "version": str(report.version)}


def note_field(label: str = "Note for colleagues", *, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=1_000, required=required, widget=area)


def public_words(label: str, hint: str) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=2_000, widget=area, help_text=hint)


NEVER = "The person who told us reads this, and others may too. Plain words; no names, no addresses."


class AcceptForm(VerbForm):
    """It is ours."""

    title = "Take it up: it is ours to deal with"
    button = "Take it up"
    done = "Taken up. It is yours to deal with."


class RouteForm(VerbForm):
    """It belongs elsewhere."""

    title = "Pass it on to where it belongs"
    button = "Pass it on"
    done = "Passed on. The person who told us can read where to."
    to = forms.ChoiceField(label="Where does it belong?", widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label="Which organisation?", queryset=Organisation.objects.none(), required=False, empty_label="Choose one"
    )
    note = note_field()
    reveals = {("to", TO_ORGANISATION): ["organisation"]}

    def prepare(self) -> None:
        to, organisation = self.fields["to"], self.fields["organisation"]
        assert isinstance(to, forms.ChoiceField)
        assert isinstance(organisation, forms.ModelChoiceField)
        inside = (TO_ORGANISATION, Hinted("An organisation of the partnership", "It still counts as ours"))
        ways = routes.routes(self.report.partnership).values()
        to.choices = [inside, *[(way.code, Hinted(way.desk, "It no longer counts here")) for way in ways]]
        organisation.queryset = partners.members(self.report.partnership)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") == TO_ORGANISATION and not cleaned.get("organisation"):
            self.add_error("organisation", "Choose the organisation")
        return cleaned


class UndoRouteForm(VerbForm):
    """It was passed on by mistake."""

    title = "Take it back: it was passed on by mistake"
    button = "Take it back"
    done = "Taken back. It waits here again."
    note = note_field("What was wrong")


class MergeForm(VerbForm):
    """It tells of the same thing as another."""

    title = "It is the same as another report"
    button = "Mark as the same"
    done = "Marked as the same. What becomes of the other is now told for both."
    into = forms.CharField(
        label="Reference of the report that stays",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )

    def clean_into(self) -> Report:
        typed = codes.tidy(self.cleaned_data["into"])
        found = Report.objects.filter(partnership=self.report.partnership, reference=typed).first()
        if found is None:
            raise forms.ValidationError("There is no report with this reference. Check it in the list of reports")
        return found


class UnmergeForm(VerbForm):
    """It was another thing."""

    title = "It is not the same as the other report"
    button = "Separate"
    done = "Separated. It is a report of its own again."


class LinkForm(VerbForm):
    """It belongs to a problem that is being worked on."""

    title = "Link it to a problem we work on"
    button = "Link"
    done = "Linked to the problem."
    problem = forms.ModelChoiceField(
        label="Problem", queryset=Problem.objects.none(), empty_label="Choose one", to_field_name="pk"
    )

    def prepare(self) -> None:
        problem = self.fields["problem"]
        assert isinstance(problem, forms.ModelChoiceField)
        problem.queryset = problems.open_ones(self.report.partnership)


class UnlinkForm(VerbForm):
    """It does not belong to that problem."""

    title = "Take it away from the problem"
    button = "Unlink"
    done = "Taken away from the problem. What was done keeps that it was there."


class AdviseForm(VerbForm):
    """All there is to do is to tell them something."""

    title = "Give advice; nothing else is needed"
    button = "Give this advice"
    done = "The advice was given. They read it on the status page."
    advice = public_words("Advice", NEVER)


class AcknowledgeForm(VerbForm):
    """They have been told."""

    title = "They have been told"
    button = "They have been told"
    done = "Noted that they have been told."
    note = note_field("How they were told")


class CloseForm(VerbForm):
    """Finished."""

    title = "Close it"
    button = "Close"
    done = "The report is closed. They read what was done on the status page."
    closure = forms.ChoiceField(label="How did it end?", widget=forms.RadioSelect, choices=Report.Closure.choices)
    public_outcome = public_words("What was done", NEVER)

    def prepare(self) -> None:
        closure = self.fields["closure"]
        assert isinstance(closure, forms.ChoiceField)
        if self.report.state == Report.State.RECEIVED:
            closure.choices = [(c.value, c.label) for c in rules.CLOSED_UNREAD]


class ReopenForm(VerbForm):
    """Look at it again."""

    title = "Look at it again"
    button = "Reopen"
    done = "The report is open again."
    note = note_field("Why")


class MarkReadForm(VerbForm):
    """What was added has been read."""

    title = "What was added has been read"
    button = "I have read what was added"
    done = "Noted that you have read it."


class CorrectForm(VerbForm):
    """Put right what it is, where, when."""

    title = "Correct its kind, place or time"
    button = "Correct"
    done = "Corrected. The figures follow."
    kind = forms.ChoiceField(label="Kind")
    area = WardField(label="Area", queryset=Area.objects.none(), required=False, empty_label="Not known")
    day = DateField(label="First day")
    part = forms.ChoiceField(label="Time", choices=[(code, words) for code, (words, *_) in PARTS_OF_DAY.items()])
    last_day = DateField(label="Last day")

    def prepare(self) -> None:
        kind, area, report = self.fields["kind"], self.fields["area"], self.report
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(area, WardField)
        kind.choices, area.queryset = grouped(), partners.wards(report.partnership)
        start, end = timezone.localtime(report.occurred_from), timezone.localtime(report.occurred_to)
        parts = [code for code, (_, first, _) in PARTS_OF_DAY.items() if first == start.hour]
        last = max(start.date(), (end - dt.timedelta(hours=6, minutes=1)).date())
        now = {"kind": report.kind, "area": report.area_id, "day": start.date(), "last_day": last}
        self.initial.update(now, part=parts[0] if parts else "unknown")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        day, last, part = (cleaned.pop(name) for name in ("day", "last_day", "part"))
        _, first_hour, last_hour = PARTS_OF_DAY[part]
        cleaned["occurred_from"], cleaned["occurred_to"] = at_hour(day, first_hour), at_hour(last, last_hour)
        if last < day or cleaned["occurred_from"] > timezone.now():
            self.add_error("last_day", "The last day must not be before the first, and neither in the future")
        return cleaned


VERBS: dict[str, type[VerbForm]] = {
    "accept": AcceptForm,
    "route": RouteForm,
    "undo_route": UndoRouteForm,
    "merge": MergeForm,
    "unmerge": UnmergeForm,
    "link": LinkForm,
    "unlink": UnlinkForm,
    "advise": AdviseForm,
    "acknowledge": AcknowledgeForm,
    "close": CloseForm,
    "reopen": ReopenForm,
    "correct": CorrectForm,
    "mark_read": MarkReadForm,
}


class ChannelForm(StepForm):
    """How the report reached us."""

    channel = forms.ChoiceField(
        label="How did they tell us?",
        widget=forms.RadioSelect,
        choices=[choice for choice in Report.Channel.choices if choice[0] != Report.Channel.WEB],
        error_messages={"required": "Choose how they told us"},
    )
    token = forms.CharField(max_length=100, widget=forms.HiddenInput)


# The same questions as on the public site, on one page.
PHONE_PARTS: dict[str, type[StepForm]] = {
    "channel": ChannelForm,
    "kind": KindForm,
    "where": PlaceForm,
    "when": WhenForm,
    "words": WordsForm,
    "contact": ContactForm,
}
