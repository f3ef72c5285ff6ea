"""A block of the public site, as it is edited."""

from __future__ import annotations

from typing import Any

from django import forms

from wardwise.publication.signposts.models import Signpost


class SignpostForm(forms.Form):
    """What a block on the public site says."""

    kind = forms.ChoiceField(
        label="What kind of thing is it?", choices=Signpost.Kind.choices, widget=forms.RadioSelect
    )
    heading = forms.CharField(label="Heading", max_length=80)
    words = forms.CharField(
        label="What should people know?",
        help_text="A few plain sentences. Name places and groups, not people.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    link = forms.URLField(
        label="Address of the page to go on to", required=False, max_length=300, assume_scheme="https"
    )
    link_words = forms.CharField(
        label="Words of the link", help_text="What people find there, not “click here”", required=False, max_length=60
    )
    position = forms.IntegerField(
        label="Place in the order",
        help_text="Low numbers come first",
        min_value=1,
        max_value=999,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    is_shown = forms.BooleanField(label="Show this on the public site", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("link") and not given.get("link_words"):
            self.add_error("link_words", "Enter the words of the link")
        if given.get("link_words") and not given.get("link") and "link" not in self.errors:
            self.add_error("link", "Enter the address that the link goes to")
        return given
