"""One figure, as somebody states it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from wardwise.design.forms import DateField, Hinted
from wardwise.response.operations import quantities, rules
from wardwise.response.operations.forms.boxes import NARROW
from wardwise.response.operations.models import Quantity

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
