"""How forms look and behave: every field is drawn with the page frame's own templates.

A feature writes ordinary Django forms. What it may add:

* `reveals = {("contact", "email"): ["email_address"]}` on the form class: the named fields are shown under that
  answer, without script. The server must not rely on their being hidden.
* `Hinted("Rubbish", "Fly-tipping, needles, dog mess")` as the label of a choice.
* `DateField`: a day typed in three boxes.
* `PlaceField`: a place as National Grid metres, from the map picker or typed as a grid reference.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from wardwise.design.asking import Asked


class Renderer(TemplatesSetting):
    """Draws forms and fields with the templates in design/forms."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
    bound_field_class = Asked


class Hinted(str):
    """The label of a choice, with a line of explanation under it."""

    hint: str
    __slots__ = ("hint",)

    def __new__(cls, label: str, hint: str = "") -> Hinted:
        made = super().__new__(cls, label)
        made.hint = hint
        return made


@dataclass
class Option:
    """One answer of a radio or checkbox question, as the template draws it."""

    id: str
    name: str
    value: str
    label: str
    is_chosen: bool
    attrs: Mapping[str, Any]
    hint: str = ""
    revealed: list[BoundField] = field(default_factory=list)


def options_of(bound: BoundField) -> Iterator[Option]:
    """The answers of a question, each with the fields it reveals."""
    reveals: Mapping[tuple[str, str], list[str]] = getattr(bound.form, "reveals", {})
    for widget in bound.subwidgets:
        data = widget.data
        value = str(data["value"])
        label = data["label"]
        # A single radio button may not be called invalid: its group is, by the message beside it.
        attributes = {n: v for n, v in data["attrs"].items() if n not in ("id", "class", "checked", "aria-invalid")}
        yield Option(
            id=data["attrs"].get("id", ""),
            name=data["name"],
            value=value,
            label=label,
            is_chosen=bool(data["selected"]),
            attrs=attributes,
            hint=getattr(label, "hint", ""),
            revealed=[bound.form[name] for name in reveals.get((bound.name, value), [])],
        )


def options_drawn(bound: BoundField, kind: str) -> SafeString:
    """The answers of a radio or checkbox question, each with what it reveals.

    Put together here and without a space too many: a list of small areas has hundreds.
    """
    shape = "radios" if kind == "radio" else "checkboxes"
    answers = "".join(f"{option_drawn(option, kind, shape)}\n" for option in options_of(bound))
    return mark_safe(f'<div class="govuk-{shape}">\n{answers}</div>')  # noqa: S308  (each answer is escaped)


def option_drawn(option: Option, kind: str, shape: str) -> str:
    identity, name = escape(option.id), escape(option.name)
    described, hint, revealed = "", "", ""
    if option.hint:
        described = f' aria-describedby="{identity}_hint"'
        words = conditional_escape(option.hint)
        hint = f'<div class="govuk-hint govuk-{shape}__hint" id="{identity}_hint">{words}</div>'
    if option.revealed:
        revealed = f'<div class="ww-reveal">{"".join(field.as_field_group() for field in option.revealed)}</div>'
    more = (
        f" {n}" if v is True else f' {n}="{conditional_escape(v)}"' for n, v in option.attrs.items() if v is not False
    )
    return (
        f'<div class="ww-option"><div class="govuk-{shape}__item">'
        f'<input class="govuk-{shape}__input" type="{kind}" name="{name}" value="{escape(option.value)}" '
        f'id="{identity}"{" checked" * option.is_chosen}{described}{"".join(more)}>\n'
        f'<label class="govuk-label govuk-{shape}__label" for="{identity}">{conditional_escape(option.label)}</label>'
        f"{hint}</div>{revealed}</div>"
    )


def standing_fields(form: forms.BaseForm) -> list[BoundField]:
    """The visible fields of a form that are not shown under an answer of another."""
    reveals: Mapping[tuple[str, str], list[str]] = getattr(form, "reveals", {})
    hidden_under = {name for names in reveals.values() for name in names}
    return [bound for bound in form.visible_fields() if bound.name not in hidden_under]


