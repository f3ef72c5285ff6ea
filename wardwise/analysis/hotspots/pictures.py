"""Where records gather, as charts and maps with their tables."""

from __future__ import annotations

from typing import Any

from wardwise.analysis.hotspots.queries import MapPoints, SmallAreas
from wardwise.analysis.hotspots.tables import STANDING, order_of, page_area_columns, page_row, point_rows
from wardwise.analysis.measured import Measured
from wardwise.design import charts, maps
from wardwise.design.map_names import Sign
from wardwise.methods import geometry

POINTS_DRAWN = 100
RATES_DRAWN = 10
SHADES = {"high": "high", "low": "low", "": "plain"}


def lorenz_chart(points: MapPoints, what: Measured) -> charts.Chart | None:
    found = points.concentration
    if not found.events:
        return None
    return charts.lorenz_chart(
        f"How few map points hold how much of the recorded {what.subject.words} in {what.place}",
        found.lorenz_places.tolist(),
        found.lorenz_events.tolist(),
        source=what.provenance,
        places_words="map points",
    )


def rate_chart(areas: SmallAreas, what: Measured, whole_place: str) -> charts.Chart | None:
    """The first ten by steadied rate, each with its interval, beside the rate of the whole place."""
    if areas.shrunk is None:
        return None
    order = order_of(areas)[:RATES_DRAWN]
    shrunk = areas.shrunk
    return charts.interval_chart(
        f"Steadied rates of recorded {what.subject.words}: the first {len(order)} small areas of {whole_place}",
        [areas.ground.names[i] for i in order],
        *([float(column[i]) for i in order] for column in (shrunk.rate_per_1000, shrunk.low, shrunk.high)),
        reference=shrunk.overall_per_1000,
        reference_words=f"All of {whole_place}: {shrunk.overall_per_1000:.1f}",
        x_title="Per 1,000 residents a year",
        source=what.provenance,
    )


def standing_map(
    areas: SmallAreas, shapes: dict[str, Any], what: Measured, whole_place: str, signs: tuple[Sign, ...] | None = None
) -> maps.Map:
    """Which small areas stand out from chance. The table holds all of them in the order of the ranking."""
    place = {code: i for i, code in enumerate(areas.ground.codes)}
    features = [
        with_standing(feature, areas, place[str(feature["properties"]["code"])]) for feature in shapes["features"]
    ]
    return maps.Map(
        f"Small areas of {whole_place} whose neighbourhood holds more, or less, than chance would give",
        {"type": "FeatureCollection", "features": features},
        shades=tuple(maps.Shade(SHADES[key], words) for key, words in STANDING.items()),
        signs=signs,
        source=what.provenance,
        columns=page_area_columns(areas),
        rows=tuple(page_row(areas, i) for i in order_of(areas)),
        numeric=frozenset({1} if areas.rates is not None else {1, 2, 3}),
    )


def with_standing(feature: dict[str, Any], areas: SmallAreas, i: int) -> dict[str, Any]:
    kind = str(areas.standing.classes[i])
    words = f"{int(areas.counts[i]):,} recorded. {STANDING[kind]}."
    return {**feature, "properties": {**feature["properties"], "shade": SHADES[kind], "words": words}}


def counts_map(
    areas: SmallAreas, shapes: dict[str, Any], what: Measured, whole_place: str, signs: tuple[Sign, ...] | None = None
) -> maps.Map:
    """How much was recorded in each small area: counts, or rates where people are known."""
    has_rates = areas.rates is not None
    by = areas.rates.rate_per_1000.round(1) if areas.rates is not None else areas.counts
    unit = "per 1,000 residents a year" if has_rates else "recorded"
    return maps.choropleth(
        f"Recorded {what.subject.words} in the small areas of {whole_place}"
        + (", per 1,000 residents a year" * has_rates),
        shapes,
        dict(zip(areas.ground.codes, by.tolist(), strict=True)),
        unit=unit,
        source=what.provenance,
        columns=("Small area", "Per 1,000 residents a year" if has_rates else "Recorded"),
        rows=tuple((areas.ground.names[i], f"{by.tolist()[i]:,}") for i in order_of(areas)),
        numeric=frozenset({1}),
        on_request=True,
        signs=signs,
        same_areas=True,  # as `standing_map`, which stands before it
    )


def points_map(points: MapPoints, outline: dict[str, Any], what: Measured) -> maps.Map | None:
    """The map points with most, sized by count, over the outline of the area."""
    rows = point_rows(points, POINTS_DRAWN)
    if not rows:
        return None
    longitude, latitude = geometry.to_wgs84([row[4] for row in rows], [row[5] for row in rows])
    return maps.points(
        f"The {len(rows)} map points with most recorded {what.subject.words} in {what.place}",
        longitude.tolist(),
        latitude.tolist(),
        [row[0] for row in rows],
        [row[2] for row in rows],
        outline=outline,
        source=what.provenance,
        columns=("Map point", "Grid reference", "Recorded", "Share of all"),
        rows=tuple((row[0], row[1], f"{row[2]:,}", f"{row[3]:.1%}") for row in rows),
        numeric=frozenset({2, 3}),
        on_request=True,
    )
