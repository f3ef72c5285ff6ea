"""Figures put into words that stay true: generators for every page that says how much, where, and whether it changed.

Each returns a `Statement` (headline, detail, cautions) that names counts, period, place, source, date, comparison
and uncertainty, says "recorded", and has passed `honesty.check` for its readers. "Not statistically different" is a
headline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wardwise.analysis.honesty import SMALLEST_BASE, Audience, Dishonest, Refusal, check, refusals
from wardwise.incidents import schema
from wardwise.methods.concentration import Concentration
from wardwise.methods.seasonal import PeriodComparison, compare_periods

__all__ = [
    "Audience", "Dishonest", "Measured", "Period", "Refusal", "Statement", "Subject", "check", "compare",
    "concentrated", "date_words", "month_words", "months_outside", "not_compared", "percent_change",
    "recent_outcomes", "recorded", "refusals", "standing_out", "subject_of",
]  # fmt: skip

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ASB = "anti-social-behaviour"
OUTCOMES_SETTLE_MONTHS = 6
SUBJECTS = {
    ASB: "anti-social behaviour incidents",
    "bicycle-theft": "bicycle thefts",
    "burglary": "burglaries",
    "criminal-damage-arson": "criminal damage and arson offences",
    "drugs": "drug offences",
    "other-theft": "other thefts",
    "possession-of-weapons": "weapon possession offences",
    "public-order": "public order offences",
    "robbery": "robberies",
    "shoplifting": "shoplifting offences",
    "theft-from-the-person": "thefts from the person",
    "vehicle-crime": "vehicle crimes",
    "violent-crime": "violence and sexual offences",
    "other-crime": "other crimes",
}
FOUND_BY_LOOKING = {"drugs": "Drug offences", "possession-of-weapons": "Weapon possession offences"}
CAUTION_LOOKING = "{} are mostly found by police activity: more of them can mean more searching, not more offending."
CAUTION_BOTH = (
    "One event can be recorded both as an incident and as a crime, so the two are counted together as records."
)
CAUTION_VIOLENCE = (
    "Violence and sexual offences range from common assault to homicide: this is not “serious violence”."
)
CAUTION_SNAPPED = "Places are shared map points near where things happened, not the places themselves."
CAUTION_COMPARISON = (
    "A comparison over time without a comparison place (level 2 of 5 on the Maryland scale) cannot say why a figure "
    "changed."
)


@dataclass(frozen=True)
class Statement:
    """What may be said: a headline, the figures behind it, and what to bear in mind."""

    headline: str
    detail: str
    cautions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join([self.headline, self.detail, *self.cautions])

    def beside(self, said: tuple[str, ...]) -> Statement:
        """The same on a page that has already given these cautions."""
        return replace(self, cautions=tuple(caution for caution in self.cautions if caution not in said))


@dataclass(frozen=True)
class Period:
    """Whole months, both ends included, each as YYYY-MM."""

    first: str
    last: str

    @property
    def months(self) -> int:
        return _number(self.last) - _number(self.first) + 1

    @property
    def words(self) -> str:
        """January to December 2023; May 2021 to April 2022; March 2023."""
        (year, month), (last_year, last_month) = _split(self.first), _split(self.last)
        if self.first == self.last:
            return f"{MONTHS[month - 1]} {year}"
        start = MONTHS[month - 1] + ("" if year == last_year else f" {year}")
        return f"{start} to {MONTHS[last_month - 1]} {last_year}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every month of it, as YYYY-MM."""
        return tuple(_month(number) for number in range(_number(self.first), _number(self.last) + 1))

    @property
    def latest_year(self) -> Period:
        """Its last twelve months, or all of it if it is shorter."""
        return self if self.months <= 12 else Period(_month(_number(self.last) - 11), self.last)

    def shifted(self, months: int) -> Period:
        """As long a time, so many months later."""
        return Period(_month(_number(self.first) + months), _month(_number(self.last) + months))

    def earlier(self, years: int) -> Period:
        """The same calendar months so many years before."""
        return self.shifted(-12 * years)


