"""Whether and how it is safe to get in touch."""

from __future__ import annotations

from typing import Any

from django import forms

from wardwise.design.forms import Hinted
from wardwise.scanning.reports.forms.steps import StepForm
from wardwise.scanning.reports.models import Contact


class ContactForm(StepForm):
    """Whether and how it is safe to get in touch."""

    wants = forms.ChoiceField(
        label="Choose no or yes",
        widget=forms.RadioSelect,
        choices=[
            ("no", Hinted("No", "You can still see what happens with the reference and code we give you")),
            ("yes", "Yes"),
        ],
        error_messages={"required": "Choose no or yes"},
    )
    how = forms.ChoiceField(
        label="How is it safe to reach you?", widget=forms.RadioSelect, choices=Contact.How.choices, required=False
    )
    phone = forms.CharField(
        label="Phone number",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Write the e-mail address like name@example.com"},
    )
    name = forms.CharField(
        label="What may we call you? (optional)",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="It does not have to be your real name.",
    )
    when = forms.CharField(
        label="When is a good time? (optional)",
        max_length=200,
        required=False,
        help_text="For example: on weekdays after 3pm. Never on Sundays.",
    )
    may_leave_message = forms.BooleanField(label="It is safe to leave a message", required=False)
    who_might_see = forms.CharField(
        label="Could anyone else hear or see it? (optional)",
        max_length=300,
        required=False,
        help_text="For example: my family uses this phone. Then we take care what we say.",
    )
    reveals = {
        ("wants", "yes"): ["how", "phone", "email", "may_leave_message", "who_might_see", "when", "name"],
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wants") != "yes":
            for name in set(self.errors) - {"wants"}:
                del self.errors[name]
            return cleaned
        how = cleaned.get("how")
        if not how:
            self.add_error("how", "Choose how it is safe to reach you")
        elif how == Contact.How.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", "Write your e-mail address")
        elif how != Contact.How.EMAIL and sum(sign.isdigit() for sign in cleaned.get("phone") or "") < 5:
            self.add_error("phone", "Write your phone number")
        return cleaned

    def answers(self) -> dict[str, Any] | None:
        if self.cleaned_data["wants"] != "yes":
            return None
        how = self.cleaned_data["how"]
        names = ("how", "name", "when", "may_leave_message", "who_might_see")
        given = {name: self.cleaned_data[name] for name in names}
        used = "email" if how == Contact.How.EMAIL else "phone"
        return {**given, used: self.cleaned_data[used]}
