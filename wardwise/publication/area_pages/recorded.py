"""What is recorded in a ward: the last twelve months against the same months of earlier years, in honest words.

Small counts are not shown: kinds with few records stand in one line together, and a series is drawn by quarters where
its months hold few. Nothing is hidden beyond that, since the publisher gives every record away one by one. Incidents
of anti-social behaviour and crimes are never added up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from wardwise.analysis import wording
from wardwise.analysis.measured import ASB, Measured, Period, subject_of
from wardwise.analysis.trends import queries as trends
from wardwise.analysis.trends.queries import Pairing
from wardwise.incidents import measures, vocab
from wardwise.incidents.home import Credit, credit, store_of
from wardwise.incidents.measures import Selection
from wardwise.incidents.store import Store
from wardwise.methods.multiplicity import benjamini_hochberg
from wardwise.methods.seasonal import PeriodComparison, compare_periods, seasonal_band
from wardwise.partners.models import Partnership
from wardwise.places.models import Area

SOURCE = "police-uk-street"
YEAR = 12
FEWEST_MONTHS = 6  # of the twelve, published in both years
TREND_MONTHS = 36
FALSE_SHARE = 0.05
FEWEST = 20  # below it a comparison of one kind says nothing
STEPS = (1, 3)  # months that one point of the picture adds up

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
    pairing = comparable(store, now)
    named = credit(SOURCE, is_made_up=partnership.is_fictitious)
    measured = Measure(store, area, now, pairing, gaps, named, partnership.suppress_below)
    earlier = measured.earlier
    return {
        "period": measured.when,
        "is_whole_year": len(now.months) == YEAR,
        "source": measured.credit.name,
        "about": measured.credit.about,
        "loaded_on": measured.loaded_on.isoformat(),
        "gaps": [Period(m, m).words for m in (pairing.missing if pairing else gaps)],
        "left_out": [Period(m, m).words for m in (pairing.left_out if pairing else ())],
        "earlier": [Period(s.first, s.last).words for s in earlier],
        "year_words": year_words(now, measured.left_out),
        "earlier_years": [year_words(then, measured.left_out) for then in earlier],
        "asb": measured.statement((ASB,)),
        "crime": measured.statement(crimes()),
        "moved": [Period(m, m).words for m in moved(store, (earlier[-1] if earlier else now).first)],
        "threshold": measured.fewest_shown,
        "rows": measured.rows(),
        "trend": measured.trend(months),
    }


def crimes() -> tuple[str, ...]:
    return tuple(code for code in vocab.categories_of(SOURCE) if code != ASB)


def selection(area: Area, first: np.datetime64, last: np.datetime64, *categories: str) -> Selection:
    return Selection(str(first), str(last), categories, (SOURCE,), (area.scheme.code, (area.code,)))


def moved(store: Store, since: str) -> list[str]:
    """Months in which the publisher moved its map points: records may then change wards without anything changing."""
    found = measures.point_overlap(store, SOURCE)
    return [str(month) for month in found.months[found.has_moved] if str(month) >= since]


def year_words(chosen: Selection, left_out: tuple[str, ...] = ()) -> str:
    """The head of a column: 2023, the year to March 2024, or 11 months to it where one is left out."""
    if left_out:
        return f"{len(chosen.months) - len(left_out)} months to {Period(chosen.last, chosen.last).words}"
    if chosen.first.endswith("-01") and chosen.last == f"{chosen.first[:4]}-12":
        return chosen.first[:4]
    return f"Year to {Period(chosen.last, chosen.last).words}" if len(chosen.months) == YEAR else "So far"


def comparable(store: Store, now: Selection) -> Pairing | None:
    """Which of these twelve months can be compared with which earlier years; none if too few of them can."""
    if len(now.months) < YEAR:
        return None
    found = trends.paired(Period(now.first, now.last), measures.months_loaded(store, SOURCE))
    return found if found and len(found.months) >= FEWEST_MONTHS else None


class Measure:
    """The counts of one ward, read once: of the months that every year compared has, or of all if none is."""

    def __init__(
        self,
        store: Store,
        area: Area,
        now: Selection,
        pairing: Pairing | None,
        gaps: list[str],
        credit: Credit,
        fewest_shown: int,
    ) -> None:
        self.store, self.area, self.pairing, self.credit = store, area, pairing, credit
        self.fewest_shown = fewest_shown
        self.period = pairing.period if pairing else Period(now.first, now.last)
        self.now = replace(now, first=self.period.first, last=self.period.last)
        self.left_out = pairing.left_out if pairing else ()
        self.gaps = pairing.missing if pairing else tuple(gaps)
        years = range(1, pairing.years + 1) if pairing else ()
        self.earlier = [replace(now, first=then.first, last=then.last) for then in map(self.period.earlier, years)]
        self.by_category = [self.counted(year) for year in range(len(self.earlier) + 1)]
        self.loaded_on = max(
            dt.datetime.fromtimestamp(held.path.stat().st_mtime, dt.UTC).date() for held in store.catalogue(SOURCE)
        )

    @property
    def when(self) -> str:
        return self.what(()).when

    def counted(self, year: int) -> Counter[str]:
        """By category, so many years before: without the months that are left out."""
        period = self.period.earlier(year)
        found = by_category(self.store, replace(self.now, first=period.first, last=period.last))
        for month in self.left_out:
            one = trends.a_year_before(month, year)
            found -= by_category(self.store, replace(self.now, first=one, last=one))
        return found

    def count(self, year: int, categories: tuple[str, ...]) -> int:
        """Of the period (0) or so many years before it."""
        return sum(self.by_category[year][code] for code in categories)

    def what(self, categories: tuple[str, ...]) -> Measured:
        return Measured(
            subject=subject_of(categories),
            place=self.area.name,
            period=self.period,
            source=self.credit.name,
            as_of=self.loaded_on,
            audience=wording.Audience.PUBLIC,
            missing_months=self.gaps,
            left_out=self.left_out,
        )

    def statement(self, categories: tuple[str, ...]) -> Content:
        what = self.what(categories)
        now, years = self.count(0, categories), len(self.earlier)
        if any(0 < self.count(year, categories) < self.fewest_shown for year in range(years + 1)):
            found = wording.too_few(what, self.fewest_shown)
        elif years:
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
        """One line a kind, in the publisher's order, never ranked; kinds with few records in one line together."""
        each = [self.line((code,)) for code in crimes()]
        together = folded([line["counts"] for line in each], self.fewest_shown)
        lines = [line for i, line in enumerate(each) if i not in together]
        if together:
            lines.append(self.line(tuple(code for i, code in enumerate(crimes()) if i in together)))
        lines = [self.line((ASB,)), *lines]
        for line, words in zip(lines, differences(lines), strict=True):
            counts = line.pop("counts")
            is_small = any(0 < count < self.fewest_shown for count in counts)
            line.update(now=counts[0], then=counts[1:], words=words, is_small=is_small)
        return lines

    def line(self, categories: tuple[str, ...]) -> Content:
        names = [vocab.category_names()[code] for code in categories]
        return {
            "name": names[0] if len(names) == 1 else "All other crimes",
            "kinds": names if len(names) > 1 else [],
            "counts": [self.count(year, categories) for year in range(len(self.earlier) + 1)],
            "is_crime": categories != (ASB,),
        }

    def trend(self, months: list[str]) -> Content:
        last = np.datetime64(self.now.last, "M")
        first = max(last - (TREND_MONTHS - 1), np.datetime64(months[0], "M"))
        both = {}
        for name, categories in (("asb", (ASB,)), ("crime", crimes())):
            series = measures.monthly_counts(self.store, selection(self.area, first, last, *categories))
            counts = [None if gap else int(n) for n, gap in zip(series.counts, series.is_missing, strict=True)]
            both[name] = shown_in_steps(counts, self.fewest_shown)
        return {"months": [str(month) for month in np.arange(first, last + 1)], **both}


