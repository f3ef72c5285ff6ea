"""Joining records of one scheme to areas of another: only with a look-up, and never with a silent loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardwise.places import queries
from wardwise.places.coverage import Coverage
from wardwise.places.exceptions import JoinLosesRecords

GREATEST_LOSS = 0.01

Shares = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Joined:
    """Counts by area of the scheme joined to, in ascending order of code, with how well it went."""

    codes: NDArray[np.str_]
    counts: NDArray[np.float64]
    coverage: Coverage


def join_schemes(
    codes: ArrayLike,
    *,
    from_scheme: str,
    to_scheme: str,
    counts: ArrayLike | None = None,
    look_up: Shares | None = None,
    greatest_loss: float = GREATEST_LOSS,
) -> Joined:
    """Carry records that name areas of one scheme over to another.

    `codes` holds one code for each record, or for each of `counts`. The look-up is the one loaded between the two
    schemes, unless another is passed in (`same_codes` for joining by equal code). An area that is divided
    shares its records out, so counts may be fractions.

    Raises `JoinLosesRecords` if more than `greatest_loss` of the records find no area: then the codes are of another
    vintage than was said, or the look-up has holes. A tolerance above one in a hundred is for looking, never
    for publishing.
    """
    names, records = _counted(codes, counts)
    if look_up is None:
        look_up = same_codes(to_scheme) if from_scheme == to_scheme else queries.look_up(from_scheme, to_scheme)
    reached, lost = _carry(names.tolist(), records.tolist(), look_up)
    total = float(records.sum())
    coverage = Coverage(
        from_scheme,
        to_scheme,
        records=total,
        matched=total - sum(count for _, count in lost),
        codes=len(names),
        matched_codes=sum(name in look_up for name in names.tolist()),
        lost=tuple(sorted(lost, key=lambda pair: (-pair[1], pair[0]))),
    )
    if coverage.share_lost > greatest_loss:
        raise JoinLosesRecords(coverage, f"{_advice(coverage)} At most {greatest_loss:.0%} may be lost.")
    ordered = sorted(reached)
    return Joined(np.array(ordered, dtype=np.str_), np.array([reached[code] for code in ordered]), coverage)


def _carry(
    names: Sequence[str], records: Sequence[float], look_up: Shares
) -> tuple[dict[str, float], list[tuple[str, float]]]:
    """Records by the code they reach, and the codes that lose some."""
    reached: dict[str, float] = {}
    lost: list[tuple[str, float]] = []
    for name, count in zip(names, records, strict=True):
        kept = look_up.get(name, {})
        for code, share in kept.items():
            reached[code] = reached.get(code, 0.0) + share * count
        missing = count * max(0.0, 1.0 - sum(kept.values()))
        if missing > 1e-9 * count:
            lost.append((name, missing))
    return reached, lost


def same_codes(scheme: str) -> Shares:
    """The look-up that says: an equal code is the same area. True only within one vintage."""
    return {code: {code: 1.0} for code in queries.areas_of(scheme).values_list("code", flat=True)}


def _counted(codes: ArrayLike, counts: ArrayLike | None) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    names: NDArray[np.str_] = np.asarray(codes, dtype=np.str_)
    weights = np.ones(names.shape) if counts is None else np.asarray(counts, dtype=np.float64)
    if names.ndim != 1 or names.shape != weights.shape:
        raise ValueError(f"codes and counts differ in shape: {names.shape} and {weights.shape}")
    bad = int(np.count_nonzero(~np.isfinite(weights) | (weights < 0)))
    if bad:
        raise ValueError(f"counts: {bad} of {weights.size} are missing or negative")
    unique, inverse = np.unique(names, return_inverse=True)
    return unique, np.bincount(inverse, weights=weights, minlength=unique.size).astype(np.float64)


def _advice(coverage: Coverage) -> str:
    return (
        f"{coverage}. The records' codes are not those of {coverage.from_scheme}, or the look-up to "
        f"{coverage.to_scheme} has holes. Load the boundaries of the right year, or a look-up between the two "
        "(wardwise load look-up)."
    )


__all__: Sequence[str] = ["GREATEST_LOSS", "Coverage", "Joined", "join_schemes", "same_codes"]
