"""Sentences for the public."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from wardwise.response.operations.models import Line, Operation


class LineForm(forms.Form):
    """A sentence for the public."""

    says_optional = True
    reveals: ClassVar = {("kind", "did"): ["answers"], ("kind", "quote"): ["speaker"]}

    kind = forms.ChoiceField(label="What is it?", choices=Line.Kind.choices, widget=forms.RadioSelect)
    answers = forms.ModelChoiceField(
        label="Which of the things residents said does it answer?", queryset=Line.objects.none(), required=False
    )
    speaker = forms.CharField(
        label="Who is quoted?", help_text="As they agreed to be named", max_length=160, required=False
    )
    words = forms.CharField(label="The sentence", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = operation.lines.filter(kind=Line.Kind.SAID)
        self.fields["answers"].queryset = said  # type: ignore[attr-defined]
