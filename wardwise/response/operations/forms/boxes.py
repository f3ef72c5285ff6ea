"""Boxes that several forms share."""

from __future__ import annotations

from django import forms

from wardwise.partners.models import Organisation

LONG = forms.Textarea(attrs={"rows": 4})


WIDE = {"class": "govuk-!-width-two-thirds"}


NARROW = {"class": "govuk-input--width-10", "inputmode": "decimal"}


class ChosenOrganisation(forms.ModelChoiceField[Organisation]):
    """An organisation of this partnership."""


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label="Why?", max_length=300, widget=forms.TextInput(attrs=WIDE))
