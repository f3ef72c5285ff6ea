"""The question an analyst asks: area, months, kinds, source. A plain form whose answers stand in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import get_text_list

from wardwise.analysis.areas import OwnAreas, home
from wardwise.analysis.choices import STREET, Choice
from wardwise.analysis.measured import Period
from wardwise.incidents import vocab
from wardwise.incidents.home import credit
from wardwise.incidents.store import Store

DEFAULT_MONTHS = 12


class ExploreForm(forms.Form):
    """Every choice offered is one that the store or the partnership's place holds; anything else is refused."""

    source = forms.ChoiceField(label="Source", widget=forms.RadioSelect)
    first = forms.ChoiceField(label="First month")
    last = forms.ChoiceField(label="Last month")
    ward = forms.MultipleChoiceField(
        label="Wards",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked means the whole place.",
    )
    lsoa = forms.MultipleChoiceField(label="Small areas (LSOAs)", required=False, widget=forms.CheckboxSelectMultiple)
    category = forms.MultipleChoiceField(
        label="What was recorded",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked means all.",
    )
    unprompted = forms.BooleanField(
        label="Leave out what police activity finds (drugs, weapons)",
        required=False,
    )

    def __init__(
        self,
        asked: QueryDict,
        *,
        store: Store,
        sources: list[str],
        areas: OwnAreas,
        place: str,
        is_made_up: bool = False,
    ) -> None:
        self.areas, self.place, self.is_made_up = areas, place, is_made_up
        source = asked.get("source", "")
        self.source_code = source if source in sources else (STREET if STREET in sources else sources[0])
        held = store.months(self.source_code)
        months = list(Period(held[0], held[-1]).names)  # gaps may be chosen: they are shown as gaps
        self.home = home(areas, store, self.source_code)
        super().__init__(_completed(asked, self.source_code, months))
        named = [(m, Period(m, m).words) for m in months]
        names = vocab.category_names()
        categories = [(code, names[code]) for code in vocab.categories_of(self.source_code)]
        self._offer("source", [(code, credit(code, is_made_up=is_made_up).name) for code in sources])
        self._offer("first", named)
        self._offer("last", named)
        self._offer("ward", [(area.code, area.name) for area in areas.wards])
        self._offer("lsoa", [(area.code, area.name) for area in areas.small])
        self._offer("category", categories)

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]
        self.fields[field].widget.choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first", "") > given.get("last", "9999"):
            self.add_error("last", "The last month must not come before the first.")
        if given.get("ward") and given.get("lsoa"):
            self.add_error("lsoa", "Choose wards or small areas, not both: they overlap.")
        return given

    def choice(self) -> Choice:
        """The answers of a valid form."""
        given = self.cleaned_data
        wards, small = tuple(given["ward"]), tuple(given["lsoa"])
        scheme = self.areas.wards[0].scheme.code if wards else self.areas.small[0].scheme.code if small else ""
        return Choice(
            place=self._place(wards or small),
            period=Period(given["first"], given["last"]),
            categories=tuple(given["category"]),
            source=given["source"],
            area=(scheme, tuple(sorted(wards or small))) if scheme else None,
            home=self.home,
            leave_out_proactive=given["unprompted"],
            is_made_up=self.is_made_up,
        )

    def _place(self, codes: tuple[str, ...]) -> str:
        names = self.areas.named(codes)
        if not names:
            return self.place
        if len(names) <= 3:
            return get_text_list(names, "and")
        return f"{len(names)} areas of {self.place}"


def _completed(asked: QueryDict, source: str, months: list[str]) -> QueryDict:
    """The answers given, with the latest year where no month was chosen. A month that is not held is left to fail."""
    full = asked.copy()
    full["source"] = source
    if months and not asked.get("last"):
        full["last"] = months[-1]
    if months and not asked.get("first"):
        end = months.index(full["last"]) if full["last"] in months else 0
        full["first"] = months[max(0, end - DEFAULT_MONTHS + 1)]
    return full
