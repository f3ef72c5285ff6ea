"""The pages of a report, one form each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from wardwise.design.forms import DateField, Hinted, PlaceField
from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership
from wardwise.places.models import Area
from wardwise.scanning.reports import photos, queries
from wardwise.scanning.reports.kinds import GROUPS, kinds

# What part of a day people remember, as hours of the clock; the night belongs to the day on which it began.
PARTS_OF_DAY = {
    "morning": ("In the morning, from 6 to 12", 6, 12),
    "afternoon": ("In the afternoon, from 12 to 6", 12, 18),
    "evening": ("In the evening, from 6 to 10", 18, 22),
    "night": ("In the night, from 10 to 6", 22, 30),
    "unknown": ("I do not know, or all day", 0, 24),
}


OLDEST = dt.timedelta(days=365 * 5)


class StepForm(forms.Form):
    """One page of the report. `partnership` gives the choices that differ from place to place."""

    says_optional = False
    files_wanted = False

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices."""

    def answers(self) -> dict[str, Any] | None:
        """What the page says, in the words of the rules."""
        return {}

    def typed(self) -> dict[str, Any]:
        """What was typed, so that it can be shown again."""
        given = {
            name: field.widget.value_from_datadict(self.data, MultiValueDict(), name)
            for name, field in self.fields.items()
        }
        return {name: value for name, value in given.items() if value not in (None, "")}


class KindForm(StepForm):
    """What it is about: behaviour, or a place; then which kind."""

    group = forms.ChoiceField(
        label="Choose what fits best",
        widget=forms.RadioSelect,
        choices=list(GROUPS.items()),
        error_messages={"required": "Choose what it is about"},
    )
    behaviour = forms.ChoiceField(label="What are people doing?", widget=forms.RadioSelect, required=False)
    place = forms.ChoiceField(label="What is wrong with the place?", widget=forms.RadioSelect, required=False)
    reveals = {("group", "behaviour"): ["behaviour"], ("group", "place"): ["place"]}

    def prepare(self) -> None:
        for group in GROUPS:
            of_group = [kind for kind in kinds().values() if kind.group == group]
            choice = self.fields[group]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [(kind.code, Hinted(kind.title, kind.hint)) for kind in of_group]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        group = cleaned.get("group")
        if group and not cleaned.get(group):
            self.add_error(group, "Choose the one that fits best")
        return cleaned

    def answers(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data[self.cleaned_data["group"]]}


class WardField(forms.ModelChoiceField[Area]):
    """A ward by its name."""

    def label_from_instance(self, obj: Area) -> str:
        return obj.name


class PlaceForm(StepForm):
    """Where: words, a ward, a spot on the map, or any of them together."""

    place_words = forms.CharField(
        label="Describe the place",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="A street, a park, a shop, a bus stop. For example: behind the shops in High Street. "
        "You do not have to say where you live.",
    )
    area = WardField(
        label="Which area is it in?", queryset=Area.objects.none(), required=False, empty_label="I do not know"
    )
    spot = PlaceField(
        label="The spot on the map",
        required=False,
        help_text="Only if you want to. Mark it on the map, or write a grid reference.",
    )

    def prepare(self) -> None:
        area, spot = self.fields["area"], self.fields["spot"]
        assert isinstance(area, WardField)
        assert isinstance(spot, PlaceField)
        spot.example = lambda: partners.middle(self.partnership)
        area.queryset = partners.wards(self.partnership)
        if not area.queryset.exists():
            del self.fields["area"]

    def clean_spot(self) -> tuple[float, float] | None:
        spot: tuple[float, float] | None = self.cleaned_data["spot"]
        if spot and not queries.is_near(self.partnership, *spot):
            raise ValidationError(f"This spot is not in {self.partnership.place}. Choose another, or leave it empty")
        return spot

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("place_words", "area", "spot")):
            self.add_error("place_words", "Say where it is, in any of these ways")
        return cleaned

    def answers(self) -> dict[str, Any]:
        easting, northing = self.cleaned_data.get("spot") or (None, None)
        return {
            "place_words": self.cleaned_data["place_words"],
            "area": self.cleaned_data.get("area"),
            "easting": easting,
            "northing": northing,
        }


