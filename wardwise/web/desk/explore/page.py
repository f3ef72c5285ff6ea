"""One choice answered whole: figures, words, charts and maps, kept until the store or the boundaries change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from wardwise.analysis import provenance, wording
from wardwise.analysis.areas import OwnAreas
from wardwise.analysis.choices import Choice
from wardwise.analysis.hotspots import pictures as hotspot_pictures
from wardwise.analysis.hotspots import queries as hotspots
from wardwise.analysis.hotspots import tables, words
from wardwise.analysis.hotspots.ground import Ground, ground_of
from wardwise.analysis.kept import kept
from wardwise.analysis.trends import pictures as trend_pictures
from wardwise.analysis.trends import queries as trends
from wardwise.analysis.trends.queries import Trend
from wardwise.analysis.wording import Measured, Period, Statement
from wardwise.design.charts import Chart
from wardwise.design.maps import Map
from wardwise.incidents import measures
from wardwise.incidents.store import Store
from wardwise.partners.models import Partnership
from wardwise.places import queries as places

AREA_ROWS = 15
POINT_ROWS = 15


@dataclass(frozen=True)
class TrendPart:
    trend: Trend
    chart: Chart


@dataclass(frozen=True)
class PointPart:
    points: hotspots.MapPoints
    statement: Statement
    stability: str
    lorenz: Chart | None
    map: Map | None
    rows: list[tuple[object, ...]]


@dataclass(frozen=True)
class AreaPart:
    areas: hotspots.SmallAreas
    year: int
    statement: Statement
    stability: str
    proactive: str
    order: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    rates: Chart | None
    standing: Map
    counts: Map

    @property
    def title(self) -> str:
        return "Small areas by recorded count" if self.rates is None else "Small areas by steadied rate"

    @property
    def population_words(self) -> str:
        """Whose number the rates are divided by, and whether it fits the period."""
        year = self.areas.ground.population_year
        if self.rates is None or year is None:
            return ""
        reused = f", reused for {self.year}" if year != self.year else ""
        return f"Residents are those of {year}{reused}."


@dataclass(frozen=True)
class Answer:
    """Everything the page shows for one choice."""

    choice: Choice
    what: Measured
    snapshot: str
    moved: tuple[str, ...]
    trend: TrendPart
    points: PointPart
    areas: AreaPart | None

    @property
    def is_broken(self) -> bool:
        """Did the map points move within the period, after its first month?"""
        return breaks_in(self.choice, self.moved)

    @property
    def moved_here(self) -> tuple[str, ...]:
        """The months within the picture, after its first, in which the map points moved."""
        return tuple(month for month in self.moved if month in trends.names(self.trend.trend.series.months[1:]))

    @property
    def moved_words(self) -> str:
        return " and ".join(Period(month, month).words for month in self.moved_here or self.moved)

    @property
    def without_place(self) -> str:
        """What is recorded with no place at all, if anything is."""
        count = self.points.points.without_place
        return f"{count:,} more were recorded without a place, here or elsewhere in the district." if count else ""

    @property
    def total(self) -> Statement:
        return wording.recorded(self.what, self.trend.trend.total)


def answer(store: Store, choice: Choice, partnership: Partnership, own: OwnAreas) -> Answer:
    """The answer to a choice, from the cache where it is kept. Two queries at most, however long the period."""
    snapshot = measures.snapshot(store)
    ground = ground_of(own.small, int(choice.period.last[:4]))
    what = provenance.measured(store, choice)
    asked = (partnership.slug, choice, what, ground.stamp, ground.residents.tobytes(), ground.population_year)
    return kept(
        "explore", snapshot, asked, partial(_answer, store, choice, what, ground, own, partnership.place, snapshot)
    )


def breaks_in(choice: Choice, moved: tuple[str, ...]) -> bool:
    return any(month in choice.period.names[1:] for month in moved)


def _answer(
    store: Store, choice: Choice, what: Measured, ground: Ground, own: OwnAreas, place: str, snapshot: str
) -> Answer:
    moved = provenance.moved_months(store, choice.source, snapshot)
    trend = trends.trend(store, choice, what)
    shapes = places.as_geojson(places.areas_of(ground.scheme).filter(code__in=ground.codes)) if ground.codes else None
    return Answer(
        choice=choice,
        what=what,
        snapshot=snapshot,
        moved=moved,
        trend=TrendPart(trend, trend_pictures.trend_chart(trend, what, moved)),
        points=_points(store, choice, what, own, moved),
        areas=_areas(store, choice, what, ground, shapes, place) if shapes else None,
    )


def _points(store: Store, choice: Choice, what: Measured, own: OwnAreas, moved: tuple[str, ...]) -> PointPart:
    span = provenance.unbroken(choice.period, moved, store.months(choice.source))
    points = hotspots.map_points(store, choice, span=span, is_broken=breaks_in(choice, moved))
    chosen = choice.area[1] if choice.area else tuple(area.code for area in own.wards or own.small)
    scheme = choice.area[0] if choice.area else (own.wards or own.small)[0].scheme.code if chosen else ""
    outline = places.as_geojson(places.areas_of(scheme).filter(code__in=chosen)) if chosen else {"features": []}
    return PointPart(
        points=points,
        statement=words.points_statement(points, what).beside(what.cautions),
        stability=words.stability_words(points.stability, "map points"),
        lorenz=hotspot_pictures.lorenz_chart(points, what),
        map=hotspot_pictures.points_map(points, outline, what),
        rows=[
            (name, ref, f"{n:,}", f"{share:.1%}") for name, ref, n, share, *_ in tables.point_rows(points, POINT_ROWS)
        ],
    )


def _within(choice: Choice, ground: Ground) -> tuple[str, ...]:
    """The small areas that lie in the chosen area, by their middle; none chosen, none named."""
    if choice.area is None or choice.area[0] == ground.scheme:
        return choice.area[1] if choice.area else ()
    held = list(places.areas_of(ground.scheme).filter(code__in=ground.codes))
    middles = [shape.representative_point() for shape in places.boundaries(held)]
    home = places.locator(choice.area[0]).codes_at([m.x for m in middles], [m.y for m in middles])
    return tuple(area.code for area, code in zip(held, home.tolist(), strict=True) if code in choice.area[1])


def _areas(
    store: Store, choice: Choice, what: Measured, ground: Ground, shapes: dict[str, object], place: str
) -> AreaPart:
    areas = hotspots.small_areas(store, choice, ground)
    chosen = _within(choice, ground)
    return AreaPart(
        areas=areas,
        year=int(choice.period.last[:4]),
        statement=words.areas_statement(areas, what.of_place(place)).beside(what.cautions),
        stability=words.stability_words(areas.stability, "small areas"),
        proactive=words.proactive_words(areas, what),
        order=words.BY_COUNT if areas.shrunk is None else words.BY_RATE,
        columns=tables.page_area_columns(areas),
        rows=tables.page_area_rows(areas, chosen, AREA_ROWS),
        rates=hotspot_pictures.rate_chart(areas, what, place),
        standing=hotspot_pictures.standing_map(areas, shapes, what, place),
        counts=hotspot_pictures.counts_map(areas, shapes, what, place),
    )
