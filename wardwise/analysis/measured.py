"""What is counted, where and when, in words: what every honest sentence needs beside its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.text import get_text_list

from wardwise.analysis.honesty import Audience
from wardwise.incidents import schema

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ASB = "anti-social-behaviour"
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


@dataclass(frozen=True)
class Period:
    """Whole months, both ends included, each as YYYY-MM."""

    first: str
    last: str

    @property
    def months(self) -> int:
        return number_of(self.last) - number_of(self.first) + 1

    @property
    def words(self) -> str:
        """January to December 2023; May 2021 to April 2022; March 2023."""
        (year, month), (last_year, last_month) = split(self.first), split(self.last)
        if self.first == self.last:
            return f"{MONTHS[month - 1]} {year}"
        start = MONTHS[month - 1] + ("" if year == last_year else f" {year}")
        return f"{start} to {MONTHS[last_month - 1]} {last_year}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every month of it, as YYYY-MM."""
        return tuple(month_of(number) for number in range(number_of(self.first), number_of(self.last) + 1))

    @property
    def latest_year(self) -> Period:
        """Its last twelve months, or all of it if it is shorter."""
        return self if self.months <= 12 else Period(month_of(number_of(self.last) - 11), self.last)

    def shifted(self, months: int) -> Period:
        """As long a time, so many months later."""
        return Period(month_of(number_of(self.first) + months), month_of(number_of(self.last) + months))

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
    def credit(self) -> str:
        return f"{self.source}, as loaded on {date_words(self.as_of)}."

    @property
    def provenance(self) -> str:
        return f"Source: {self.credit}"

    @property
    def cautions(self) -> tuple[str, ...]:
        if not self.missing_months:
            return self.subject.cautions
        gap = f"No figures were published for {month_words(self.missing_months)}: a gap, not a nought."
        months = get_text_list(list(dict.fromkeys(MONTHS[split(m)[1] - 1] for m in self.left_out)), "and")
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


def month_words(months: tuple[str, ...]) -> str:
    """July 2025; May 2023 and July 2025; January to March 2024 and July 2025."""
    return get_text_list(list(month_runs(months)), "and")


def month_runs(months: Sequence[str]) -> tuple[str, ...]:
    """Each month in words, those that follow each other as one period."""
    return tuple(Period(first, last).words for first, last in schema.runs_of_months(months))


def date_words(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def split(month: str) -> tuple[int, int]:
    year, number = month.split("-")
    return int(year), int(number)


def number_of(month: str) -> int:
    year, number = split(month)
    return 12 * year + number - 1


def month_of(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
