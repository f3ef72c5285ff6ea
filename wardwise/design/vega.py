"""Pictures described in Vega-Lite: their descriptions, and the drawing of one as a clean SVG that is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.cache import caches

from wardwise.design import svg
from wardwise.design.lines import BLUE, GRID, INK, ORANGE, QUIET, WIDE


def bar_spec(data: list[Any], x_title: str, width: int, has_intervals: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {"tickCount": 5, "grid": True}
    if all(isinstance(value["value"], int | None) for value in data):
        axis["tickMinStep"] = 1  # there is no half of an incident
    x = {"field": "value", "type": "quantitative", "title": x_title, "axis": axis}
    y = label_axis(data, width)
    layers: list[dict[str, Any]] = [{"mark": {"type": "bar", "color": BLUE}, "encoding": {"x": x, "y": y}}]
    if has_intervals:
        layers.append(whiskers(y, x, ORANGE))
    return {"data": {"values": data}, "height": {"step": 30}, "layer": layers}


def interval_spec(data: list[Any], x_title: str, width: int, reference: float | None) -> dict[str, Any]:
    x = {
        "field": "value",
        "type": "quantitative",
        "title": x_title,
        "axis": {"tickCount": 5},
        "scale": {"zero": False},
    }
    y = label_axis(data, width)
    layers = [whiskers(y, x, BLUE)]
    layers.append(
        {"mark": {"type": "circle", "color": BLUE, "opacity": 1, "size": 110}, "encoding": {"x": x, "y": y}}
    )
    if reference is not None:
        rule = {"type": "rule", "color": QUIET, "strokeDash": [5, 4], "strokeWidth": 1.5}
        layers.insert(
            0, {"data": {"values": [{"at": reference}]}, "mark": rule, "encoding": {"x": {**x, "field": "at"}}}
        )
    return {"data": {"values": data}, "height": {"step": 38}, "layer": layers}


def label_axis(data: list[Any], width: int) -> dict[str, Any]:
    """Names stand beside the bars on a wide page and are cut on a phone, where the table has them whole."""
    names = {d["label"]: d["words"] for d in data}
    axis = {
        "title": None,
        "grid": False,
        "ticks": False,
        "domain": False,
        "labelLimit": 230 if width == WIDE else 120,
        "labelPadding": 8,
        "labelExpr": f"({json.dumps(names)})[datum.label]" if names else "datum.label",
    }
    return {"field": "label", "type": "nominal", "sort": None, "axis": axis}


def whiskers(y: dict[str, Any], x: dict[str, Any], colour: str) -> dict[str, Any]:
    rule = {"type": "rule", "color": colour, "strokeWidth": 2.5}
    return {"mark": rule, "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}}


CONFIG = {
    "font": "Atkinson Hyperlegible, system-ui, sans-serif",
    "view": {"stroke": None},
    "background": None,
    "axis": {
        "labelFontSize": 14,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": QUIET,
        "tickColor": QUIET,
    },
    "axisY": {"domain": False, "ticks": False},
    "text": {"fontSize": 14},
}


def picture(spec: Mapping[str, Any], width: int, title: str, description: str) -> str:
    """The cleaned SVG of a description, from the cache if it was drawn before."""
    full = {
        **spec,
        "width": width,
        "padding": 4,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG,
    }
    text = json.dumps(full, sort_keys=True, default=str)
    key = hashlib.sha256(f"{svg.VERSION}|{title}|{description}|{text}".encode()).hexdigest()[:32]
    found = caches["drawn"].get(f"chart:{key}")
    if isinstance(found, str):
        return found
    made = svg.cleaned(render(text), name=f"c{key[:8]}", title=title, description=description)
    caches["drawn"].set(f"chart:{key}", made)
    return made


def render(spec: str) -> str:
    import vl_convert  # 75 ms to import and a browser engine inside: only the process that draws pays for it

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
