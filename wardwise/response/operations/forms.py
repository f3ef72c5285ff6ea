"""What people fill in about operations. The rules decide; these only read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from wardwise.design.forms import DateField, Hinted
from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places.models import Area
from wardwise.response.operations import quantities, queries, rules, shapes
from wardwise.response.operations.models import Activity, Aim, Line, Operation, Phase, Quantity

LONG = forms.Textarea(attrs={"rows": 4})
WIDE = {"class": "govuk-!-width-two-thirds"}
NARROW = {"class": "govuk-input--width-10", "inputmode": "decimal"}


class ChosenOrganisation(forms.ModelChoiceField[Organisation]):
    """An organisation of this partnership."""


class OperationForm(forms.Form):
    """The plan of an operation."""

    says_optional = True

    kind = forms.ChoiceField(
        label="What kind is it?",
        choices=[
            ("campaign", Hinted("Community campaign", "Partners and residents over months, often in phases")),
            ("operation", Hinted("Operation", "A defined piece of joint work, such as patrols and sweeps")),
            ("patrol-plan", Hinted("Hot-spot patrol plan", "Small places; never shown to the public")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs=WIDE))
    trigger = forms.CharField(
        label="What led to it?",
        help_text="What was heard or seen, and why now. Name no person.",
        widget=LONG,
    )
    summary = forms.CharField(
        label="Summary for the public",
        help_text="Two or three sentences. Shown only once somebody publishes the operation.",
        required=False,
        widget=LONG,
    )
    lead = forms.ModelChoiceField(label="Who leads it?", queryset=Person.objects.none())
    lead_organisation = ChosenOrganisation(label="Leading organisation", queryset=Organisation.objects.none())
    starts_on = DateField(label="First day", help_text="An evaluation must be fixed before this day.")
    ends_on = DateField(label="Last day, if there is one", required=False)
    areas = forms.ModelMultipleChoiceField(
        label="Areas",
        queryset=Area.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.CharField(
        label="The place in words",
        help_text="As people say it. This is what the public reads.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
    )
    polygon = forms.CharField(
        label="A drawn area",
        help_text="Only if wards do not fit. Draw it, or paste a GeoJSON polygon. The public never sees it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        lead, organisation, areas = (self.fields[name] for name in ("lead", "lead_organisation", "areas"))
        lead.queryset = partners.colleagues(partnership).order_by("name")  # type: ignore[attr-defined]
        organisation.queryset = partners.members(partnership).order_by("name")  # type: ignore[attr-defined]
        areas.queryset = found = queries.area_choices(partnership)  # type: ignore[attr-defined]
        areas.label_from_instance = lambda area: area.name  # type: ignore[attr-defined]
        if not found.exists():
            del self.fields["areas"]

    def clean_polygon(self) -> Any:
        text = self.cleaned_data["polygon"].strip()
        try:
            return shapes.read(text, self.partnership) if text else None
        except Refused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None

    @property
    def plan(self) -> rules.Plan:
        given = {**self.cleaned_data}
        return rules.Plan(**{**given, "areas": tuple(given.get("areas") or ())})


def plan_of(operation: Operation) -> dict[str, Any]:
    """What stands in the form when an operation is changed."""
    names = ("kind", "name", "trigger", "summary", "lead", "lead_organisation", "starts_on", "ends_on", "place")
    drawn = operation.geometry if operation.polygon is not None else None
    return {
        **{name: getattr(operation, name) for name in names},
        "areas": list(operation.areas.all()),
        "polygon": json.dumps(shapes.to_geojson(drawn)) if drawn is not None else "",
    }


class AimForm(forms.Form):
    """One aim and the way to check it."""

    statement = forms.CharField(
        label="What should be true afterwards?", max_length=Aim.statement.field.max_length, required=True
    )
    measured_by = forms.CharField(label="How could anybody check that?", max_length=300, required=True)


class EarlyAimForm(AimForm):
    """An aim on the form of the plan: both boxes or neither."""

    says_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["empty_permitted"] = True
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)


EarlyAims = forms.formset_factory(EarlyAimForm, extra=2, max_num=10, absolute_max=10)


def aims_of(formset: Any) -> list[tuple[str, str]]:
    filled = [form.cleaned_data for form in formset if form.has_changed()]
    return [(aim["statement"], aim["measured_by"]) for aim in filled]


class PhaseForm(forms.Form):
    """A phase with its dates and what must be true for it to end."""

    says_optional = True

    kind = forms.ChoiceField(
        label="Kind of phase",
        choices=[
            ("intensify", Hinted("Intensify", "A short time of much more than usual")),
            ("sustain", Hinted("Sustain", "Keeping up what was reached")),
            ("clear", Hinted("Clear", "Removing the immediate threat")),
            ("hold", Hinted("Hold", "Keeping others from filling the gap")),
            ("build", Hinted("Build", "Tackling what lies behind it, and resilience")),
        ],
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day, if it is known", required=False)
    exit_criteria = forms.CharField(
        label="What must be true for it to end?", max_length=Phase.exit_criteria.field.max_length
    )
    resources = forms.CharField(label="Resources committed", max_length=300, required=False)


class PartnerForm(forms.Form):
    """An organisation and its part."""

    organisation = ChosenOrganisation(label="Organisation", queryset=Organisation.objects.none())
    role = forms.CharField(label="What does it do here?", max_length=200, widget=forms.TextInput(attrs=WIDE))

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = partners.members(partnership).order_by("name")
        self.fields["organisation"].queryset = members  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label="Why?", max_length=300, widget=forms.TextInput(attrs=WIDE))


class MoveForm(forms.Form):
    """A step in an operation's life."""

    says_optional = True
    reason = forms.CharField(
        label="Why?", help_text="Needed when it is stopped, withdrawn or sent back.", required=False, widget=LONG
    )


