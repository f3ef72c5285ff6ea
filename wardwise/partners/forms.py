"""What is filled in about members, people, their roles, sharing agreements; and the search over the audit."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar

from django import forms

from wardwise.design.forms import DateField as Day
from wardwise.partners import queries
from wardwise.partners.audit_words import did
from wardwise.partners.models import Membership, Organisation, Partnership, SharingAgreement
from wardwise.partners.roles import ROLES

ROLE_CHOICES = [(role.code, role.title) for role in ROLES]
SUBJECT = re.compile(r"[a-z_]+\.[a-z_]+:\d{1,18}")


def ends_after_start(form: forms.Form, first: str, last: str) -> None:
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if start and end and end < start:
        form.add_error(last, "The last day must not be before the first.")


class AdmitForm(forms.Form):
    """An organisation joins the partnership."""

    name = forms.CharField(max_length=120, label="Name of the organisation")
    kind = forms.ChoiceField(choices=Organisation.Kind.choices, label="What kind of organisation is it?")
    status = forms.ChoiceField(
        choices=Membership.Status.choices,
        label="What is its standing?",
        help_text="Responsible authorities are named by law: councils, police, fire, the NHS board and probation.",
    )
    since = Day(label="First day")


class LastDayForm(forms.Form):
    """The day on which a membership or a post ends."""

    until = Day(label="Last day")


class HireForm(forms.Form):
    """Somebody new, with a first role."""

    name = forms.CharField(max_length=120, label="Full name")
    email = forms.EmailField(label="Work e-mail address", help_text="They sign in with it.")
    job_title = forms.CharField(max_length=120, required=False, label="Job title (optional)")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Organisation")
    role = forms.ChoiceField(choices=ROLE_CHOICES, label="Role")
    since = Day(label="First day")
    until = Day(label="Last day (optional)", required=False)

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ModelChoiceField)
        organisation.queryset = queries.members(partnership)

    def clean(self) -> None:
        ends_after_start(self, "since", "until")


class AppointForm(forms.Form):
    """One more role for somebody who already works here."""

    role = forms.ChoiceField(choices=ROLE_CHOICES, label="Role")
    since = Day(label="First day")
    until = Day(label="Last day (optional)", required=False)

    def clean(self) -> None:
        ends_after_start(self, "since", "until")


class AgreementForm(forms.ModelForm[SharingAgreement]):
    """What the parties signed."""

    class Meta:
        model = SharingAgreement
        fields: ClassVar = ["title", "purpose", "gateway", "organisations", "starts_on", "expires_on", "review_on"]
        field_classes: ClassVar = {"starts_on": Day, "expires_on": Day, "review_on": Day}
        labels: ClassVar = {
            "title": "Title of the agreement",
            "purpose": "What may the information be used for?",
            "gateway": "Which legal power is relied on?",
            "organisations": "Which organisations signed it?",
            "starts_on": "First day",
            "expires_on": "Last day",
            "review_on": "Review by (optional)",
        }
        help_texts: ClassVar = {
            "gateway": "For example: Crime and Disorder Act 1998, section 115",
            "expires_on": "From the day after, people of these organisations see nothing that it lets them see.",
        }
        widgets: ClassVar = {
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "organisations": forms.CheckboxSelectMultiple,
        }

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = self.fields["organisations"]
        assert isinstance(organisations, forms.ModelMultipleChoiceField)
        organisations.queryset = queries.members(partnership)

    def clean(self) -> dict[str, Any]:
        ends_after_start(self, "starts_on", "expires_on")  # type: ignore[arg-type]
        return self.cleaned_data


class RenewForm(forms.Form):
    """A later end for an agreement."""

    expires_on = Day(label="New last day")


class AuditForm(forms.Form):
    """What to look for in the audit."""

    NOBODY = "nobody"

    person = forms.ChoiceField(required=False, label="Who")
    verb = forms.ChoiceField(required=False, label="What")
    subject = forms.CharField(
        required=False, max_length=120, label="Which record", help_text="As the list writes it: reports.report:12"
    )
    first = Day(required=False, label="From")
    last = Day(required=False, label="To")

    def __init__(self, partnership: Partnership, verbs: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.everybody(partnership)
        choices = [("", "Anybody"), (self.NOBODY, "Nobody who signed in"), *((str(p.pk), p.name) for p in people)]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        acts = sorted(((verb, did(verb)) for verb in verbs), key=lambda act: act[1])
        self.fields["verb"].choices = [("", "Anything"), *acts]  # type: ignore[attr-defined]

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"].strip()
        if subject and not SUBJECT.fullmatch(subject):
            raise forms.ValidationError("Write the record as the list does, for example reports.report:12")
        return subject

    def clean(self) -> None:
        ends_after_start(self, "first", "last")

    @property
    def actor(self) -> str | None:
        person = self.cleaned_data.get("person")
        if not person:
            return None
        return "" if person == self.NOBODY else f"person:{person}"

    def detail(self) -> dict[str, Any]:
        """What was looked for, as the audit may keep it: codes and dates."""
        kept = {name: self.cleaned_data.get(name) for name in ("person", "verb", "first", "last")}
        return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in kept.items() if v}
