"""Feedback about the public site."""

from __future__ import annotations

from django import forms

from wardwise.design.forms import Hinted
from wardwise.office.feedback.models import Feedback


class FeedbackForm(forms.Form):
    """Did the site do what you came for? Asks nobody who they are."""

    answer = forms.ChoiceField(
        label="Could you do what you came for?",
        widget=forms.RadioSelect,
        choices=[
            (Feedback.Answer.YES, "Yes"),
            (Feedback.Answer.PARTLY, Hinted("Partly", "It took too long, or some of it did not work")),
            (Feedback.Answer.NO, "No"),
        ],
        error_messages={"required": "Choose whether you could do what you came for"},
    )
    words = forms.CharField(
        label="What worked, and what did not? (optional)",
        help_text="Please do not write your name or anybody else’s. We do not ask who you are, so we cannot answer.",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
