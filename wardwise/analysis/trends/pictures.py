"""The trend as a chart with its table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wardwise.analysis.measured import Measured, Period
from wardwise.analysis.trends.queries import Trend, names
from wardwise.design import charts

Limit = float | None
BAND_WORDS = "Expected from the same months of earlier years (95 in 100 fall within)"


def trend_chart(trend: Trend, what: Measured, moved: Sequence[str] = ()) -> charts.Chart:
    """The series from the earliest year used, with the band for the chosen months. Gaps are gaps."""
    months = names(trend.series.months)
    counts = [
        None if gap else n for n, gap in zip(trend.series.counts.tolist(), trend.series.is_missing, strict=True)
    ]
    band = trend.band
    place = {month: i for i, month in enumerate(names(band.months))}
    low, high, usual = (
        [known(column[place[m]]) if m in place else None for m in months]
        for column in (band.low, band.high, band.usual)
    )
    has_band = any(limit is not None for limit in low)
    rows = [
        (Period(m, m).words, shown(counts[i], "No data"), shown(usual[i]), shown(low[i]), shown(high[i]))
        for i, m in enumerate(months)
    ]
    return charts.trend_chart(
        f"Recorded {what.subject.words} in {what.place}, month by month",
        months,
        counts,
        low=low if has_band else None,
        high=high if has_band else None,
        typical=usual if any(u is not None for u in usual) else None,
        source=what.provenance,
        y_title=f"Recorded {what.subject.words}",
        band_words=BAND_WORDS,
        typical_words="Average of the same months of earlier years",
        breaks=[charts.Mark(month, "Map points moved") for month in moved if month in months],
        columns=("Month", "Recorded", "Average of earlier years", "Expected from", "Expected to"),
        rows=rows,
    )


def known(value: float) -> Limit:
    return None if math.isnan(value) else float(value)


def shown(value: float | None, absent: str = "–") -> str:
    if value is None:
        return absent
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