@dataclass(frozen=True)
class Subject:
    """What was counted, as a plural noun, and what everybody who reads the count must know."""

    words: str
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What every honest sentence needs beside its number: what, where, when, from whom and as of which day.

    `missing_months` were never published; `left_out` are months of the period that a comparison leaves out of every
    year, because they were not published in one of them.
    """

    subject: Subject
    place: str
    period: Period
    source: str
    as_of: dt.date
    audience: Audience = Audience.STAFF
    missing_months: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def of_place(self, place: str) -> Measured:
        """The same figures said of another place."""
        return replace(self, place=place)

    @property
    def provenance(self) -> str:
        return f"Source: {self.source}, as loaded on {date_words(self.as_of)}."

    @property
    def cautions(self) -> tuple[str, ...]:
        if not self.missing_months:
            return self.subject.cautions
        gap = f"No figures were published for {month_words(self.missing_months)}: a gap, not a nought."
        months = listed(tuple(dict.fromkeys(MONTHS[_split(m)[1] - 1] for m in self.left_out)))
        left_out = f" So {months} is left out of every year compared." if months else ""
        return (*self.subject.cautions, gap + left_out)

    @property
    def when(self) -> str:
        """The period in words, with the months that are left out of it."""
        without = f" without {month_words(self.left_out)}" if self.left_out else ""
        return f"{self.period.words}{without}"


def subject_of(categories: tuple[str, ...], source: str = "police-uk-street") -> Subject:
    """The noun for a choice of categories; no choice means all of them."""
    if source == "resident-reports":
        return Subject("reports from residents", ("Reports rise when people are asked to report.",))
    if source == "police-uk-stops":
        return Subject("stops and searches", ("Stops and searches count police activity, not offences.",))
    cautions = tuple(CAUTION_LOOKING.format(FOUND_BY_LOOKING[c]) for c in categories if c in FOUND_BY_LOOKING)
    if "violent-crime" in categories:
        cautions += (CAUTION_VIOLENCE,)
    if not categories or (ASB in categories and len(categories) > 1):
        looking = () if categories else (CAUTION_LOOKING.format("Drug and weapon offences"),)
        return Subject("incidents and crimes", (CAUTION_BOTH, *cautions, *looking))
    if len(categories) == 1:
        return Subject(SUBJECTS.get(categories[0], f"{categories[0].replace('-', ' ')} records"), cautions)
    names = [SUBJECTS.get(c, c.replace("-", " ")) for c in categories]
    return Subject(f"crimes ({', '.join(names)})" if len(names) < 5 else f"crimes of {len(names)} kinds", cautions)


def recorded(what: Measured, count: int) -> Statement:
    """How many there were, and nothing more."""
    many = f"{count:,}" if count else "No"
    return _passed(
        what,
        f"{many} {what.subject.words} were recorded in {what.place}, {what.period.words}.",
        what.provenance,
        what.cautions,
    )


def too_few(what: Measured, fewest: int) -> Statement:
    """So few in one of the years that their number is not shown."""
    return _passed(
        what,
        f"Few {what.subject.words} were recorded in {what.place}, {what.period.words}.",
        f"In at least one of the years there were fewer than {fewest}. We do not show or compare numbers that are so "
        f"small. {what.provenance}",
        what.cautions,
    )


def compare(
    what: Measured, *, now: int, then: int, years: int = 1, dispersion: float = 1.0, level: float = 0.95
) -> Statement:
    """A period against the same months of earlier years: `then` is the sum over `years` of them.

    `dispersion` says how much more such counts vary than by chance in counting (`SeasonalBand.dispersion`).
    """
    if what.period.months > 12:
        raise ValueError("A period longer than a year overlaps the same months of the year before.")
    found = compare_periods(now, then, months_then=years, dispersion=dispersion, level=level)
    earlier = _earlier_words(what.period, years)
    return _passed(
        what,
        _headline(what, found, earlier, years),
        f"{_interval(found, years)} {what.provenance}",
        (*what.cautions, CAUTION_COMPARISON),
    )


def not_compared(what: Measured) -> Statement:
    """Where no earlier year is held: no comparison, and that is said."""
    return _passed(
        what,
        f"No earlier year is held for {what.subject.words} recorded in {what.place}, {what.period.words}.",
        f"Without one, nothing can be said on whether there were more or fewer. {what.provenance}",
        what.cautions,
    )


def months_outside(what: Measured, *, above: tuple[str, ...], below: tuple[str, ...], banded: int) -> Statement:
    """Which months lie outside the band of earlier years; about one in twenty does by chance."""
    if banded == 0:
        return _passed(what, "There are too few earlier years to say which months stand out.", what.provenance, ())
    parts = [
        f"{', '.join(Period(m, m).words for m in months)} lay {side} it"
        for months, side in ((above, "above"), (below, "below"))
        if months
    ]
    outside = len(above) + len(below)
    headline = (
        f"{outside} of {banded} months lay outside the range that the same months of earlier years lead us to expect."
        if outside
        else f"All {banded} months lay within the range that the same months of earlier years lead us to expect."
    )
    chance = f"About {max(1, round(banded / 20))} in {banded} would lie outside by chance." if banded >= 10 else ""
    detail = " ".join(part for part in [*(f"{p}." for p in parts), chance, what.provenance] if part)
    return _passed(what, headline, detail, what.cautions)


def concentrated(what: Measured, found: Concentration, places: str) -> Statement:
    """What share of places (a plural noun: "map points") holds half of it, beside what chance would give."""
    if found.events == 0:
        return recorded(what, 0)
    headline = (
        f"Half of the {found.events:,} recorded {what.subject.words} in {what.place}, {what.period.words}, "
        f"fell on {found.places_for_share:,} of {found.places:,} {places} ({_share(found.share_of_places)})."
    )
    detail = (
        f"By chance alone {_share(found.share_of_places_by_chance)} of the {places} would hold half. "
        f"Gini coefficient {found.gini:.2f}; {found.gini_corrected:.2f} when corrected for fewer events than places. "
        f"{what.provenance}"
    )
    return _passed(what, headline, detail, (*what.cautions, CAUTION_SNAPPED))


def standing_out(
    what: Measured, *, high: int, areas: int, false_share: float, kind: str = "small areas"
) -> Statement:
    """How many areas hold more, with their neighbours, than chance would give after allowing for so many tests."""
    than_expected = "than their surroundings would lead us to expect by chance."
    held = f"recorded {what.subject.words}, taken with their neighbours, {than_expected}"
    none = f"None of the {areas} {kind} in {what.place} hold more {held}"
    headline = f"{high} of {areas} {kind} in {what.place} hold more {held}" if high else none
    detail = (
        f"{what.period.words}. Of areas marked so, up to {false_share:.0%} may be false alarms. Areas differ in "
        f"people, visitors, shops and reporting; this says where records gather, not why. {what.provenance}"
    )
    return _passed(what, headline, detail, what.cautions)


def recent_outcomes(last_month: str, as_of_month: str) -> str:
    """The caution that belongs to outcomes of recent months, or nothing."""
    if _number(as_of_month) - _number(last_month) >= OUTCOMES_SETTLE_MONTHS:
        return ""
    return (
        f"Outcomes of the latest {OUTCOMES_SETTLE_MONTHS} months are incomplete and always look worse; "
        "compare older months only."
    )


def percent_change(now: int, then: float) -> str:
    """“12% fewer”, “8% more”, or nothing where the base is too small for a percentage to mean anything."""
    if then < SMALLEST_BASE:
        return ""
    return _percent(now / then)


def month_words(months: tuple[str, ...]) -> str:
    """July 2025; May 2023 and July 2025; January to March 2024 and July 2025."""
    return listed(month_runs(months))


def month_runs(months: Sequence[str]) -> tuple[str, ...]:
    """Each month in words, those that follow each other as one period."""
    return tuple(Period(first, last).words for first, last in schema.runs_of_months(months))


def listed(words: tuple[str, ...]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def date_words(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _headline(what: Measured, found: PeriodComparison, earlier: str, years: int) -> str:
    where = f"in {what.place}, {what.when}"
    before = f"{found.then:,}" if years == 1 else f"{yearly(found.expected)} a year"
    if not found.now and not found.then:
        return f"No {what.subject.words} were recorded {where}, and none in {earlier}."
    if not found.is_different:
        alike = f"not statistically different from {earlier} ({before})"
        return f"Recorded {what.subject.words} {where}: {found.now:,}, {alike}."
    side = "Fewer" if found.now < found.expected else "More"
    return f"{side} {what.subject.words} were recorded {where} than in {earlier}: {found.now:,} against {before}."


def yearly(average: float) -> str:
    """An average of some years: to the whole incident, but where there are so few that a half is much."""
    whole = average >= SMALLEST_BASE or average == round(average)
    return f"{average:,.0f}" if whole else f"{average:,.1f}"


def _interval(found: PeriodComparison, years: int) -> str:
    basis = "chance in counting alone" if found.dispersion == 1 else "the way these months vary from year to year"
    if found.expected < SMALLEST_BASE or found.ratio == 0:
        return f"The counts are too small for a percentage. Allowing for {basis}."
    low, high = _percent(found.low), _percent(found.high)
    return (
        f"That is {_percent(found.ratio)}; allowing for {basis}, the true change lies between {low} and {high} "
        f"({found.level:.0%} interval)."
    )


def _percent(ratio: float) -> str:
    if abs(ratio - 1) < 0.005:
        return "about the same"
    return f"{abs(ratio - 1):.0%} {'more' if ratio > 1 else 'fewer'}"


def _earlier_words(period: Period, years: int) -> str:
    last_years = [_split(period.earlier(y).last)[0] for y in range(years, 0, -1)]
    if _split(period.first)[0] != _split(period.last)[0]:
        return f"the same months of the {f'{years} years' if years > 1 else 'year'} before"
    named = [str(y) for y in last_years]
    return "the same months of " + (named[0] if years == 1 else f"{', '.join(named[:-1])} and {named[-1]}")


def _share(value: float) -> str:
    return f"{value:.1%}"


def _passed(what: Measured, headline: str, detail: str, cautions: tuple[str, ...]) -> Statement:
    statement = Statement(headline, detail, cautions)
    check(statement.text.replace(what.place, "this place"), what.audience)  # a name is not our wording
    return statement


def _split(month: str) -> tuple[int, int]:
    year, number = month.split("-")
    return int(year), int(number)


def _number(month: str) -> int:
    year, number = _split(month)
    return 12 * year + number - 1


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
