"""Sets of weights, one for each kind of offence: given by the caller with their version, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers


@dataclass(frozen=True)
class WeightSet:
    """Published weights by offence code.

    Attributes
    ----------
    name, version, source : str
        What it is, which edition, and where it was published: they belong beside every figure made with it.
    scheme : str
        What the codes are, such as "Home Office code". Codes of two schemes must not be mixed.
    unit : str
        What one is, such as "days".
    codes : tuple of str
        In rising order.
    weights : ndarray of float64, shape (codes,)
        0 or more.
    """

    name: str
    version: str
    source: str
    scheme: str
    unit: str
    codes: tuple[str, ...]
    weights: Floats

    def of(self, codes: Iterable[str]) -> Floats:
        """The weight of each code; a code that is not in the set is refused, with how many rows it is in."""
        return np.asarray(self.weights[places_of("codes", codes, self.codes, f"{self.name} {self.version}")])


def weight_set(
    *, name: str, version: str, source: str, scheme: str, unit: str, codes: Sequence[str], weights: ArrayLike
) -> WeightSet:
    """Make a set of weights from a published table.

    Use it on a table read from its publisher's file. Do **not** type weights in from memory, fill gaps with a
    neighbouring offence's weight, or give the broad categories of open data a weight (`average_weights` makes an
    illustrative one).

    Parameters
    ----------
    name, version, source, scheme, unit : str
        See `WeightSet`; none empty.
    codes : sequence of str
        Offence codes, each once.
    weights : array_like of float, shape (codes,)
        0 or more.

    Returns
    -------
    WeightSet
        In rising order of code.

    Raises
    ------
    ValueError
        If a text is empty, a code is empty or given twice, or a weight is missing or negative.

    Examples
    --------
    The two weights of the ONS Crime Severity Score that newspapers printed in 2016.

    >>> css = weight_set(name="CSS", version="2016", source="ONS", scheme="title", unit="days",
    ...                  codes=["homicide", "possession of cannabis"], weights=[7979, 3])
    >>> css.of(["possession of cannabis", "homicide"]).tolist()
    [3.0, 7979.0]
    """
    for label, text in {"name": name, "version": version, "source": source, "scheme": scheme, "unit": unit}.items():
        if not text.strip():
            raise ValueError(f"{label} must be said: a weight without it cannot be checked.")
    known, order = code_list(codes)
    values = doors.numbers("weights", weights, at_least=0)
    if values.size != len(known):
        raise ValueError(f"weights has {values.size:,} rows for {len(known):,} codes.")
    return WeightSet(name, version, source, scheme, unit, known, values[order])


def code_list(codes: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    """Codes in rising order and where each was; refuses empty ones and any given twice."""
    texts = [str(code).strip() for code in codes]
    if empty := sum(not text for text in texts):
        raise ValueError(f"codes is empty in {empty:,} of {len(texts):,} rows.")
    order = np.argsort(np.array(texts, dtype=np.str_), kind="stable").astype(np.int64)
    rising = tuple(texts[i] for i in order)
    twice = sorted({code for code, following in pairwise(rising) if code == following})
    if twice:
        raise ValueError(f"codes has {len(twice):,} given more than once: {', '.join(twice[:5])}.")
    return rising, order


def places_of(name: str, codes: Iterable[str], known: tuple[str, ...], where: str) -> Integers:
    """Row of each code in a table; refuses unknown ones, which would otherwise count as nothing."""
    rows = {code: row for row, code in enumerate(known)}
    texts = [str(code).strip() for code in codes]
    unknown = [text for text in texts if text not in rows]
    if unknown:
        named = ", ".join(sorted(set(unknown))[:5])
        raise ValueError(f"{len(unknown):,} of {len(texts):,} {name} are not in {where}: {named}.")
    return np.array([rows[text] for text in texts], dtype=np.int64)


def average_weights(
    weights: WeightSet, codes: Sequence[str], categories: Sequence[str], national_counts: ArrayLike
) -> dict[str, float]:
    """What does an offence of a broad category weigh on average, across the country?

    Use it only to *illustrate*: open police data has fourteen categories, and each mixes grave and slight offences.
    Call it "illustrative average severity" and show it beside counts, never instead of them: a place with one murder
    and a place with one common assault get the same.

    Parameters
    ----------
    weights : WeightSet
        From `weight_set`.
    codes, categories : sequences of str, length n
        Offence codes and the category that each belongs to.
    national_counts : array_like of int, shape (n,)
        How often each was recorded in the country, in the period meant.

    Returns
    -------
    dict of str to float
        Average weight by category; a category without any offence is left out.

    Raises
    ------
    ValueError
        If lengths differ, a code is not in the set, or a count is negative, missing or no whole number.

    Examples
    --------
    >>> made = weight_set(name="made", version="1", source="none", scheme="letters", unit="days", codes="ab",
    ...                   weights=[100, 2])
    >>> average_weights(made, ["a", "b"], ["violence", "violence"], [1, 48])
    {'violence': 4.0}
    """
    counts, each = doors.counts("national_counts", national_counts), weights.of(codes)
    kinds = np.array([str(category) for category in categories], dtype=np.str_)
    doors.same_length(national_counts=counts, codes=each, categories=kinds)
    names, which = np.unique(kinds, return_inverse=True)
    held = np.bincount(which, counts, minlength=names.size)
    total = np.bincount(which, counts * each, minlength=names.size)
    return {str(name): float(t / h) for name, t, h in zip(names, total, held, strict=True) if h > 0}
