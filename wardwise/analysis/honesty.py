"""What may not be said with figures on crime and anti-social behaviour, and to whom: the rules as a table.

`check` is the gate through which every generated sentence passes, and every sentence that somebody wants published.
A refusal names the words and says why, so that the writer can do better. Adding a rule here is a reviewed change.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

SMALLEST_BASE = 20  # below it a percentage says more about chance than about change
LEVEL_FOR_CAUSE = 3  # of the Maryland scale: before and after, with a comparison place


class Audience(enum.Enum):
    """Who will read it."""

    STAFF = "staff"
    PUBLIC = "public"


@dataclass(frozen=True)
class Refusal:
    """Words that may not stand, and why; the code never changes."""

    code: str
    words: str
    why: str


class Dishonest(ValueError):
    """A text says more than its figures do."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__(" ".join(f"“{r.words}”: {r.why}" for r in refusals))


@dataclass(frozen=True)
class Rule:
    """A phrasing that is refused, as a pattern; for these readers; and the sentence that explains it."""

    code: str
    pattern: re.Pattern[str]
    why: str
    audiences: frozenset[Audience] = frozenset(Audience)


def _rule(code: str, pattern: str, why: str, *audiences: Audience) -> Rule:
    return Rule(code, re.compile(pattern, re.IGNORECASE), why, frozenset(audiences or Audience))


RULES = (
    _rule(
        "hotspot-in-public",
        r"\bhot[ -]?spots?\b",
        "a neighbourhood is not called a hot spot in public: name the place and what was recorded there.",
        Audience.PUBLIC,
    ),
    _rule(
        "month-on-month",
        r"\bmonth[ -](?:on|over|by)[ -]month\b|\b(?:than|with|on|from|since) (?:the )?(?:last|previous) month\b"
        r"|\b(?:than|with|from|since) the month before\b",
        "one month against the next is season and chance; compare with the same months of earlier years.",
    ),
    _rule(
        "ranking-of-wards",
        r"\b(?:worst|safest|most dangerous|most crime[ -]ridden|highest[ -]crime|lowest[ -]crime)\b"
        r"|\btop (?:\d+|two|three|five|ten) (?:wards|neighbourhoods|estates)\b"
        r"|\b(?:wards|neighbourhoods|estates) ranked\b|\bleague table\b",
        "wards and neighbourhoods are not ranked by counts: they differ in people, visitors and reporting.",
    ),
    _rule(
        "loaded-words",
        r"\b(?:soar(?:ed|ing|s)?|surg(?:ed|ing|es)|rocket(?:ed|ing)|plummet(?:ed|ing)|slash(?:ed|ing)|epidemic|"
        r"crime[ -]?wave|lawless|no-go|rife|plagued|blighted|crime-ridden|notorious|under siege)\b",
        "say how many, compared with what; leave the alarm and the triumph out.",
    ),
    _rule(
        "groups-of-people",
        r"\b(?:youths|travellers|gyps(?:y|ies)|immigrants|foreigners|druggies|junkies|vagrants)\b",
        "anti-social behaviour is what somebody does, not who they are.",
        Audience.PUBLIC,
    ),
    _rule(
        "absence-of-evidence",
        r"\b(?:had no effect|made no difference|no change at all|proves? (?:that )?nothing)\b",
        "“not statistically different” does not show that nothing changed.",
    ),
    _rule(
        "savings",
        r"\bsav(?:ed|ing|ings|es) (?:of )?(?:over |about |more than )?(?:£|GBP)",
        "the cost of crime is mostly not money that anybody gets back.",
    ),
    _rule(
        "crimes-with-incidents",
        r"\bcrimes?\b[^.;]{0,40}\bincluding (?:all )?(?:anti-social behaviour|ASB)\b"
        r"|\b(?:anti-social behaviour|ASB) (?:and|&) other crimes?\b",
        "one event can be both; say “incidents and crimes”.",
    ),
    _rule(
        "gap-as-nought",
        r"\bno (?:data|figures?|file)[^.;]{0,40}\b(?:so|means?|therefore)\b[^.;]{0,20}\bno (?:crime|incident)",
        "a month without data is a gap, not a nought.",
    ),
)

CAUSE = _rule(
    "cause",
    r"\b(?:caused|thanks to|because of|as a result of|led to|resulted in|due to|achieved a (?:fall|reduction))\b",
    "without a comparison place (level 3 of the Maryland scale) a change cannot be put down to anything.",
)
COUNTED = re.compile(
    r"\b\d[\d,]*\s+(?:[\w-]+\s+){0,3}?(?:crimes?|offences?|burglar(?:y|ies)|robber(?:y|ies)|thefts?|assaults?)\b",
    re.IGNORECASE,
)
FROM_TO = re.compile(r"\bfrom (\d[\d,]*) to (\d[\d,]*)\b|\b\d[\d,]*, (?:up|down) from (\d[\d,]*)\b", re.IGNORECASE)
PERCENT = re.compile(r"\d\s?(?:%|per cent\b|percent\b)", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def refusals(text: str, audience: Audience, *, level: int = 1) -> tuple[Refusal, ...]:
    """Everything in a text that may not be said to these readers. `level` is that of the evidence, 1 to 5."""
    return (*_by_table(text, audience, level), *_by_sentence(text))


def check(text: str, audience: Audience, *, level: int = 1) -> str:
    """Give the text back if it may be said, or refuse it with the reasons."""
    if found := refusals(text, audience, level=level):
        raise Dishonest(found)
    return text


def _by_table(text: str, audience: Audience, level: int) -> Iterator[Refusal]:
    rules = RULES if level >= LEVEL_FOR_CAUSE else (*RULES, CAUSE)
    for rule in rules:
        if audience in rule.audiences and (match := rule.pattern.search(text)):
            yield Refusal(rule.code, match.group(), rule.why)


def _by_sentence(text: str) -> Iterator[Refusal]:
    for sentence in SENTENCE.split(text):
        if (match := COUNTED.search(sentence)) and not re.search(r"\b(?:record|report)", text, re.IGNORECASE):
            yield Refusal("recorded", match.group(), "say “recorded”: not all that happens is.")
        if PERCENT.search(sentence):
            yield from _small_bases(sentence)


def _small_bases(sentence: str) -> Iterator[Refusal]:
    for match in FROM_TO.finditer(sentence):
        base = int((match.group(1) or match.group(3)).replace(",", ""))
        if base < SMALLEST_BASE:
            yield Refusal(
                "percent-of-few", match.group(), f"no percentage on a base under {SMALLEST_BASE}: give both counts."
            )
