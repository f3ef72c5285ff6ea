"""Where each partnership's incidents are kept, and whom a figure of them credits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wardwise.incidents import vocab
from wardwise.incidents.store import Store
from wardwise.partners.models import Partnership


def store_of(partnership: Partnership) -> Store:
    """The store of one partnership, a folder of its own in WARDWISE_HOME."""
    return Store(Path(settings.WARDWISE_HOME) / "incidents" / partnership.slug)


@dataclass(frozen=True)
class Credit:
    """Whom a figure credits (`name`), and what is printed with it (`about`)."""

    name: str
    about: str


MADE_UP = "Nothing here happened: a program made these records up, so that Wardwise can be tried out."


def credit(source: str, *, is_made_up: bool = False) -> Credit:
    """How a source is cited. A fictitious partnership credits no publisher: its records are nobody's."""
    term = vocab.load("sources").by_code[source]
    if is_made_up:
        return Credit(term.more.get("made_up", f"Made-up records: {term.name}"), MADE_UP)
    return Credit(term.name, term.about)
