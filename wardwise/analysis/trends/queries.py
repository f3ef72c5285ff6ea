"""How much was recorded, month by month, and whether that is unusual for the time of year.

Reads the incident store only, which names nobody. Callers have passed a door that asks for `EXPLORE`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from wardwise.analysis import wording
from wardwise.analysis.choices import Choice
from wardwise.analysis.wording import Measured, Period, Statement
from wardwise.incidents import measures
from wardwise.incidents.measures import MonthlyCounts
from wardwise.incidents.store import Store
from wardwise.methods.seasonal import SeasonalBand, seasonal_band

YEARS_BACK = 3


@dataclass(frozen=True)
class Comparison:
    """The latest year (or less) of the period beside the same months of up to three earlier years."""

    period: Period
    missing: tuple[str, ...]
    now: int
    then: int
    years: int


@dataclass(frozen=True)
class Trend:
    """A monthly series, the band that earlier years make us expect, and what may be said of it."""

    series: MonthlyCounts
    band: SeasonalBand
    total: int
    missing: tuple[str, ...]
    comparison: Comparison | None
    headline: Statement
    months: Statement


def trend(store: Store, choice: Choice, what: Measured) -> Trend:
    """The whole answer for one choice. One read of the store."""
    first = earliest(store, choice)
    series = measures.monthly_counts(store, choice.selection(Period(first, choice.period.last)))
    asked = choice.selection().months
    band = seasonal_band(series.months, series.counts, series.is_missing, asked=asked, years_back=YEARS_BACK)
    chosen = np.isin(series.months, asked)
    missing = names(series.months[chosen & series.is_missing])
    told = replace(what, missing_months=missing)
    comparison = compared(series, choice.period)
    return Trend(
        series=series,
        band=band,
        total=int(series.counts[chosen & ~series.is_missing].sum()),
        missing=missing,
        comparison=comparison,
        headline=headline(told, comparison, band),
        months=months_statement(told, series, band),
    )


def earliest(store: Store, choice: Choice) -> str:
    """The first month of the picture: three years before the period, or the first held, whichever is later."""
    wanted = choice.period.earlier(YEARS_BACK).first
    held = measures.months_loaded(store, choice.source)
    return min(max(wanted, held[0]) if held else wanted, choice.period.first)


def compared(series: MonthlyCounts, period: Period) -> Comparison | None:
    """Which months can be compared with which earlier years: months that are gaps on either side are left out."""
    known = dict(
        zip(names(series.months[~series.is_missing]), series.counts[~series.is_missing].tolist(), strict=True)
    )
    year = period.latest_year
    pairs = [m for m in year.names if m in known and Period(m, m).earlier(1).first in known]
    if not pairs:
        return None
    years = 1
    while years < YEARS_BACK and all(Period(m, m).earlier(years + 1).first in known for m in pairs):
        years += 1
    span = Period(pairs[0], pairs[-1])
    return Comparison(
        period=span,
        missing=tuple(m for m in span.names if m not in pairs),
        now=sum(known[m] for m in pairs),
        then=sum(known[Period(m, m).earlier(y).first] for m in pairs for y in range(1, years + 1)),
        years=years,
    )


def headline(what: Measured, comparison: Comparison | None, band: SeasonalBand) -> Statement:
    """More, fewer, or not statistically different; or just the count where nothing can be compared."""
    if comparison is None:
        return wording.not_compared(what)
    told = replace(what, period=comparison.period, missing_months=comparison.missing)
    return wording.compare(
        told, now=comparison.now, then=comparison.then, years=comparison.years, dispersion=band.dispersion
    )


def months_statement(what: Measured, series: MonthlyCounts, band: SeasonalBand) -> Statement:
    counts = dict(zip(names(series.months), series.counts.tolist(), strict=True))
    gaps = set(names(series.months[series.is_missing]))
    limits = list(zip(names(band.months), band.low.tolist(), band.high.tolist(), strict=True))
    banded = [(m, low, high) for m, low, high in limits if m in counts and m not in gaps and low == low]
    return wording.months_outside(
        what,
        above=tuple(m for m, _, high in banded if counts[m] > high),
        below=tuple(m for m, low, _ in banded if counts[m] < low),
        banded=len(banded),
    )


def names(months: np.ndarray[tuple[int], np.dtype[np.datetime64]]) -> tuple[str, ...]:
    return tuple(str(month) for month in months.astype("datetime64[M]").astype(str))
