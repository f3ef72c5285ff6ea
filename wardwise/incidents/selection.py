"""Which incidents a question means."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wardwise.incidents import schema, vocab
from wardwise.incidents.schema import Refused

Months = NDArray[np.datetime64]
MAX_MONTHS = 1_200


@dataclass(frozen=True)
class Selection:
    """Which incidents are meant: months (both ends included), kinds, sources, area, who found them.

    Without an `area` it is the partnership's own place; `everywhere=True` takes also what the force recorded outside
    it or without a place. An empty tuple means all. `categories` are slugs such as "anti-social-behaviour"; `area` is
    a scheme and the codes of its areas.
    """

    first: str
    last: str
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("police-uk-street",)
    area: tuple[str, tuple[str, ...]] | None = None
    found_by: tuple[str, ...] = ()
    everywhere: bool = False

    def __post_init__(self) -> None:
        schema.check_month(self.first)
        schema.check_month(self.last)
        if self.first > self.last:
            raise Refused("The first month comes after the last.")
        if len(self.months) > MAX_MONTHS:
            raise Refused("That is more than a hundred years.")
        if not self.sources:
            raise Refused("Choose at least one source.")
        allowed = {code for source in self.sources for code in vocab.categories_of(source)}
        if not set(self.categories) <= allowed:
            raise Refused("A category is not one of those of the chosen sources.")
        if not set(self.found_by) <= set(vocab.load("found-by").codes):
            raise Refused("found_by is public, proactive or unknown.")
        if self.area:
            schema.area_column(self.area[0])
            if not all(re.fullmatch(schema.AREA_CODE_PATTERN, code) for code in self.area[1]):
                raise Refused("An area code is one to four capital letters and digits.")

    @property
    def months(self) -> Months:
        """Every month from the first to the last."""
        return np.arange(self.first, np.datetime64(self.last, "M") + 1, dtype="datetime64[M]")