UNIT_CHOICES = [(code, words) for code, words, *_ in quantities.UNITS]
SHORT_UNITS = [(code, words.split(" (")[0]) for code, words in UNIT_CHOICES]  # a phone is narrow


class FigureForm(forms.Form):
    """One figure, with all that keeps it from lying."""

    says_optional = True
    reveals: ClassVar = {
        ("kind", "outcome"): ["denominator", "test", "recurrence_window_days"],
        ("qualifier", "words"): ["words"],
    }

    kind = forms.ChoiceField(
        label="What kind of figure is it?",
        choices=[
            ("output", Hinted("Output", "What was delivered: hours, sweeps, arrests, events, bags")),
            ("result", Hinted("Result", "What was found, seized or closed")),
            ("outcome", Hinted("Outcome", "What changed for people, with its definition")),
            ("reach", Hinted("Reach", "Who took part: schools, people, streets")),
            ("duration", Hinted("Duration", "How long something lasted")),
        ],
        widget=forms.RadioSelect,
    )
    denominator = forms.CharField(
        label="Out of how many, of what?",
        help_text="For example: ASB team cases closed in the year",
        max_length=300,
        required=False,
    )
    test = forms.CharField(
        label="By which test?",
        help_text="For example: the behaviour stopped, confirmed with the victim",
        max_length=300,
        required=False,
    )
    recurrence_window_days = forms.IntegerField(
        label="Checked again after how many days?",
        help_text="0 if it was not checked again",
        min_value=0,
        max_value=3650,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    subject = forms.CharField(
        label="What was counted?",
        help_text="As it should read after the number: weapons sweeps in parks, additional patrol, litter",
        max_length=160,
    )
    qualifier = forms.ChoiceField(
        label="How exact is it?", choices=Quantity.Qualifier.choices, widget=forms.RadioSelect, initial="exact"
    )
    words = forms.CharField(label="The words", help_text="For example: large number", max_length=160, required=False)
    value = forms.DecimalField(
        label="Number", required=False, max_digits=14, decimal_places=3, widget=forms.TextInput(attrs=NARROW)
    )
    unit = forms.ChoiceField(label="Unit", choices=UNIT_CHOICES, initial="count")
    groups = forms.CharField(
        label="What it is made up of",
        help_text="One a line, with a number if there is one: “public order: 4”, or just “public order”.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    as_of = DateField(label="On which day did it hold?")
    source = forms.CharField(label="Who says so?", help_text="A document, a log, a person’s office", max_length=200)

    @property
    def figure(self) -> rules.FigureInput:
        names = rules.FigureInput.__dataclass_fields__
        return rules.FigureInput(**{name: self.cleaned_data[name] for name in names})


class CorrectionForm(FigureForm):
    """The right figure, and why it changes."""

    reason = forms.CharField(label="Why does it change?", max_length=300)


def figure_of(quantity: Quantity) -> dict[str, Any]:
    """What stands in the form when a figure is corrected."""
    names = rules.FigureInput.__dataclass_fields__
    value = quantities.number(quantity.value).replace(",", "") if quantity.value is not None else None
    return {
        **{name: getattr(quantity, name) for name in names},
        "groups": "\n".join(quantity.group_words),
        "value": value,
    }


class ActivityForm(forms.Form):
    """What was done, quickly, on a phone."""

    says_optional = True

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="What was done?", choices=Activity.Kind.choices)
    starts_on = DateField(label="When?")
    ends_on = DateField(label="Until, if it took more than a day", required=False)
    place = forms.CharField(label="Where?", help_text="Park, street or building", max_length=200, required=False)
    area = forms.ModelChoiceField(label="Area", queryset=Area.objects.none(), required=False)
    organisation = ChosenOrganisation(label="By whom?", queryset=Organisation.objects.none())
    intervention = forms.ChoiceField(
        label="What is it above all?", choices=Activity.Intervention.choices, widget=forms.RadioSelect
    )
    visibility = forms.ChoiceField(
        label="How visible?", choices=Activity.Visibility.choices, widget=forms.RadioSelect, initial="not-applicable"
    )
    footing = forms.ChoiceField(
        label="Additional or normal work?", choices=Activity.Footing.choices, widget=forms.RadioSelect
    )
    nothing_found = forms.BooleanField(label="It was searched and nothing was found", required=False)
    note = forms.CharField(
        label="Note",
        help_text="No names, no number plates, nothing about suspects.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, area = self.fields["organisation"], self.fields["area"]
        organisation.queryset = partners.members(partnership).order_by("name")  # type: ignore[attr-defined]
        area.queryset = queries.area_choices(partnership)  # type: ignore[attr-defined]
        area.label_from_instance = lambda found: found.name  # type: ignore[attr-defined]


class QuickFigureForm(forms.Form):
    """A figure of one activity: its day and source are the activity's."""

    value = forms.DecimalField(
        label="Number", max_digits=14, decimal_places=3, required=False, widget=forms.TextInput(attrs=NARROW)
    )
    qualifier = forms.ChoiceField(
        label="How exact?",
        choices=[choice for choice in Quantity.Qualifier.choices if choice[0] != "words"],
        initial="exact",
    )
    unit = forms.ChoiceField(label="Unit", choices=SHORT_UNITS, initial="count")
    subject = forms.CharField(label="Of what?", max_length=160, required=False)
    kind = forms.ChoiceField(
        label="Kind",
        choices=[
            ("output", "Output: delivered"),
            ("result", "Result: found or seized"),
            ("reach", "Reach: took part"),
        ],
        initial="output",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["empty_permitted"] = True
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and (given.get("value") is None) != (not given.get("subject")):
            raise ValidationError("Give both the number and what it is of, or neither.", code="half")
        return given

    @property
    def is_filled(self) -> bool:
        return self.cleaned_data.get("value") is not None


QuickFigures = forms.formset_factory(QuickFigureForm, extra=2, max_num=6, absolute_max=6)


def quick_figures(form: ActivityForm, formset: Any) -> Sequence[rules.FigureInput]:
    """The figures of the quick form, as of the activity's last day, said by the organisation that did it."""
    given = form.cleaned_data
    day: dt.date = given["ends_on"] or given["starts_on"]
    source = f"Log of {given['organisation'].name}"
    rows = [row.cleaned_data for row in formset if row.has_changed() and row.is_filled]
    if given["nothing_found"]:
        nothing = {
            "kind": "result",
            "subject": quantities.NOTHING,
            "unit": "count",
            "qualifier": "exact",
            "value": Decimal(0),
        }
        rows.append(nothing)
    return [rules.FigureInput(**row, words="", as_of=day, source=source) for row in rows]


class LineForm(forms.Form):
    """A sentence for the public."""

    says_optional = True
    reveals: ClassVar = {("kind", "did"): ["answers"], ("kind", "quote"): ["speaker"]}

    kind = forms.ChoiceField(label="What is it?", choices=Line.Kind.choices, widget=forms.RadioSelect)
    answers = forms.ModelChoiceField(
        label="Which of the things residents said does it answer?", queryset=Line.objects.none(), required=False
    )
    speaker = forms.CharField(
        label="Who is quoted?", help_text="As they agreed to be named", max_length=160, required=False
    )
    words = forms.CharField(label="The sentence", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = operation.lines.filter(kind=Line.Kind.SAID)
        self.fields["answers"].queryset = said  # type: ignore[attr-defined]
