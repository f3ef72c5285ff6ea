"""The pictures of an operation's page: phases on a line of time, the ground, the balance of what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wardwise.design import charts, vega
from wardwise.design.maps import Map
from wardwise.places import queries as places
from wardwise.response.operations import queries, shapes
from wardwise.response.operations.models import Operation, Phase
from wardwise.response.operations.queries import Share

SHORT_DAYS = 150


def day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def timeline(phases: Sequence[Phase], today: dt.date) -> charts.Chart | None:
    """Phases as bars over time. A phase without an end runs to today, or a month past the latest day known."""
    if not phases:
        return None
    latest = max([phase.ends_on or phase.starts_on for phase in phases])
    until = today if latest < today < latest + dt.timedelta(days=730) else latest + dt.timedelta(days=30)
    values = [
        {
            "label": f"{i:03d}",
            "words": phase.get_kind_display(),
            "start": phase.starts_on.isoformat(),
            # A bar ends with its last day, not at that day's first minute.
            "end": ((phase.ends_on or until) + dt.timedelta(days=1)).isoformat(),
            "open": phase.ends_on is None,
        }
        for i, phase in enumerate(phases)
    ]
    rows = [
        (
            phase.get_kind_display(),
            day(phase.starts_on),
            day(phase.ends_on) if phase.ends_on else "open",
            phase.exit_criteria,
            phase.resources or "not said",
        )
        for phase in phases
    ]
    return charts.drawn(
        lambda width: timeline_spec(values, width, "%-d %b" if is_short(values) else "%b %Y"),
        "When each phase runs",
        f"{len(phases)} phase{'s' if len(phases) > 1 else ''}, the first from {day(phases[0].starts_on)}.",
        "",
        ("Phase", "From", "To", "Ends when", "Resources"),
        rows,
        (),
    )


def is_short(values: list[dict[str, Any]]) -> bool:
    """Is the whole of it so short that months alone would stand under the axis several times?"""
    first, last = min(v["start"] for v in values), max(v["end"] for v in values)
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days <= SHORT_DAYS


def timeline_spec(values: list[dict[str, Any]], width: int, ticks: str = "%b %Y") -> dict[str, Any]:
    x = {
        "field": "start",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": ticks, "tickCount": 4 if width < 500 else 8, "labelOverlap": True},
    }
    mark = {"type": "bar", "color": charts.BLUE, "height": 18, "cornerRadius": 3}
    fade = {"condition": {"test": "datum.open", "value": 0.55}, "value": 1}
    encoding = {"x": x, "x2": {"field": "end"}, "y": vega.label_axis(values, width), "opacity": fade}
    return {"data": {"values": values}, "height": {"step": 30}, "layer": [{"mark": mark, "encoding": encoding}]}


def ground(operation: Operation) -> Map | None:
    """The operation's areas, or what was drawn, among the areas around."""
    own = {area.pk: area for area in operation.areas.all()}
    if not own and operation.polygon is None:
        return None
    rows = [(area.name, area.code, f"{area.area_m2 / 1e6:.2f}") for area in own.values()]
    around = queries.area_choices(operation.partnership)
    if own:
        around = around.filter(scheme__in={area.scheme_id for area in own.values()})
    shades = {area.code: {"shade": "4" if operation.polygon is None else "2"} for area in own.values()}
    others = list(around.exclude(pk__in=own))
    plain = {area.code: {"shade": "plain"} for area in others}
    found = places.as_geojson([*others, *own.values()], {**plain, **shades})
    if operation.polygon is not None and (drawn := operation.geometry) is not None:
        size = f"{drawn.area / 1e6:.2f}"
        properties = {"name": "The area drawn", "shade": "4", "words": f"{size} km²"}
        shape = {"type": "Feature", "properties": properties, "geometry": shapes.to_geojson(drawn)}
        found["features"].append(shape)
        rows.append(("The area drawn", "", size))
    columns = ("Area", "Code", "Square kilometres")
    return Map("Where it takes place", found, columns=columns, rows=tuple(rows), on_request=True)


def balance(shares: Sequence[Share]) -> charts.Chart | None:
    """How much of what was done is enforcement, prevention, support ... : a share of activities, not of effort."""
    if not any(share.activities for share in shares):
        return None
    return charts.bar_chart(
        "Balance of what was done",
        [share.words for share in shares],
        [share.activities for share in shares],
        description="Logged activities by kind of intervention. A count of entries, not of hours or worth.",
        x_title="Activities",
        columns=("Kind of intervention", "Activities", "Share"),
        rows=[(share.words, share.activities, f"{share.percent:.0f}%") for share in shares],
    )