class WhenForm(StepForm):
    """When: a day and about what time; until when, if it went on."""

    day = DateField(
        label="On which day?",
        help_text="If it happened more than once, give the first day. For example, 31 7 2026.",
        error_messages={"required": "Write the day. If you are not sure, write the day you think it was"},
    )
    part = forms.ChoiceField(
        label="At about what time?",
        widget=forms.RadioSelect,
        choices=[(code, words) for code, (words, _, _) in PARTS_OF_DAY.items()],
        error_messages={"required": "Choose a time, or “I do not know”"},
    )
    how_long = forms.ChoiceField(
        label="Has it stopped?",
        widget=forms.RadioSelect,
        choices=[
            ("once", "It happened once"),
            ("until", "It went on for some days"),
            ("still", "It is still happening, or it keeps coming back"),
        ],
        error_messages={"required": "Choose whether it has stopped"},
    )
    last_day = DateField(label="What was the last day?", required=False)
    reveals = {("how_long", "until"): ["last_day"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, last, today = cleaned.get("day"), cleaned.get("last_day"), timezone.localdate()
        if day and day > today:
            self.add_error("day", "The day must be today or before today")
        if day and day < today - OLDEST:
            self.add_error("day", "That is more than five years ago. Check the year")
        if cleaned.get("how_long") == "until" and "last_day" not in self.errors:
            if not last:
                self.add_error("last_day", "Write the last day")
            elif last > today or (day and last < day):
                self.add_error("last_day", "The last day must be after the first and not after today")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """The interval in which it happened: a part of one day, or from the first day to the last or to now."""
        cleaned, now = self.cleaned_data, timezone.now()
        _, start, end = PARTS_OF_DAY[cleaned["part"]]
        occurred_from = at_hour(cleaned["day"], start)
        last = cleaned["last_day"] if cleaned["how_long"] == "until" else cleaned["day"]
        still = cleaned["how_long"] == "still"
        occurred_to = now if still else min(at_hour(last, end), now)
        return {
            "occurred_from": min(occurred_from, occurred_to),
            "occurred_to": occurred_to,
            "is_still_happening": still,
        }


def at_hour(day: dt.date, hour: int) -> dt.datetime:
    """A day and an hour of the clock on the wall, 24 and more being the next day."""
    later = dt.datetime.combine(day + dt.timedelta(days=hour // 24), dt.time(hour % 24))
    return timezone.make_aware(later)


class WordsForm(StepForm):
    """What happened, in the person's own words."""

    words = forms.CharField(
        label="In your own words",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Do not write anyone’s name, address or car number, or what they look like. "
        "Write what was done, and how it made things for you or others.",
        error_messages={"required": "Write what happened. A few words are enough"},
    )

    def clean_words(self) -> str:
        return str(self.cleaned_data["words"]).replace("\r\n", "\n").strip()

    def answers(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class PhotoForm(StepForm):
    """A photo, if they have one."""

    files_wanted = True
    photo = forms.FileField(
        label="Add a photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text="A JPEG, PNG or WebP picture, smaller than 10 MB.",
        error_messages={"empty": "The file is empty. Choose another", "missing": "Choose the photo again"},
    )
    remove = forms.BooleanField(label="Take the photo away", required=False)
    cleaned_photo: photos.Cleaned | None = None

    def clean_photo(self) -> None:
        given = self.cleaned_data.get("photo")
        if not given:
            return
        try:
            self.cleaned_photo = photos.clean(given)
        except photos.NotAPhoto as refused:
            raise ValidationError(str(refused)) from refused

    def typed(self) -> dict[str, Any]:
        return {}
