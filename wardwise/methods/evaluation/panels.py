"""Counts of places over months: checked, without what is empty, and fitted with a level for each place and month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods.evaluation.checks import Flags, Floats, Integers, NoAnswer, above_zero, codes, flags, values
from wardwise.methods.evaluation.regression import CountRegression, count_regression

FAMILIES: dict[str, float | str] = {"poisson": 0.0, "negative binomial": "moments"}


@dataclass(frozen=True)
class Panel:
    """A checked panel as rows, without places and months that hold no event at all."""

    counts: Floats
    place: Integers
    month: Integers
    is_treated: Flags
    cluster: Integers
    exposure: Floats
    left_out: int

    @property
    def treated_clusters(self) -> int:
        return len(np.unique(self.cluster[self.is_treated]))


def panel_of(counts: ArrayLike, is_treated: ArrayLike, exposure: ArrayLike, clusters: ArrayLike | None) -> Panel:
    y = values("counts", counts, axes=2, counts=True)
    places = len(y)
    treated = flags("is_treated", is_treated, places)
    cluster = np.arange(places) if clusters is None else codes("clusters", clusters, places)
    size = above_zero("exposure", exposure, y.shape)
    keep_place, keep_month = y.sum(axis=1) > 0, y.sum(axis=0) > 0
    place, month = np.nonzero(keep_place[:, None] & keep_month[None, :])
    if min(treated[keep_place].sum(), (~treated)[keep_place].sum()) < 1:
        raise NoAnswer("zero_count", "The places of one kind hold no event at all.")
    panel = Panel(
        counts=y[place, month],
        place=place,
        month=month,
        is_treated=treated[place],
        cluster=cluster[place],
        exposure=size[place, month],
        left_out=int((~keep_place).sum()),
    )
    if min(panel.treated_clusters, len(np.unique(panel.cluster[~panel.is_treated]))) < 2:
        raise NoAnswer("too_few", "Fewer than two clusters of a kind: shuffle the places instead.")
    return panel


def fit_panel(panel: Panel, columns: Floats, family: str, errors: str) -> CountRegression:
    """The columns asked about first, then the months; places absorbed."""
    if family not in FAMILIES:
        raise ValueError(f"family must be one of {', '.join(FAMILIES)}, not {family!r}")
    if errors not in ("CR1", "CR2"):
        raise ValueError(f'errors must be "CR1" or "CR2", not {errors!r}')
    months = np.unique(panel.month)[1:]
    design = np.column_stack([columns, panel.month[:, None] == months]).astype(np.float64)
    return count_regression(
        panel.counts,
        design,
        exposure=panel.exposure,
        absorb=panel.place,
        dispersion=FAMILIES[family],
        errors=errors,
        clusters=panel.cluster,
    )
