"""Which areas a place lies in: asked once for each distinct place, never for each row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from wardwise.incidents import schema, vocab
from wardwise.methods.geometry import PolygonIndex

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scheme:
    """The areas of one scheme: their codes and, in the same order, their boundaries in National Grid metres."""

    codes: Sequence[str]
    boundaries: Sequence[shapely.Geometry]

    def __post_init__(self) -> None:
        if not all(re.fullmatch(schema.AREA_CODE_PATTERN, code) for code in self.codes):
            raise schema.Refused("An area's code is one to four capital letters and digits, like E05002193.")

    @cached_property
    def index(self) -> PolygonIndex:
        return PolygonIndex(self.boundaries)

    def locate(self, easting: Floats, northing: Floats) -> NDArray[np.object_]:
        """The code of the area in which each place lies, or none."""
        codes = np.array([*self.codes, None], dtype=object)
        found: NDArray[np.object_] = codes[self.index.locate(easting, northing)]
        return found


@dataclass(frozen=True)
class Ground:
    """The land a partnership knows: its own areas, scheme by scheme, and the name of its place.

    Without any boundaries a row is inside if its published LSOA is named after the place: "Luton 007A".
    """

    place: str = ""
    schemes: Mapping[str, Scheme] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Names exactly which boundaries these are."""
        total = hashlib.sha256(self.place.encode())
        for name, scheme in sorted(self.schemes.items()):
            total.update(name.encode())
            for code, wkb in zip(scheme.codes, shapely.to_wkb(list(scheme.boundaries)), strict=True):
                total.update(code.encode() + wkb)
        return total.hexdigest()[:32]

    def locate(self, easting: Floats, northing: Floats) -> dict[str, NDArray[np.object_]]:
        """For each scheme, the code of the area of each place."""
        return {name: scheme.locate(easting, northing) for name, scheme in self.schemes.items()}

    def inside(
        self, located: Mapping[str, NDArray[np.object_]], councils: NDArray[np.object_]
    ) -> NDArray[np.object_]:
        """Is each place inside the partnership's own? True, False, or none where nothing can tell."""
        if located:
            hits = [np.array([code is not None for code in codes], dtype=object) for codes in located.values()]
            found: NDArray[np.object_] = np.logical_or.reduce(hits)
            return found
        if not self.can_tell:
            return np.full(len(councils), None, dtype=object)
        return np.array([name == self.place for name in councils], dtype=object)

    @property
    def can_tell(self) -> bool:
        """Is there anything by which a row could be known to lie inside?"""
        return bool(self.schemes) or self.place in named_councils()


@cache
def named_councils() -> frozenset[str]:
    """Every council that the published LSOA names may name."""
    return frozenset(name for force in vocab.load("forces").terms for name in force.more["councils"])
