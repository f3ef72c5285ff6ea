"""The words of the field as data: categories, outcomes, sources, quality flags.

Each vocabulary is a TOML file in `terms/` that says who wrote it, who checked it, when it was reviewed and when it
must be reviewed again. Nothing here is a constant of the code: a term has dates, and a crosswalk says from when
until when one vocabulary's term maps to another's.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent / "terms"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONG_AGO = dt.date(1900, 1, 1)
FAR_AHEAD = dt.date(9999, 12, 31)


class BadVocabulary(ValueError):
    """A vocabulary file breaks its own rules; the message names the file and the term."""


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary: its code (never changes), the name people read, and from when until when it holds."""

    code: str
    name: str
    since: dt.date = LONG_AGO
    until: dt.date = FAR_AHEAD
    about: str = ""
    more: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Review:
    """Who answers for a vocabulary, and until when it may be relied on."""

    author: str
    checker: str
    reviewed: dt.date
    next_review: dt.date
    source: str


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one file, found by code or by the name that publishers write."""

    key: str
    title: str
    review: Review
    terms: tuple[Term, ...]
    by_code: MappingProxyType[str, Term]
    by_name: MappingProxyType[str, Term]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.by_code)

    def name(self, code: str) -> str:
        return self.by_code[code].name


@dataclass(frozen=True)
class Step:
    """One line of a crosswalk: this code is that code, between two days."""

    from_code: str
    to_code: str
    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class Crosswalk:
    """A dated map from the terms of one vocabulary to those of another."""

    key: str
    from_vocabulary: str
    to_vocabulary: str
    review: Review
    steps: tuple[Step, ...]

    def translate(self, code: str, day: dt.date) -> str | None:
        """What a code meant on a day, or none if the crosswalk says nothing about it."""
        return next((s.to_code for s in self.steps if s.from_code == code and s.since <= day <= s.until), None)


@cache
def load(key: str) -> Vocabulary:
    """Read and check one vocabulary: `load("police-uk-categories")`."""
    content = _read(key)
    terms = tuple(_term(key, raw) for raw in content.get("term", []))
    if not terms:
        raise BadVocabulary(f"{key}: there are no terms")
    by_code = {term.code: term for term in terms}
    by_name = {name: term for term in terms for name in (term.name, *term.more.get("also", ()))}
    if len(by_code) != len(terms):
        raise BadVocabulary(f"{key}: a code is used twice")
    if len(by_name) != sum(1 + len(term.more.get("also", ())) for term in terms):
        raise BadVocabulary(f"{key}: a name is used twice")
    return Vocabulary(
        key, content["title"], _review(key, content), terms, MappingProxyType(by_code), MappingProxyType(by_name)
    )


@cache
def crosswalk(key: str) -> Crosswalk:
    """Read and check one crosswalk: both ends of every step must be terms of their vocabularies."""
    content = _read(key)
    start, end = load(content["from"]), load(content["to"])
    steps = tuple(
        Step(raw["from"], raw["to"], raw.get("since", LONG_AGO), raw.get("until", FAR_AHEAD))
        for raw in content["step"]
    )
    for step in steps:
        if step.from_code not in start.by_code or step.to_code not in end.by_code:
            raise BadVocabulary(f"{key}: {step.from_code} to {step.to_code} names a code that does not exist")
    for i, step in enumerate(steps):
        for other in steps[i + 1 :]:
            if other.from_code == step.from_code and other.since <= step.until and step.since <= other.until:
                raise BadVocabulary(f"{key}: {step.from_code} goes two ways on the same day")
    return Crosswalk(key, start.key, end.key, _review(key, content), steps)


def every_key() -> tuple[str, ...]:
    """Every vocabulary and crosswalk that is shipped."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def overdue(day: dt.date) -> tuple[str, ...]:
    """The vocabularies and crosswalks that nobody has looked through for too long."""
    return tuple(key for key in every_key() if _review(key, _read(key)).next_review < day)


def is_crosswalk(key: str) -> bool:
    return "step" in _read(key)


def categories_of(source: str) -> tuple[str, ...]:
    """The category codes that rows of a source may carry."""
    found = load("sources").by_code.get(source)
    if found is None:
        raise BadVocabulary(f"sources: there is no source called {source!r}")
    return tuple(code for key in found.more["categories"] for code in load(key).codes)


@cache
def category_names() -> MappingProxyType[str, str]:
    """The name people read of every category of every source."""
    files = {key for source in load("sources").terms for key in source.more["categories"]}
    return MappingProxyType({term.code: term.name for key in sorted(files) for term in load(key).terms})


def flag_bits() -> dict[str, int]:
    """Each quality flag and its bit in the `flags` column."""
    return {term.code: 1 << term.more["bit"] for term in load("flags").terms}


def flags_in(bits: int) -> tuple[str, ...]:
    """The codes of the flags set in a `flags` value."""
    return tuple(code for code, bit in flag_bits().items() if bits & bit)


def _read(key: str) -> dict[str, Any]:
    if not CODE.fullmatch(key):
        raise BadVocabulary(f"{key!r} is not the name of a vocabulary")
    path = FOLDER / f"{key}.toml"
    if not path.is_file():
        raise BadVocabulary(f"There is no vocabulary called {key!r}")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _term(key: str, raw: dict[str, Any]) -> Term:
    known = {"code", "name", "since", "until", "about"}
    code, name = raw.get("code", ""), raw.get("name", "")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise BadVocabulary(f"{key}: {code!r} is not a code (small letters, digits and hyphens)")
    if not name or name != name.strip():
        raise BadVocabulary(f"{key}: {code} has no proper name")
    since, until = raw.get("since", LONG_AGO), raw.get("until", FAR_AHEAD)
    if since > until:
        raise BadVocabulary(f"{key}: {code} ends before it begins")
    more = {name: tuple(v) if isinstance(v, list) else v for name, v in raw.items() if name not in known}
    return Term(code, name, since, until, raw.get("about", ""), MappingProxyType(more))


def _review(key: str, content: dict[str, Any]) -> Review:
    missing = [n for n in ("title", "author", "checker", "reviewed", "next_review", "source") if not content.get(n)]
    if missing:
        raise BadVocabulary(f"{key}: does not say its {', '.join(missing)}")
    if content["next_review"] <= content["reviewed"]:
        raise BadVocabulary(f"{key}: the next review must come after the last")
    return Review(
        content["author"], content["checker"], content["reviewed"], content["next_review"], content["source"]
    )
