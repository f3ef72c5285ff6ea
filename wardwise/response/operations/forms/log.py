"""What was done, with its quick figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wardwise.design.forms import DateField
from wardwise.partners import queries as partners
from wardwise.partners.models import Organisation, Partnership
from wardwise.places.models import Area
from wardwise.response.operations import quantities, queries, rules
from wardwise.response.operations.forms.boxes import NARROW, ChosenOrganisation
from wardwise.response.operations.forms.figures import SHORT_UNITS
from wardwise.response.operations.models import Activity, Quantity


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
