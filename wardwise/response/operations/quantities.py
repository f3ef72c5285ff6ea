"""Figures as people state them: "more than 750 hours", "about 40 people", "a large number of properties".

A bound stays a bound: in print and when figures are added.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


class Qualifier(enum.Enum):
    """How exactly a value is meant. The value is the code that is stored."""

    EXACT = "exact"
    AT_LEAST = "at-least"
    ABOUT = "about"
    MORE_THAN = "more-than"
    WORDS = "words"
    ABOUT_OR_MORE = "about-or-more"  # only of sums


PREFIX = {
    Qualifier.EXACT: "",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.ABOUT: "about ",
    Qualifier.MORE_THAN: "more than ",
    Qualifier.ABOUT_OR_MORE: "about ",
}

# Code, words in the form, singular, plural. A count has no unit of its own: its subject is the noun.
UNITS: tuple[tuple[str, str, str, str], ...] = (
    ("count", "A count", "", ""),
    ("hours", "Hours (not said whose)", "hour", "hours"),
    ("officer-hours", "Officer-hours (two officers for one hour are two)", "officer-hour", "officer-hours"),
    ("patrol-hours", "Patrol-hours (two officers for one hour are one)", "patrol-hour", "patrol-hours"),
    ("percent", "Per cent", "%", "%"),
    ("pounds", "Pounds (£)", "£", "£"),
    ("bags", "Bags", "bag", "bags"),
    ("kilograms", "Kilograms", "kilogram", "kilograms"),
    ("deals", "Deal-size amounts", "deal-size amount", "deal-size amounts"),
    ("days", "Days", "day", "days"),
    ("weeks", "Weeks", "week", "weeks"),
    ("fortnights", "Fortnights", "fortnight", "fortnights"),
    ("months", "Months", "month", "months"),
)
UNIT_WORDS = {code: (singular, plural) for code, _, singular, plural in UNITS}
NEVER_ADDED = frozenset({"percent"})
NOTHING = "items found"  # the subject of a search; none of them is printed as "nothing found"


@dataclass(frozen=True)
class Figure:
    """A value of something, as it was stated. `value` is none where there are only words."""

    kind: str
    subject: str
    unit: str
    qualifier: Qualifier
    value: Decimal | None = None
    words: str = ""
    groups: tuple[tuple[str, Decimal | None], ...] = ()

    def __str__(self) -> str:
        return printed(self)


def number(value: Decimal) -> str:
    """1250 as `1,250`, 2.50 as `2.5`: no digit is lost and none is added."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(figure: Figure) -> str:
    """The figure without what it is of: `more than 750 hours`, `95%`, `large number`."""
    if figure.value is None:
        return figure.words
    text = number(figure.value)
    singular, plural = UNIT_WORDS[figure.unit]
    if figure.unit == "percent":
        text += "%"
    elif figure.unit == "pounds":
        text = f"£{text}"
    elif plural:
        text += f" {singular if figure.value == 1 else plural}"
    if figure.qualifier is Qualifier.ABOUT_OR_MORE:
        text += " or more"
    return PREFIX[figure.qualifier] + text


def printed(figure: Figure) -> str:
    """The figure in full: `more than 750 hours of additional patrol`, `20 weapons sweeps`."""
    joint = " " if figure.value is not None and figure.unit == "count" else " of "
    if figure.value == 0 and figure.unit == "count" and figure.qualifier is Qualifier.EXACT:
        return "nothing found" if figure.subject == NOTHING else f"no {figure.subject}"
    return f"{amount(figure)}{joint}{figure.subject}"


@dataclass(frozen=True)
class Total:
    """The sum of figures of one kind, unit and subject, and what could not be added to it."""

    kind: str
    subject: str
    unit: str
    figure: Figure | None
    not_added: tuple[Figure, ...]
    parts: tuple[str, ...] = ()


def totals(figures: Iterable[Figure]) -> list[Total]:
    """Add figures that are of the same thing; never an output to an outcome, never hours to officer-hours."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.kind, figure.unit, figure.subject.casefold().strip()), []).append(figure)
    return [total(group) for group in groups.values()]


def total(group: Sequence[Figure]) -> Total:
    """The sum of one group. Words cannot be added; nor can percentages or outcomes, whose bases differ."""
    first = group[0]
    if first.unit in NEVER_ADDED or first.kind == "outcome":
        return Total(first.kind, first.subject, first.unit, None, tuple(group))
    numbers = [figure for figure in group if figure.value is not None]
    words = tuple(figure for figure in group if figure.value is None)
    if not numbers:
        return Total(first.kind, first.subject, first.unit, None, words)
    value = sum((figure.value for figure in numbers if figure.value is not None), Decimal(0))
    qualifier = joined(figure.qualifier for figure in numbers)
    return Total(
        first.kind,
        first.subject,
        first.unit,
        Figure(first.kind, first.subject, first.unit, qualifier, value),
        words,
        parts(numbers),
    )


def parts(figures: Iterable[Figure]) -> tuple[str, ...]:
    """What the figures are made up of, added name by name; where one gives no number, it is at least the others."""
    found: dict[str, list[Decimal | None]] = {}
    for name, value in (group for figure in figures for group in figure.groups):
        found.setdefault(name.casefold(), []).append(value)
    return tuple(part(name, values) for name, values in found.items())


def part(name: str, values: Sequence[Decimal | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return name
    return f"{name}: {'' if len(known) == len(values) else 'at least '}{number(sum(known, Decimal(0)))}"


def joined(qualifiers: Iterable[Qualifier]) -> Qualifier:
    """What may be said of a sum: more than 750 and exactly 20 are more than 770."""
    found = set(qualifiers)
    bounds = found & {Qualifier.AT_LEAST, Qualifier.MORE_THAN}
    if Qualifier.ABOUT_OR_MORE in found or (Qualifier.ABOUT in found and bounds):
        return Qualifier.ABOUT_OR_MORE
    if Qualifier.ABOUT in found:
        return Qualifier.ABOUT
    if Qualifier.MORE_THAN in found:
        return Qualifier.MORE_THAN
    return Qualifier.AT_LEAST if bounds else Qualifier.EXACT
