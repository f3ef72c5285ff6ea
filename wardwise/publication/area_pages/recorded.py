"""What is recorded in a ward: the last twelve months against the same months of earlier years, in honest words.

These counts are open data that the publisher has already made safe to publish; they are shown as they are. Incidents
of anti-social behaviour and crimes are never added up.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from wardwise.analysis import wording
from wardwise.incidents import measures, vocab
from wardwise.incidents.home import store_of
from wardwise.incidents.measures import Selection
from wardwise.incidents.store import Store
from wardwise.methods.multiplicity import benjamini_hochberg
from wardwise.methods.seasonal import PeriodComparison, compare_periods, seasonal_band
from wardwise.partners.models import Partnership
from wardwise.places.models import Area

SOURCE = "police-uk-street"
YEAR = 12
MOST_YEARS = 3
TREND_MONTHS = 36
FALSE_SHARE = 0.05
FEWEST = 20  # below it a comparison of one kind says nothing

Content = dict[str, Any]


def recorded(partnership: Partnership, area: Area) -> Content:
    """Everything the page shows of what is recorded; empty if no data have been loaded."""
    store = store_of(partnership)
    months = measures.complete_months(store, SOURCE)
    if not months:
        return {}
    last = np.datetime64(months[-1], "M")
    first = max(last - (YEAR - 1), np.datetime64(months[0], "M"))
    now = selection(area, first, last)
    gaps = [str(m) for m in now.months[measures.missing(store, now)]]
    earlier = [] if gaps or len(now.months) < YEAR else comparable_years(store, now)
    measured = Measure(store, area, now, earlier, gaps)
    return {
        "period": wording.Period(now.first, now.last).words,
        "is_whole_year": len(now.months) == YEAR,
        "source": vocab.load("sources").name(SOURCE),
        "about": vocab.load("sources").by_code[SOURCE].about,
        "loaded_on": measured.loaded_on.isoformat(),
        "gaps": [wording.Period(m, m).words for m in gaps],
        "earlier": [wording.Period(s.first, s.last).words for s in earlier],
        "year_words": year_words(now),
        "earlier_years": [year_words(then) for then in earlier],
        "asb": measured.statement((wording.ASB,)),
        "crime": measured.statement(crimes()),
        "moved": [wording.Period(m, m).words for m in moved(store, (earlier[-1] if earlier else now).first)],
        "rows": measured.rows(),
        "trend": measured.trend(months),
    }


def crimes() -> tuple[str, ...]:
    return tuple(code for code in vocab.categories_of(SOURCE) if code != wording.ASB)


def selection(area: Area, first: np.datetime64, last: np.datetime64, *categories: str) -> Selection:
    return Selection(str(first), str(last), categories, (SOURCE,), (area.scheme.code, (area.code,)))


def moved(store: Store, since: str) -> list[str]:
    """Months in which the publisher moved its map points: records may then change wards without anything changing."""
    found = measures.point_overlap(store, SOURCE)
    return [str(month) for month in found.months[found.has_moved] if str(month) >= since]


def year_words(chosen: Selection) -> str:
    """The head of a column: 2023, or the year to March 2024."""
    if chosen.first.endswith("-01") and chosen.last == f"{chosen.first[:4]}-12":
        return chosen.first[:4]
    return f"Year to {wording.Period(chosen.last, chosen.last).words}" if len(chosen.months) == YEAR else "So far"


def comparable_years(store: Store, now: Selection) -> list[Selection]:
    """The same months of up to three earlier years, nearest first, as far as every month was published."""
    assert now.area
    found = []
    for years in range(1, MOST_YEARS + 1):
        period = wording.Period(now.first, now.last).earlier(years)
        then = Selection(period.first, period.last, (), now.sources, now.area)
        if measures.missing(store, then).any():
            break
        found.append(then)
    return found


class Measure:
    """The counts of one ward, read once."""

    def __init__(self, store: Store, area: Area, now: Selection, earlier: list[Selection], gaps: list[str]) -> None:
        self.store, self.area, self.now, self.earlier, self.gaps = store, area, now, earlier, gaps
        self.by_category = [by_category(store, s) for s in (now, *earlier)]
        self.loaded_on = max(
            dt.datetime.fromtimestamp(held.path.stat().st_mtime, dt.UTC).date() for held in store.catalogue(SOURCE)
        )

    def count(self, year: int, categories: tuple[str, ...]) -> int:
        """Of the period (0) or so many years before it."""
        return sum(self.by_category[year].get(code, 0) for code in categories)

    def statement(self, categories: tuple[str, ...]) -> Content:
        what = wording.Measured(
            subject=wording.subject_of(categories),
            place=self.area.name,
            period=wording.Period(self.now.first, self.now.last),
            source=vocab.load("sources").name(SOURCE),
            as_of=self.loaded_on,
            audience=wording.Audience.PUBLIC,
            missing_months=tuple(self.gaps),
        )
        now, years = self.count(0, categories), len(self.earlier)
        if years:
            then = sum(self.count(year, categories) for year in range(1, years + 1))
            found = wording.compare(what, now=now, then=then, years=years, dispersion=self.dispersion(categories))
        else:
            found = wording.recorded(what, now)
        return {"headline": found.headline, "detail": found.detail, "cautions": list(found.cautions)}

    def dispersion(self, categories: tuple[str, ...]) -> float:
        """How much more these months vary from year to year than chance in counting would make them."""
        start = np.datetime64(self.earlier[-1].first, "M")
        series = measures.monthly_counts(
            self.store, selection(self.area, start, np.datetime64(self.now.last, "M"), *categories)
        )
        asked = self.now.months
        return seasonal_band(series.months, series.counts, series.is_missing, asked=asked).dispersion

    def rows(self) -> list[Content]:
        """One line a kind, in the publisher's order, never ranked."""
        years = len(self.earlier)
        lines = [
            {
                "name": vocab.category_names()[code],
                "now": self.count(0, (code,)),
                "then": [self.count(year, (code,)) for year in range(1, years + 1)],
                "is_crime": code != wording.ASB,
            }
            for code in (wording.ASB, *crimes())
        ]
        for line, words in zip(lines, differences(lines, years), strict=True):
            line["words"] = words
        return lines

    def trend(self, months: list[str]) -> Content:
        last = np.datetime64(self.now.last, "M")
        first = max(last - (TREND_MONTHS - 1), np.datetime64(months[0], "M"))
        both = {}
        for name, categories in (("asb", (wording.ASB,)), ("crime", crimes())):
            series = measures.monthly_counts(self.store, selection(self.area, first, last, *categories))
            both[name] = [None if gap else int(n) for n, gap in zip(series.counts, series.is_missing, strict=True)]
        return {"months": [str(month) for month in np.arange(first, last + 1)], **both}


def by_category(store: Store, chosen: Selection) -> dict[str, int]:
    found = measures.counts_by_category(store, chosen)
    return {str(code): int(count) for code, count in zip(found.categories, found.counts, strict=True)}


def differences(lines: list[Content], years: int) -> list[str]:
    """For each kind: more, fewer, or no clear difference, allowing for how many kinds are looked at."""
    if not years:
        return [""] * len(lines)
    found: list[PeriodComparison] = [
        compare_periods(line["now"], sum(line["then"]), months_now=1, months_then=years) for line in lines
    ]
    return [
        said(comparison, adjusted)
        for comparison, adjusted in zip(found, benjamini_hochberg([c.p_value for c in found]), strict=True)
    ]


def said(found: PeriodComparison, adjusted_p: float) -> str:
    if found.now + found.then < FEWEST:
        return "Too few to compare"
    if adjusted_p > FALSE_SHARE:
        return "No clear difference"
    return "More" if found.now > found.expected else "Fewer"