class DateParts(forms.Widget):
    """Day, month and year as three boxes: nothing to open, nothing to swipe, and it can be pasted into."""

    template_name = "design/forms/date.html"
    use_fieldset = True
    parts = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = split_date(value)
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["parts"] = [
            {"name": f"{name}_{part}", "id": f"{identity}_{part}", "label": label, "width": width, "value": box}
            for (part, label, width), box in zip(self.parts, given, strict=True)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        boxes = [str(data.get(f"{name}_{part}", "")).strip() for part, _, _ in self.parts]
        if any(boxes):
            return "/".join(boxes)
        return data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part, _, _ in self.parts) and name not in data


def split_date(value: Any) -> tuple[str, str, str]:
    """What stands in the three boxes: a date's parts, or what was typed, even if it is no date."""
    if isinstance(value, dt.date):
        return str(value.day), str(value.month), str(value.year)
    boxes = str(value or "").split("/")
    if len(boxes) == 3:
        return boxes[0], boxes[1], boxes[2]
    try:
        return split_date(dt.date.fromisoformat(str(value or "")))
    except ValueError:
        return str(value or ""), "", ""


class DateField(forms.DateField):
    """A day in three boxes; says which box is missing. Also takes 2023-07-31 under the field's own name."""

    widget = DateParts

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return super().to_python(value)
        boxes = split_date(value)
        missing = [part for (part, _, _), box in zip(DateParts.parts, boxes, strict=True) if not box]
        if missing:
            raise ValidationError(f"The date must include a {' and a '.join(missing)}", code="incomplete")
        try:
            day, month, year = (int(box) for box in boxes)
            return dt.date(year, month, day)
        except ValueError as problem:
            raise ValidationError("Enter a real date, for example 31 7 2026", code="invalid") from problem


class PlaceField(forms.CharField):
    """A place, cleaned to (easting, northing) in metres or None: what the map picker fills in, or what people type.

    Takes "51.8787, -0.4200" (latitude, longitude), "TL 0910 2149" and "509100, 221490". A form that knows where its
    people are sets `example` to something that answers with a place there.
    """

    def __init__(self, **details: Any) -> None:
        details.setdefault("help_text", "A grid reference, or latitude and longitude")
        super().__init__(max_length=60, **details)
        self.example: Callable[[], tuple[float, float] | None] = lambda: None

    def such_as(self) -> str:
        """A grid reference of the place itself, as an example: " such as TL 0910 2149", or nothing."""
        from wardwise.methods import geometry

        place = self.example()
        if place is None:
            return ""
        words = geometry.grid_reference(*place, 8)
        return f" such as {words[:2]} {words[2:6]} {words[6:]}"

    def clean(self, value: Any) -> tuple[float, float] | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        place = grid_place(text)
        if place is None or not all(math.isfinite(metres) for metres in place):
            words = f"Enter a grid reference{self.such_as()}, or choose the place on the map"
            raise ValidationError(words, code="invalid")
        return place


def grid_place(text: str) -> tuple[float, float] | None:
    """Where this is on the National Grid, or None if it is no place on it."""
    from wardwise.methods import geometry  # reads the shifts of OSTN15: only who asks waits for it

    numbers = [part for part in re.split(r"[,\s]+", text) if part]
    try:
        first, second = (float(part) for part in numbers)
    except ValueError:
        return grid_centre(text)
    if abs(first) > 90:
        return (first, second) if 0 <= first <= 700_000 and 0 <= second <= 1_300_000 else None
    try:
        east, north = geometry.to_national_grid(np.array([second]), np.array([first]))
    except ValueError:
        return None
    return float(east[0]), float(north[0])


def grid_centre(reference: str) -> tuple[float, float] | None:
    """The middle of the square that a grid reference names."""
    from wardwise.methods import geometry

    try:
        cell = geometry.from_grid_reference(reference)
    except ValueError:
        return None
    return cell.centre
