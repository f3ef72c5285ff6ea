"""The plan of an operation: its aims, phases and partners."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wardwise.design.forms import DateField, Hinted
from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Organisation, Partnership, Person
from wardwise.places.models import Area
from wardwise.response.operations import queries, rules, shapes
from wardwise.response.operations.forms.boxes import LONG, WIDE, ChosenOrganisation
from wardwise.response.operations.models import Aim, Operation, Phase


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


class MoveForm(forms.Form):
    """A step in an operation's life."""

    says_optional = True
    reason = forms.CharField(
        label="Why?", help_text="Needed when it is stopped, withdrawn or sent back.", required=False, widget=LONG
    )
