"""The four classes of data, and how a model says which of its fields is what.

Every model has an inner class `Privacy` that names each of its own fields once:

    class Privacy:
        fields = {"name": PUBLIC, "email": personal("until 1 year after the person leaves")}
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """Who a field could harm if it were seen by the wrong eyes."""

    PUBLIC = "may be published"
    OPERATIONAL = "for people at work; names nobody"
    PERSONAL = "about a person who can be identified"
    SPECIAL = "about a person, of a kind the law protects most"


@dataclass(frozen=True)
class Classed:
    """One field's class and, for data about people, how long it is kept."""

    kind: Kind
    kept: str = ""

    def __post_init__(self) -> None:
        if self.kind in (Kind.PERSONAL, Kind.SPECIAL) and not self.kept:
            raise ValueError("A field about a person must say how long it is kept.")


PUBLIC = Classed(Kind.PUBLIC)
OPERATIONAL = Classed(Kind.OPERATIONAL)


def personal(kept: str) -> Classed:
    return Classed(Kind.PERSONAL, kept)


def special(kept: str) -> Classed:
    return Classed(Kind.SPECIAL, kept)
