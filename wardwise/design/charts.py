"""Charts as pictures drawn on the server: no script in the browser, the same in pages and on paper.

Every chart is a frozen `Chart` with its words, its source and the table of what it shows; a page draws all of it
with `{% chart my_chart %}`. Lines are drawn by `wardwise.design.lines`. Any other picture is described in Vega-Lite
and drawn by `wardwise.design.vega`, cleaned of everything that a strict content security policy forbids, and kept
under the hash of its description. Each is drawn twice, for wide pages and for phones, because a shrunk picture has
letters that nobody can read.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wardwise.design import lines, vega
from wardwise.design.lines import BLUE as BLUE  # other features paint with it too
from wardwise.design.lines import NARROW, WIDE

Number = float | int | None


@dataclass(frozen=True)
class Chart:
    """A picture, the words that say what it shows, where it comes from, and its figures."""

    title: str
    description: str
    svg: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    source: str = ""
    svg_narrow: str = ""
    legend: tuple[tuple[str, str], ...] = ()  # (kind of mark, words)

    @property
    def numeric(self) -> frozenset[int]:
        """The columns that hold figures and are set to the right."""
        return frozenset(
            i for i in range(1, len(self.columns)) if all(looks_numeric(row[i]) for row in self.rows if i < len(row))
        )


@dataclass(frozen=True)
class Mark:
    """A month at which something is to be known: a break in the series, the start of an operation."""

    month: str
    words: str


def trend_chart(
    title: str,
    months: Sequence[Any],
    counts: Sequence[Number],
    *,
    step_months: int = 1,
    low: Sequence[Number] | None = None,
    high: Sequence[Number] | None = None,
    typical: Sequence[Number] | None = None,
    description: str = "",
    source: str = "",
    y_title: str = "Recorded incidents",
    series_words: str = "Recorded each month",
    band_words: str = "Lowest to highest of the same month in earlier years",
    typical_words: str = "Average of the same month in earlier years",
    breaks: Sequence[Mark] = (),
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
) -> Chart:
    """A monthly series with the band of earlier years. A month without data (None or NaN) is a gap, never a zero.

    `months` are "YYYY-MM" or datetime64; `low`, `high` and `typical` are as long as `counts`. With `step_months` each
    count is of so many months, and `months` are the first of each.
    """
    names = [str(month)[:7] for month in months]
    series = {"count": counts, "low": low, "high": high, "typical": typical}
    values = [
        {"month": f"{name}-01", "next": f"{following(name, step_months)}-01"}
        | {key: plain(column[i]) for key, column in series.items() if column is not None}
        for i, name in enumerate(names)
    ]
    marks = [{"month": f"{mark.month}-01", "words": mark.words, "row": i % 3} for i, mark in enumerate(breaks)]
    has_gaps = any(value["count"] is None for value in values)
    legend = [("line", series_words)]
    legend += [("band", band_words)] if low is not None else []
    legend += [("dash", typical_words)] if typical is not None else []
    legend += [("gap", "No data were published")] if has_gaps else []
    if not rows:
        headings = [
            "Month" if step_months == 1 else "Months",
            y_title,
            *(["Lowest", "Highest"] if low is not None else []),
        ]
        columns = [*headings, *(["Average"] if typical is not None else [])]
        keys = [key for key in series if series[key] is not None]
        words = [span_words(name, step_months) for name in names]
        rows = [[words[i], *(said(v[key]) for key in keys)] for i, v in enumerate(values)]
    wide, narrow = (
        lines.framed(*lines.trend(values, marks, y_title, width), 25, title, description) for width in (WIDE, NARROW)
    )
    table = tuple(tuple(row) for row in rows)
    return Chart(title, description, wide, tuple(columns), table, source, narrow, tuple(legend))


def bar_chart(
    title: str,
    labels: Sequence[str],
    values: Sequence[Number],
    *,
    low: Sequence[Number] | None = None,
    high: Sequence[Number] | None = None,
    description: str = "",
    source: str = "",
    x_title: str = "Recorded incidents",
    label_title: str = "",
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
) -> Chart:
    """Horizontal bars in the order given, with intervals where `low` and `high` are."""
    has_intervals = low is not None and high is not None
    data = [
        {"label": f"{i:03d}", "words": str(label), "value": plain(values[i])}
        | ({"low": plain(low[i]), "high": plain(high[i])} if low is not None and high is not None else {})
        for i, label in enumerate(labels)
    ]
    if not rows:
        columns = [label_title or "Name", x_title, *(["From", "To"] if has_intervals else [])]
        keys = ["value", "low", "high"] if has_intervals else ["value"]
        rows = [[d["words"], *(said(d[key]) for key in keys)] for d in data]
    legend = (("bar", x_title), ("whisker", "Interval: where the true value probably lies")) if has_intervals else ()
    return drawn(
        lambda width: vega.bar_spec(data, x_title, width, has_intervals),
        title,
        description,
        source,
        columns,
        rows,
        legend,
    )


def interval_chart(
    title: str,
    labels: Sequence[str],
    estimates: Sequence[Number],
    low: Sequence[Number],
    high: Sequence[Number],
    *,
    reference: float | None = 0.0,
    reference_words: str = "No change",
    description: str = "",
    source: str = "",
    x_title: str = "Change",
    interval_words: str = "95% interval",
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
) -> Chart:
    """A point with its interval for each line, beside a line that means no difference."""
    data = [
        {"label": f"{i:03d}", "words": str(label)}
        | {"value": plain(estimates[i]), "low": plain(low[i]), "high": plain(high[i])}
        for i, label in enumerate(labels)
    ]
    if not rows:
        columns = ["What", x_title, "From", "To"]
        rows = [[d["words"], said(d["value"]), said(d["low"]), said(d["high"])] for d in data]
    legend = [("point", "Estimate"), ("line", interval_words)]
    legend += [("dash", reference_words)] if reference is not None else []
    return drawn(
        lambda width: vega.interval_spec(data, x_title, width, reference),
        title,
        description,
        source,
        columns,
        rows,
        tuple(legend),
    )


def lorenz_chart(
    title: str,
    share_of_places: Sequence[float],
    share_of_events: Sequence[float],
    *,
    description: str = "",
    source: str = "",
    places_words: str = "places",
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
) -> Chart:
    """How few places hold how much: shares from 0 to 1, the fullest places first."""
    pairs = list(zip(map(float, share_of_places), map(float, share_of_events), strict=True))
    step = max(1, len(pairs) // 120)
    data = [{"x": round(x, 4), "y": round(y, 4)} for x, y in [(0.0, 0.0), *pairs[::step], pairs[-1]]] if pairs else []
    if not rows:
        columns = [f"Share of {places_words}", "Share of incidents"]
        rows = [[f"{x:.1%}", f"{y:.1%}"] for x, y in at_events_shares(pairs)]
    legend = (("line", "As recorded"), ("dash", f"If all {places_words} had the same"))
    words = (f"Share of {places_words}, fullest first", "Share of incidents")
    wide, narrow = (
        lines.framed(*lines.lorenz(data, *words, width), 43, title, description) for width in (WIDE, NARROW)
    )
    table = tuple(tuple(row) for row in rows)
    return Chart(title, description, wide, tuple(columns), table, source, narrow, legend)


def drawn(
    spec: Any,
    title: str,
    description: str,
    source: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    legend: tuple[tuple[str, str], ...],
) -> Chart:
    wide, narrow = (vega.picture(spec(width), width, title, description) for width in (WIDE, NARROW))
    table = tuple(tuple(row) for row in rows)
    return Chart(title, description, wide, tuple(columns), table, source, narrow, legend)


# Words


def plain(value: Any) -> float | int | None:
    """A number that JSON knows, or None for one that is missing."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number == int(number) else number


def said(value: Any) -> str:
    if value is None:
        return "no data"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def looks_numeric(cell: Any) -> bool:
    text = str(cell).replace(",", "").replace("%", "").replace("−", "-").strip()
    try:
        float(text)
    except ValueError:
        return text in ("", "–", "no data")
    return True


def following(month: str, months: int = 1) -> str:
    """The month that comes so many months later."""
    years, number = divmod(int(month[5:7]) - 1 + months, 12)
    return f"{int(month[:4]) + years}-{number + 1:02d}"


MONTHS = list(calendar.month_name)


def month_words(month: str) -> str:
    return f"{MONTHS[int(month[5:7])]} {month[:4]}"


def span_words(first: str, months: int) -> str:
    return (
        month_words(first) if months == 1 else f"{month_words(first)} to {month_words(following(first, months - 1))}"
    )


def at_events_shares(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The first point of the curve at or above each tenth of the incidents."""
    wanted = [i / 10 for i in range(1, 11)]
    return [next((pair for pair in pairs if pair[1] >= share - 1e-9), pairs[-1]) for share in wanted] if pairs else []
