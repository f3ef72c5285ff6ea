"""Figures put into words that stay true: generators for every page that says how much, where, and whether it changed.

Each returns a `Statement` (headline, detail, cautions) that names counts, period, place, source, date, comparison
and uncertainty, says "recorded", and has passed `honesty.check` for its readers. "Not statistically different" is a
headline.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wardwise.analysis.honesty import SMALLEST_BASE, Audience, Dishonest, Refusal, check, refusals
from wardwise.analysis.measured import (
    Measured,
    Period,
    number_of,
    split,
)
from wardwise.methods.concentration import Concentration
from wardwise.methods.seasonal import PeriodComparison, compare_periods

__all__ = [
    "Audience", "Dishonest", "Refusal", "Statement", "check", "compare", "concentrated", "months_outside",
    "not_compared", "percent_change", "recent_outcomes", "recorded", "refusals", "standing_out", "too_few",
]  # fmt: skip

OUTCOMES_SETTLE_MONTHS = 6
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
    if number_of(as_of_month) - number_of(last_month) >= OUTCOMES_SETTLE_MONTHS:
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
    last_years = [split(period.earlier(y).last)[0] for y in range(years, 0, -1)]
    if split(period.first)[0] != split(period.last)[0]:
        return f"the same months of the {f'{years} years' if years > 1 else 'year'} before"
    named = [str(y) for y in last_years]
    return "the same months of " + (named[0] if years == 1 else f"{', '.join(named[:-1])} and {named[-1]}")


def _share(value: float) -> str:
    return f"{value:.1%}"


def _passed(what: Measured, headline: str, detail: str, cautions: tuple[str, ...]) -> Statement:
    statement = Statement(headline, detail, cautions)
    check(statement.text.replace(what.place, "this place"), what.audience)  # a name is not our wording
    return statement
