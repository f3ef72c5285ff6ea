"""A release as a page: its content with charts and dates, the same for the public and for whoever approves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import caches
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from wardwise.design import charts, maps
from wardwise.partners.models import Partnership
from wardwise.places import queries as places
from wardwise.places.models import Area
from wardwise.publication.area_pages import queries
from wardwise.publication.area_pages.models import Release, SaidLine, WardContact

DAY = 86_400
SERIES = (("asb", "Anti-social behaviour", "Incidents"), ("crime", "Crimes", "Crimes"))
STEP_WORDS = {1: "each month", 3: "each three months"}

Content = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Everything the template draws."""

    area: Area
    release: Release | None
    contact: WardContact | None
    is_being_corrected: bool = False
    recorded: Content = field(default_factory=dict)
    said: Content = field(default_factory=dict)
    lines: tuple[SaidLine, ...] = ()
    did: tuple[Content, ...] = ()
    changed: tuple[Content, ...] = ()
    charts: tuple[charts.Chart, ...] = ()

    @property
    def meets_at(self) -> dt.datetime | None:
        """The next meeting, if it lies ahead: one that is over helps nobody."""
        ahead = self.contact.meets_at if self.contact else None
        return ahead if ahead and ahead > timezone.now() else None


def page(
    area: Area, release: Release | None, contact: WardContact | None, *, is_being_corrected: bool = False
) -> Page:
    if release is None:
        return Page(area, None, contact, is_being_corrected)
    recorded = release.content.get("recorded", {})
    return Page(
        area,
        release,
        contact,
        recorded=with_dates(recorded),
        said=release.content.get("said", {}),
        lines=tuple(release.lines.all()),
        did=tuple(with_dates(operation) for operation in release.content.get("did", [])),
        changed=tuple(with_dates(verdict) for verdict in release.content.get("changed", [])),
        charts=tuple(trends(area, recorded)),
    )


def with_dates(kept: Any) -> Any:
    """The same content with its ISO dates (`..._on`, `as_of`) as dates."""
    if isinstance(kept, list):
        return [with_dates(part) for part in kept]
    if not isinstance(kept, dict):
        return kept
    return {
        name: dt.date.fromisoformat(value) if is_date(name, value) else with_dates(value)
        for name, value in kept.items()
    }


def is_date(name: str, value: Any) -> bool:
    return isinstance(value, str) and (name.endswith("_on") or name == "as_of")


def trends(area: Area, recorded: Content) -> list[charts.Chart]:
    """One picture for incidents and one for crimes: they are never added up."""
    trend = recorded.get("trend")
    if not trend:
        return []
    return [
        small_trend(f"{title} recorded {STEP_WORDS[trend[name]['months']]} in {area.name}", trend, trend[name], unit)
        for name, title, unit in SERIES
        if trend[name]
    ]


def small_trend(title: str, trend: Content, series: Content, unit: str) -> charts.Chart:
    """Drawn once, for a phone's width: two fit beside each other on a wide page, and the page stays small."""
    step, counts = series["months"], series["counts"]
    firsts = trend["months"][len(trend["months"]) % step :: step]
    drawn = charts.trend_chart(
        title,
        firsts,
        [float("nan") if count is None else count for count in counts],
        step_months=step,
        y_title=unit,
        series_words=f"Recorded {STEP_WORDS[step]}",
    )
    return replace(drawn, svg=drawn.svg_narrow, svg_narrow="")


def outline(partnership: Partnership, here: Area | None = None) -> SafeString:
    """A small picture of the wards, with one of them marked: no script, no tiles, no request to anybody."""
    key = f"wards:{partnership.pk}:{here.pk if here else 'all'}:{queries.stamp(partnership)}"
    drawn = caches["drawn"].get(key)
    if drawn is None:
        areas = list(queries.wards_with_boundaries(partnership))
        marked = {here.code: {"shade": "5"}} if here else {}
        title = f"Where {here.name} lies in {partnership.place}" if here else f"The wards of {partnership.place}"
        drawn = maps.picture(places.as_geojson(areas, marked, tolerance_m=100), title, width=480) if areas else ""
        caches["drawn"].set(key, drawn, DAY)
    return mark_safe(str(drawn))  # noqa: S308  (numbers and escaped words, drawn by wardwise.design.maps)
