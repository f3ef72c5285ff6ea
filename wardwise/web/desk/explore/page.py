"""One choice answered whole: figures, words, charts and maps, kept until the store or the boundaries change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from wardwise.analysis import provenance, wording
from wardwise.analysis.areas import OwnAreas
from wardwise.analysis.choices import Choice
from wardwise.analysis.forms import ExploreForm
from wardwise.analysis.hotspots import pictures as hotspot_pictures
from wardwise.analysis.hotspots import queries as hotspots
from wardwise.analysis.hotspots import tables, words
from wardwise.analysis.hotspots.ground import Ground, ground_of
from wardwise.analysis.kept import kept
from wardwise.analysis.measured import Measured, Period
from wardwise.analysis.trends import pictures as trend_pictures
from wardwise.analysis.trends import queries as trends
from wardwise.analysis.trends.queries import Trend
from wardwise.analysis.wording import Statement
from wardwise.design.charts import Chart
from wardwise.design.map_names import Sign, signs
from wardwise.design.maps import Map
from wardwise.incidents import measures
from wardwise.incidents.store import Store
from wardwise.partners.models import Partnership
from wardwise.places import queries as places

POINT_COLUMNS = ("Map point", "Grid reference", "Recorded", "Share of all")
TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "desk" / "explore"
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
    def numeric(self) -> tuple[int, ...]:
        """The columns set to the right."""
        return (1, 2, 3) if self.rates is None else (1,)

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


@dataclass(frozen=True)
class Question:
    """A choice with all that its answer depends on: the name under which the answer is kept."""

    choice: Choice
    snapshot: str
    what: Measured
    ground: Ground
    wards: str
    partnership: Partnership

    def __repr__(self) -> str:
        ground = (self.ground.stamp, self.ground.population_year, self.ground.residents.tobytes())
        return repr((self.partnership.slug, self.partnership.place, self.choice, self.what, ground, self.wards))


def question(store: Store, choice: Choice, partnership: Partnership, own: OwnAreas) -> Question:
    """What is asked, of which data. Two queries at most, however long the period."""
    return Question(
        choice=choice,
        snapshot=measures.snapshot(store),
        what=provenance.measured(store, choice),
        ground=ground_of(own.small, int(choice.period.last[:4])),
        wards=f"{own.wards[0].scheme.code} {own.wards[0].scheme.loaded_at}" if own.wards else "",
        partnership=partnership,
    )


def answer(store: Store, asked: Question, own: OwnAreas) -> Answer:
    """The answer, from the cache where it is kept."""
    return kept("explore", asked.snapshot, asked, partial(_answer, store, asked, own))


def shown(store: Store, form: ExploreForm, partnership: Partnership) -> dict[str, Any]:
    """What the page shows of a valid question, kept as it is drawn: keeping the figures too would cost as much as
    working them out again for whoever takes a file.
    """
    asked = question(store, form.choice(), partnership, form.areas)
    answered = SimpleLazyObject(lambda: _answer(store, asked, form.areas))
    drawing = (asked, static("design/map.js"), static("design/built/maplibre-gl-worker.js"), _template_stamp())
    html = kept("explore-html", asked.snapshot, drawing, lambda: _drawn(form, answered, partnership))
    return {
        "shown": mark_safe(html),  # noqa: S308  (drawn by our own template, which escapes)
        "answer": answered,
        "place": asked.choice.place,
        "licence": asked.choice.licence,
        "snapshot": asked.snapshot,
    }


def _drawn(form: ExploreForm, answered: Any, partnership: Partnership) -> str:
    context = {
        "form": form,
        "answer": answered,
        "partnership": partnership,
        "by_count": words.BY_COUNT,
        "point_columns": POINT_COLUMNS,
        "point_numeric": (2, 3),
    }
    return render_to_string("desk/explore/shown.html", context)


def _template_stamp() -> float:
    """Changes when the template does, as in an upgrade."""
    return max(path.stat().st_mtime for path in TEMPLATES.glob("*.html"))


def breaks_in(choice: Choice, moved: tuple[str, ...]) -> bool:
    return any(month in choice.period.names[1:] for month in moved)


def _answer(store: Store, asked: Question, own: OwnAreas) -> Answer:
    choice, what, ground = asked.choice, asked.what, asked.ground
    moved = provenance.moved_months(store, choice.source, asked.snapshot)
    trend = trends.trend(store, choice, what)
    whole = trend.total if choice.area is None else hotspots.total(store, choice.selection(whole_place=True))
    shapes = places.as_geojson(places.areas_of(ground.scheme).filter(code__in=ground.codes)) if ground.codes else None
    return Answer(
        choice=choice,
        what=what,
        snapshot=asked.snapshot,
        moved=moved,
        trend=TrendPart(trend, trend_pictures.trend_chart(trend, what, moved)),
        points=_points(store, asked, own, moved, whole),
        areas=_areas(store, asked, own, shapes, whole) if shapes else None,
    )


def _points(store: Store, asked: Question, own: OwnAreas, moved: tuple[str, ...], whole: int) -> PointPart:
    choice, what = asked.choice, asked.what
    span = provenance.unbroken(choice.period, moved, store.months(choice.source))
    points = hotspots.map_points(store, choice, whole=whole, span=span, is_broken=breaks_in(choice, moved))
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


def _signs(own: OwnAreas) -> tuple[Sign, ...] | None:
    """The wards' names, by which people find their way among small areas."""
    if not own.wards:
        return None
    wards = places.areas_of(own.wards[0].scheme.code).filter(code__in=[ward.code for ward in own.wards])
    return signs(places.as_geojson(wards)["features"])


def _areas(store: Store, asked: Question, own: OwnAreas, shapes: dict[str, object], whole: int) -> AreaPart:
    choice, what, ground, place = asked.choice, asked.what, asked.ground, asked.partnership.place
    areas = hotspots.small_areas(store, choice, ground, total=whole)
    chosen, names = _within(choice, ground), _signs(own)
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
        standing=hotspot_pictures.standing_map(areas, shapes, what, place, names),
        counts=hotspot_pictures.counts_map(areas, shapes, what, place, names),
    )