def folded(kinds: list[list[int]], fewest: int) -> set[int]:
    """Which kinds are told as one: those with fewer records than may be shown in any of the years.

    If that is a single kind, or all of them together are still few, the smallest of the others join: otherwise the
    total of all crimes would give away what is not shown.
    """
    chosen = {i for i, counts in enumerate(kinds) if min(counts) < fewest}
    rest = sorted(set(range(len(kinds))) - chosen, key=lambda i: (sum(kinds[i]), i))

    def is_safe() -> bool:
        sums = [sum(kinds[i][year] for i in chosen) for year in range(len(kinds[0]))]
        return not chosen or (len(chosen) > 1 and all(n == 0 or n >= fewest for n in sums))

    while rest and not is_safe():
        chosen.add(rest.pop(0))
    return chosen


def shown_in_steps(counts: list[int | None], fewest: int) -> Content | None:
    """A monthly series in the shortest steps of which none holds few records; none if even quarters do."""
    for months in STEPS:
        whole = counts[len(counts) % months :]  # the latest step is whole
        steps = [whole[i : i + months] for i in range(0, len(whole), months)]
        sums = [None if None in step else sum(n for n in step if n is not None) for step in steps]
        if not any(n is not None and 0 < n < fewest for n in sums):
            return {"months": months, "counts": sums}
    return None


def by_category(store: Store, chosen: Selection) -> Counter[str]:
    found = measures.counts_by_category(store, chosen)
    return Counter({str(code): int(count) for code, count in zip(found.categories, found.counts, strict=True)})


def differences(lines: list[Content]) -> list[str]:
    """For each kind: more, fewer, or no clear difference, allowing for how many kinds are looked at."""
    years = len(lines[0]["counts"]) - 1
    if not years:
        return [""] * len(lines)
    found: list[PeriodComparison] = [
        compare_periods(now, sum(then), months_now=1, months_then=years)
        for now, *then in (line["counts"] for line in lines)
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
