"""What people fill in about evaluations. The rules decide; these only read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

import shapely
from django import forms
from django.core.exceptions import ValidationError

from wardwise.assessment.outcomes import rules, zones
from wardwise.assessment.outcomes.models import LOGIC, Design
from wardwise.design.forms import Hinted
from wardwise.incidents import vocab
from wardwise.methods import geometry
from wardwise.partners.exceptions import Refused
from wardwise.places.models import Area
from wardwise.response.operations import queries as operations
from wardwise.response.operations import shapes
from wardwise.response.operations.models import Operation

POLICE = "police-uk-street"
SOURCES = (POLICE, "resident-reports", "partner-records")
LONG = forms.Textarea(attrs={"rows": 3})
MONTH = forms.TextInput(attrs={"class": "govuk-input--width-10", "placeholder": ""})
METRES = forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"})


def kinds_of_incident() -> list[tuple[str, str]]:
    found = vocab.load("police-uk-categories").by_code
    return [(code, found[code].name) for code in vocab.categories_of(POLICE)]


class Areas(forms.ModelMultipleChoiceField[Area]):
    """Areas of this partnership, shown by name."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, queryset=Area.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DesignForm(forms.Form):
    """How an operation will be judged."""

    says_optional = True
    needed_later = (*LOGIC, "regression_note")  # a draft may leave them empty; without them it is never fixed
    reveals: ClassVar = {
        ("source", POLICE): ["categories"],
        ("buffer", "ring"): ["ring_m"],
        ("buffer", "areas"): ["buffer_areas"],
    }

    source = forms.ChoiceField(label="Which records are counted?", widget=forms.RadioSelect, initial=POLICE)
    categories = forms.MultipleChoiceField(
        label="Which kinds?",
        help_text="Choose few: what the work is meant to change, and nothing else. None chosen means all.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    without_proactive = forms.BooleanField(
        label="Leave out what is known to have been found by officers themselves", required=False
    )
    direction = forms.ChoiceField(
        label="Which way is good?", choices=Design.Direction.choices, widget=forms.RadioSelect, initial="down"
    )
    control_areas = Areas("Which areas is it compared with?")
    control_polygon = forms.CharField(
        label="Or a drawn comparison area", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    buffer = forms.ChoiceField(
        label="Could it just move next door?",
        choices=[
            ("none", "Do not look around it"),
            ("ring", "Look in a ring around it"),
            ("areas", "Look in neighbouring areas"),
        ],
        widget=forms.RadioSelect,
        initial="none",
    )
    ring_m = forms.IntegerField(
        label="How many metres wide?", min_value=50, max_value=5_000, required=False, widget=METRES
    )
    buffer_areas = Areas("Which neighbouring areas?")
    buffer_control_areas = Areas("Which areas are the surroundings compared with?")
    scale_by_area = forms.BooleanField(
        label="Compare by the square kilometre, because the areas differ in size", required=False
    )
    before_first = forms.CharField(label="Before: first month", help_text="As 2021-07", widget=MONTH, max_length=7)
    before_last = forms.CharField(label="Before: last month", widget=MONTH, max_length=7)
    after_first = forms.CharField(label="After: first month", widget=MONTH, max_length=7)
    after_last = forms.CharField(label="After: last month", widget=MONTH, max_length=7)
    alpha = forms.TypedChoiceField(
        label="How sure must it be?",
        choices=[("0.05", "95% interval"), ("0.01", "99% interval"), ("0.1", "90% interval")],
        coerce=float,
        initial="0.05",
        widget=forms.RadioSelect,
    )
    chosen_because = forms.ChoiceField(
        label="Why was this place chosen?",
        choices=[
            ("other", Hinted("For another reason than its recent figures", "Such as what residents said")),
            ("long-high", "Its figures were high over two or more earlier years"),
            (
                "recent-high",
                Hinted("Its figures were high recently", "They may fall anyway: say below how you guard"),
            ),
        ],
        widget=forms.RadioSelect,
    )
    regression_note = forms.CharField(
        label="How do you guard against a fall that would have come anyway?",
        help_text="For example: chosen on 2018 to 2020, judged against 2021; compared with a like place.",
        required=False,
        widget=LONG,
    )
    problem = forms.CharField(label="The problem", required=False, widget=LONG)
    activity = forms.CharField(label="What will be done", required=False, widget=LONG)
    output = forms.CharField(label="What that will deliver", required=False, widget=LONG)
    outcome = forms.CharField(label="What should change", required=False, widget=LONG)
    impact = forms.CharField(label="What it is all for", required=False, widget=LONG)
    assumptions = forms.CharField(label="What must be true for it to work", required=False, widget=LONG)

    def __init__(self, *args: Any, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operation = operation
        names = vocab.load("sources").by_code
        self.fields["source"].choices = [(code, names[code].name) for code in SOURCES]  # type: ignore[attr-defined]
        self.fields["categories"].choices = kinds_of_incident()  # type: ignore[attr-defined]
        areas = operations.area_choices(operation.partnership)
        for name in ("control_areas", "buffer_areas", "buffer_control_areas"):
            self.fields[name].queryset = areas  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("buffer") == "ring" and not given.get("ring_m") and "ring_m" not in self.errors:
            self.add_error("ring_m", ValidationError("Say how wide the ring is, in metres.", code="required"))
        if not self.errors:
            try:
                self.grounds = self.read_zones(given)
            except Refused as refusal:
                raise ValidationError(refusal.message, code=refusal.code) from None
        return given

    def read_zones(self, given: dict[str, Any]) -> dict[str, zones.Zone]:
        """The zones in the order of the method; the ring keeps off the comparison areas."""
        found = {zones.TREATED: treated_zone(self.operation)}
        if text := given["control_polygon"].strip():
            drawn = shapes.read(text, self.operation.partnership)
            found[zones.CONTROL] = zones.of_polygon(drawn, "the comparison area drawn")
        elif given["control_areas"]:
            found[zones.CONTROL] = of_one_scheme(given["control_areas"])
        if given["buffer_control_areas"]:
            other = of_one_scheme(given["buffer_control_areas"])
            found[zones.BUFFER_CONTROL] = other
        if given["buffer"] == "areas" and given["buffer_areas"]:
            found[zones.BUFFER] = of_one_scheme(given["buffer_areas"])
        elif given["buffer"] == "ring":
            found[zones.BUFFER] = ring_zone(found, given["ring_m"])
        return {name: found[name] for name in zones.NAMES if name in found}

    @property
    def draft(self) -> rules.Draft:
        given = self.cleaned_data
        is_police = given["source"] == POLICE
        kept = ("direction", "before_first", "before_last", "after_first", "after_last", "alpha", "scale_by_area")
        return rules.Draft(
            categories=tuple(given["categories"]) if is_police else (),
            sources=(given["source"],),
            found_by=("public", "unknown") if given["without_proactive"] else (),
            zones=self.grounds,
            chosen_because=given["chosen_because"],
            regression_note=given["regression_note"],
            logic={name: given[name] for name in LOGIC},
            **{name: given[name] for name in kept},
        )


def treated_zone(operation: Operation) -> zones.Zone:
    """The operation's own ground: nobody chooses another for its evaluation."""
    areas = list(operation.areas.select_related("scheme"))
    if operation.polygon is None and areas:
        return of_one_scheme(areas)
    ground = operation.geometry
    if ground is None:
        raise Refused("no_treated_area", "The operation has no area yet: choose areas or draw one in its plan first.")
    return zones.of_polygon(ground, operation.place or operation.name)


def of_one_scheme(areas: Iterable[Area]) -> zones.Zone:
    found = list(areas)
    try:
        return zones.of_areas(found)
    except ValueError:
        raise Refused("mixed_schemes", "Choose areas of one kind and year only.") from None


def ring_zone(found: dict[str, zones.Zone], width_m: int) -> zones.Zone:
    keep_out = [zones.ground(zone) for name, zone in found.items() if name != zones.TREATED]
    treated = zones.ground(found[zones.TREATED])
    ring = geometry.ring(treated, float(width_m), keep_out=keep_out)
    return zones.of_polygon(shapely.set_precision(ring, 0.01), f"{width_m} metres around it")


def start_of(operation: Operation) -> dict[str, Any]:
    """Where a new design begins: a year before, a year after, the same months of the year."""
    month = operation.starts_on.strftime("%Y-%m")
    return {
        "before_first": moved(month, -12),
        "before_last": moved(month, -1),
        "after_first": month,
        "after_last": moved(month, 11),
    }


def moved(month: str, by: int) -> str:
    number = 12 * int(month[:4]) + int(month[5:7]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def answers_of(design: Design) -> dict[str, Any]:
    """What stands in the form when a draft is changed."""
    kept = ["direction", "before_first", "before_last", "after_first", "after_last", "scale_by_area"]
    kept += ["chosen_because", "regression_note", "categories"]
    grounds = design.grounds
    control, buffer, other = (grounds.get(name) for name in zones.NAMES[1:])
    return {
        **{
            name: getattr(design, name) for name in (*kept, *LOGIC, "chosen_because", "regression_note", "categories")
        },
        "source": design.sources[0],
        "alpha": f"{design.alpha:g}",
        "without_proactive": bool(design.found_by),
        "control_areas": areas_in(control),
        "control_polygon": drawn_in(control),
        "buffer": "none" if buffer is None else "areas" if buffer.codes else "ring",
        "ring_m": buffer.words.split()[0] if buffer and buffer.wkb else None,
        "buffer_areas": areas_in(buffer),
        "buffer_control_areas": areas_in(other),
    }


def areas_in(zone: zones.Zone | None) -> list[int]:
    if zone is None or not zone.codes:
        return []
    return list(Area.objects.filter(scheme__code=zone.scheme, code__in=zone.codes).values_list("pk", flat=True))


def drawn_in(zone: zones.Zone | None) -> str:
    return json.dumps(shapes.to_geojson(zones.ground(zone))) if zone is not None and zone.wkb else ""


class NotesForm(forms.Form):
    """What people add to the four heads of a verdict."""

    says_optional = True

    implementation = forms.CharField(
        label="Implementation: was it done as planned?",
        help_text="What was delivered of what was planned",
        required=False,
        widget=LONG,
    )
    outcome = forms.CharField(
        label="Outcome: what else is known of what changed?",
        help_text="Say what changed, not what made it change",
        required=False,
        widget=LONG,
    )
    perception = forms.CharField(
        label="Perception: what did residents notice?",
        help_text="With the survey and how many answered. Left empty it reads “Not measured”.",
        required=False,
        widget=LONG,
    )
    equality = forms.CharField(
        label="Equality: who was stopped, moved or fined?",
        help_text="Left empty it reads “Not measured”.",
        required=False,
        widget=LONG,
    )
