from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines

from wardwise.design.forms import DateField, Hinted, PlaceField


class DayForm(forms.Form):
    day = DateField(label="Day", help_text="For example, 31 7 2026")


class HowForm(forms.Form):
    how = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("post", Hinted("Post", "Slow")), ("mail", "Mail")], label="How?"
    )
    address = forms.EmailField(required=False)
    tick = forms.BooleanField(label="I agree")
    reveals = {("how", "mail"): ["address"]}


def parts(day: str, month: str, year: str) -> DayForm:
    return DayForm({"day_day": day, "day_month": month, "day_year": year})


def test_a_day_is_read_from_three_boxes_or_from_one():
    assert parts("31", " 7", "2026").is_valid()
    assert DayForm({"day": "2026-07-31"}).is_valid()
    form = parts("31", "7", "2026")
    form.is_valid()
    assert form.cleaned_data["day"] == dt.date(2026, 7, 31)


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        (("31", "", "2026"), "The date must include a month"),
        (("", "", "2026"), "The date must include a day and a month"),
        (("30", "2", "2026"), "Enter a real date"),
        (("1", "2", "99999"), "Enter a real date"),
        (("x", "2", "2026"), "Enter a real date"),
        (("", "", ""), "Enter the day"),
    ],
)
def test_a_wrong_day_is_said_plainly_and_what_was_typed_is_kept(boxes, words):
    form = parts(*boxes)
    assert words in str(form["day"].errors)
    for box in filter(None, boxes):
        assert f'value="{box}"' in str(form)


def test_a_question_under_an_answer_is_drawn_once_and_inside_it():
    page = str(HowForm())
    assert page.count('name="address"') == 1
    assert page.index('class="ww-reveal"') < page.index('name="address"')
    assert '<div class="govuk-hint govuk-radios__hint" id="id_how_0_hint">Slow</div>' in page


def test_each_message_is_tied_to_its_box_and_the_list_on_top_leads_there():
    form = HowForm({})
    page = engines["django"].from_string("{% error_summary form %}{{ form }}").render({"form": form})
    for target in ("id_how_0", "id_tick"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    assert 'aria-describedby="id_how_error"' in page
    assert 'id="id_how_error"' in page


def test_what_was_typed_cannot_become_markup():
    form = HowForm({"how": '"><script>', "address": "<b>x</b>"})
    assert "<script>" not in str(form)
    assert "<b>x" not in str(form)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("TL 09100 21490", (509100.5, 221490.5)),
        ("tl0921", (509500.0, 221500.0)),
        ("509100, 221490", (509100.0, 221490.0)),
        ("51.8820, -0.4163", (509103.0, 221566.0)),
    ],
)
def test_a_place_is_read_in_each_way_that_people_write_it(typed, place):
    east, north = PlaceField().clean(typed)
    assert (east, north) == pytest.approx(place, abs=60)


@pytest.mark.parametrize(
    "typed", ["somewhere", "0, 0", "48.85, 2.35", "nan, nan", "1e999, 5", "ZZ 12", "9" * 60, "-1, -100"]
)
def test_what_is_no_place_here_is_refused_with_words(typed):
    with pytest.raises(forms.ValidationError, match="Enter a grid reference"):
        PlaceField().clean(typed)


def test_no_place_is_none_where_none_is_needed():
    assert PlaceField(required=False).clean("") is None


def test_a_question_with_several_answers_has_boxes_to_tick_and_not_radio_buttons():
    class KindsForm(forms.Form):
        kinds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")])

    drawn = str(KindsForm({"kinds": ["a", "b"]}))
    assert drawn.count('type="checkbox"') == 2
    assert drawn.count(" checked") == 2
    assert 'type="radio"' not in drawn


def test_wrong_place_is_answered_with_an_example_from_the_place_itself():
    field = PlaceField()
    field.example = lambda: (530_126.0, 180_413.0)
    with pytest.raises(ValidationError, match="such as TQ 3012 8041, or"):
        field.clean("somewhere")
    field.example = lambda: None
    with pytest.raises(ValidationError, match="Enter a grid reference, or choose"):
        field.clean("somewhere")
