"""A missing answer is asked for in words made from its question."""

from __future__ import annotations

import pytest
from django import forms
from django.template import engines


class Everything(forms.Form):
    """Fields of every shape, each with a label people really write."""

    title = forms.CharField(label="Short title", max_length=5)
    name = forms.CharField(label="Your name (optional)")
    words = forms.CharField(label="In your own words", widget=forms.Textarea)
    done = forms.CharField(label="What was done")
    owner = forms.ChoiceField(label="Owner", choices=[("a", "A")])
    end = forms.ChoiceField(label="How did it end?", choices=[("a", "A")], widget=forms.RadioSelect)
    archive = forms.FileField(label="Archive")
    sure = forms.BooleanField(label="I am sure")
    asb = forms.CharField(label="ASB <team>")
    own = forms.CharField(label="Own", error_messages={"required": "Say it"})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("title", "Enter the short title"),
        ("name", "Enter your name"),
        ("words", "Enter “In your own words”"),
        ("done", "Answer “What was done”"),
        ("owner", "Choose the owner"),
        ("end", "Choose an answer to “How did it end?”"),
        ("archive", "Choose the archive"),
        ("sure", "Tick “I am sure”"),
        ("asb", "Enter the ASB <team>"),
        ("own", "Say it"),
    ],
)
def test_missing_answer_is_asked_for_by_name(name, words):
    assert list(Everything({})[name].errors) == [words]


def test_answer_that_is_not_offered_and_one_too_long_say_what_to_do():
    form = Everything({"owner": "zz", "title": "123456"})
    assert list(form["owner"].errors) == ["Choose one of the answers to “Owner”"]
    assert list(form["title"].errors) == ["“Short title” has 6 characters. Shorten it to 5 or fewer"]


def test_summary_says_the_same_as_the_field_and_escapes_it():
    page = engines["django"].from_string("{% error_summary form %}{{ form }}").render({"form": Everything({})})
    assert page.count("Enter the ASB &lt;team&gt;") == 2
    assert "This field is required" not in page
    assert "<team>" not in page
