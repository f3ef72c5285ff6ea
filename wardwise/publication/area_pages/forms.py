"""What is written for a ward page: its lines, its contact, why it is taken down."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from wardwise.publication.area_pages.models import WardContact
from wardwise.publication.area_pages.rules import MOST_LINES, Said


class LineForm(forms.Form):
    """One pair of lines."""

    said = forms.CharField(max_length=300, required=False, label="You said", widget=forms.Textarea(attrs={"rows": 2}))
    did = forms.CharField(max_length=500, required=False, label="We did", widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("did") and not given.get("said"):
            self.add_error("said", "Say what people said, or leave both empty.")
        return given


LinesFormSet = forms.formset_factory(LineForm, extra=2, max_num=MOST_LINES, validate_max=True)


def lines_of(formset: forms.BaseFormSet[LineForm]) -> list[Said]:
    """The pairs that were filled in."""
    given = [form.cleaned_data for form in formset if form.cleaned_data.get("said")]
    return [Said(line["said"], line.get("did", "")) for line in given]


class WithdrawForm(forms.Form):
    """Why a release is taken down."""

    reason = forms.CharField(
        max_length=300,
        label="Why is it taken down?",
        help_text="For colleagues; the public is told only that it is being corrected.",
    )


class ContactForm(forms.ModelForm[WardContact]):
    """Whom the public may ask."""

    web = forms.URLField(required=False, label="Web page (optional)", assume_scheme="https")
    meets_at = forms.DateTimeField(
        required=False,
        label="Next meeting (optional)",
        help_text="For example 14/3/2027 18:30",
        input_formats=["%d/%m/%Y %H:%M", "%d %m %Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
    )

    class Meta:
        model = WardContact
        fields: ClassVar = ["team", "person", "phone", "email", "web", "meets_at", "meets_where"]
        labels: ClassVar = {
            "team": "Name of the team",
            "person": "Name of a person (optional, and only with their agreement)",
            "phone": "Phone (optional)",
            "email": "E-mail (optional)",
            "meets_where": "Where it meets (optional)",
        }
