"""Drawing: a description in Vega-Lite becomes an SVG file with its title and its source in it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import vl_convert

HERE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "pictures"
BLUE, ORANGE, QUIET, PALE, INK = "#0b5a8f", "#b4470b", "#7c8a90", "#b3d0de", "#13252c"
POLICE = "Source: data.police.uk, Open Government Licence v3.0."
LUTON = f"Luton, May 2021 to December 2023. {POLICE}"
CHICAGO = "522 arsons in Chicago, 2016. Source: City of Chicago open data."
PORTLAND = "Portland, Oregon, March 2012 to May 2015. Source: Portland Police Bureau."

Row = dict[str, Any]
Spec = dict[str, Any]


def draw(
    name: str,
    title: str,
    credit: str,
    *layers: Spec,
    rows: Sequence[Row] = (),
    axes: tuple[str, str] = ("", ""),
    height: Any = 280,
    **more: Any,
) -> None:
    """One picture of layers over the same rows, with the words of its axes; some 640 wide."""
    for layer in layers:
        for way, words in zip(("x", "y"), axes, strict=True):
            if way in layer["encoding"]:
                layer["encoding"][way].setdefault("title", words or None)
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {
            "text": textwrap.wrap(title.replace("p = ", "p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"), 64),
            "subtitle": credit,
            "anchor": "start",
            "fontSize": 16,
            "subtitleFontSize": 13,
        },
        "width": 560,
        "height": height,
        # A browser draws letters wider than the drawer reckons with.
        "padding": {"left": 36, "right": 12, "top": 12, "bottom": 12},
        "background": "#fff",
        "data": {"values": list(rows)},
        "layer": list(layers),
        "config": {
            "font": "sans-serif",
            "view": {"stroke": None},
            "axis": {
                "labelOverlap": "greedy",
                "labelSeparation": 12,
                "labelFontSize": 13,
                "titleFontSize": 13,
                "titleFontWeight": "normal",
                "gridColor": "#e4e8ea",
            },
            "legend": {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "orient": "bottom"},
            "title": {"lineHeight": 21, "color": INK, "subtitleColor": "#46575e", "offset": 12},
        },
        **more,
    }
    (HERE / f"{name}.svg").write_text(vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[]) + "\n")


def save(name: str, svg: str) -> None:
    (HERE / f"{name}.svg").write_text(svg + "\n")


def mark(
    kind: str, x: Any, y: Any, *, also: Spec | None = None, rows: Sequence[Row] | None = None, **options: Any
) -> Spec:
    """`mark("line", "month:T", "count:Q", color=BLUE)`: what is drawn by which columns; more channels by `also`."""
    found: Spec = {
        "mark": {"type": kind, **options},
        "encoding": {"x": channel(x), "y": channel(y), **(also or {})},
    }
    return found if rows is None else {"data": {"values": list(rows)}, **found}


KINDS = {"T": "temporal", "Q": "quantitative", "N": "nominal", "O": "ordinal"}


def channel(given: Any) -> Spec:
    """`"count:Q"`, or with more: `{"field": "count:Q", "scale": {"zero": False}}`."""
    given = {"field": given} if isinstance(given, str) else dict(given)
    field, _, letter = given.pop("field").partition(":")
    axis: Spec = {"labelAngle": 0, "labelLimit": 220, "labelOverlap": False} if letter in "NO" else {}
    if letter == "T":
        axis = {"format": "%b %Y", "tickCount": {"interval": "month", "step": 6}}
    sort: Spec = {"sort": None} if letter in "NO" else {}
    return {"field": field, "type": KINDS[letter], **sort, **given, "axis": {**axis, **given.get("axis", {})}}


def level(at: float, *, upright: bool = False, **options: Any) -> Spec:
    """A dashed line right across."""
    options = {"color": QUIET, "strokeDash": [5, 4], **options}
    return {"data": {"values": [{"at": at}]}, "mark": {"type": "rule", **options}, "encoding": {
        "x" if upright else "y": channel("at:Q")}}  # fmt: skip


def moment(month: str, words: str) -> list[Spec]:
    """A dashed line at a month, with words."""
    rule = {"type": "rule", "color": ORANGE, "strokeDash": [5, 4]}
    text = {"type": "text", "align": "left", "dx": 5, "baseline": "top", "color": ORANGE, "fontSize": 13, "y": 4}
    at = {"x": channel("at:T")}
    return [
        {"data": {"values": [{"at": month, "words": words}]}, "mark": rule, "encoding": at},
        {"data": {"values": [{"at": month, "words": words}]}, "mark": text, "encoding": {
            **at, "text": {"field": "words", "type": "nominal"}}},
    ]  # fmt: skip
