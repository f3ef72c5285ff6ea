"""How much was recorded, month by month, and whether that is unusual for the time of year.

Reads the incident store only, which names nobody. Callers have passed a door that asks for `EXPLORE`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from wardwise.analysis import wording
from wardwise.analysis.choices import Choice
from wardwise.analysis.measured import Measured, Period
from wardwise.analysis.wording import Statement
from wardwise.incidents import measures
from wardwise.incidents.measures import MonthlyCounts
from wardwise.incidents.store import Store
from wardwise.methods.seasonal import SeasonalBand, seasonal_band

YEARS_BACK = 3


@dataclass(frozen=True)
class Pairing:
    """The months that can be compared with the same months of so many years before.

    `left_out` are the months between them that cannot, `missing` the months, of either year, that were not published.
    """

    period: Period
    months: tuple[str, ...]
    left_out: tuple[str, ...]
    missing: tuple[str, ...]
    years: int

    def before(self, years: int) -> tuple[str, ...]:
        return tuple(a_year_before(month, years) for month in self.months)


@dataclass(frozen=True)
class Comparison:
    """The latest year (or less) of the period beside the same months of up to three earlier years."""

    pairing: Pairing
    now: int
    then: int


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
    found = paired(period.latest_year, known.keys())
    if found is None:
        return None
    return Comparison(
        pairing=found,
        now=sum(known[m] for m in found.months),
        then=sum(known[m] for y in range(1, found.years + 1) for m in found.before(y)),
    )


def paired(period: Period, known: Collection[str]) -> Pairing | None:
    """The months of a period that the year before has too, and how many years have all of them; none if no month."""
    months = tuple(m for m in period.names if m in known and a_year_before(m) in known)
    if not months:
        return None
    span = Period(months[0], months[-1])
    left_out = tuple(m for m in span.names if m not in months)
    pairing = Pairing(
        period=span,
        months=months,
        left_out=left_out,
        missing=tuple(t for m in left_out for t in (a_year_before(m), m) if t not in known),
        years=1,
    )
    while pairing.years < YEARS_BACK and all(m in known for m in pairing.before(pairing.years + 1)):
        pairing = replace(pairing, years=pairing.years + 1)
    return pairing


def a_year_before(month: str, years: int = 1) -> str:
    return Period(month, month).earlier(years).first


def headline(what: Measured, comparison: Comparison | None, band: SeasonalBand) -> Statement:
    """More, fewer, or not statistically different; or just the count where nothing can be compared."""
    if comparison is None:
        return wording.not_compared(what)
    pairing = comparison.pairing
    told = replace(what, period=pairing.period, missing_months=pairing.missing, left_out=pairing.left_out)
    return wording.compare(
        told, now=comparison.now, then=comparison.then, years=pairing.years, dispersion=band.dispersion
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
