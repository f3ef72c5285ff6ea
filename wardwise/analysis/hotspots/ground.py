"""The ground on which places are compared: the small areas of a partnership, who lives there, which touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from wardwise.analysis.kept import kept
from wardwise.methods.doors import Floats
from wardwise.methods.local import weights_with_self
from wardwise.places import queries as places
from wardwise.places.models import Area


@dataclass(frozen=True)
class Ground:
    """Small areas in order of code, with the residents of one year where they are known (nan where not)."""

    scheme: str
    stamp: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    residents: Floats
    population_year: int | None
    is_approximate: bool

    @property
    def has_population(self) -> bool:
        return bool(self.codes) and bool(np.isfinite(self.residents).all() and (self.residents > 0).all())


def ground_of(areas: Iterable[Area], year: int) -> Ground:
    """These areas as the ground of a ranking, with the population that fits the year best. Two queries at most."""
    held = sorted(areas, key=lambda area: area.code)
    if not held:
        return Ground("", "", (), (), np.zeros(0), None, False)
    scheme = held[0].scheme
    fitting, people = places.populations(scheme.code, year)
    return Ground(
        scheme=scheme.code,
        stamp=f"{scheme.code} {scheme.loaded_at} {len(held)}",
        codes=tuple(area.code for area in held),
        names=tuple(area.name for area in held),
        residents=np.array([people[a.code].residents if a.code in people else np.nan for a in held], dtype=float),
        population_year=fitting,
        is_approximate=scheme.is_approximate,
    )


def weights_of(ground: Ground) -> sparse.csr_array:
    """Which areas touch, each counted as its own neighbour. Kept until the boundaries are loaded anew."""
    return kept("weights", ground.stamp, ground.codes, lambda: _weights(ground))


def _weights(ground: Ground) -> sparse.csr_array:
    areas = list(places.areas_of(ground.scheme).filter(code__in=ground.codes))
    near: list[list[int]] = [[] for _ in areas]
    for one, other in places.neighbours(areas):
        near[one].append(other)
        near[other].append(one)
    return weights_with_self(near)
