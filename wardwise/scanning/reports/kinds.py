"""The kinds of report we take: behaviour and spoiled places, read once from a dated data file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "kinds.json"
GROUPS = {"behaviour": "Behaviour that bothers people", "place": "A place that is dirty, damaged or spoiled"}


@dataclass(frozen=True)
class Kind:
    """One kind of report: its code (never changes), words for residents, and its NSIR group."""

    code: str
    title: str
    hint: str
    group: str
    nsir: str


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its code, in the order residents see them."""
    return {row["code"]: Kind(**row) for row in json.loads(FILE.read_text(encoding="utf-8"))["kinds"]}


def title_of(code: str) -> str:
    """The words for a kind; the code itself for one that is no longer in the file."""
    kind = kinds().get(code)
    return kind.title if kind else code


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds as choices of a form, under their two headings."""
    return [
        (heading, [(kind.code, kind.title) for kind in kinds().values() if kind.group == group])
        for group, heading in GROUPS.items()
    ]
