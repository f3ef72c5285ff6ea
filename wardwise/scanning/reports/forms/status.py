"""Looking a report up again, and adding to it."""

from __future__ import annotations

from django import forms

A_CODE = {"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}


class StatusForm(forms.Form):
    """Both halves of what was written down."""

    reference = forms.CharField(
        label="Your reference",
        max_length=60,
        help_text="Eight letters and numbers, for example B7KM-X2QP",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Write your reference"},
    )
    code = forms.CharField(
        label="Your secret code",
        max_length=60,
        help_text="Twelve letters and numbers, for example B7KM-X2QP-4TRW",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Write your secret code"},
    )


class MoreForm(forms.Form):
    """Something more about a report that was made."""

    words = forms.CharField(
        label="Tell us more",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="For example, that it happened again. Do not write anyone’s name.",
        error_messages={"required": "Write what you want to add"},
    )
