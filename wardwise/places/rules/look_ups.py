"""Loading the look-up between two schemes: what share of each area lies in which area of the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.places import files, queries
from wardwise.places.exceptions import LoadRefused, Refusal
from wardwise.places.models import AreaScheme, LookUp
from wardwise.places.rules.tally import Tally, refuse_or_skip

ROUNDING = 1e-3  # publishers print shares to three or four places

Pair = tuple[str, str]


@dataclass(frozen=True)
class LookUpReport(Tally):
    """What became of every row, how many older rows were replaced, and which areas lead nowhere."""

    removed: int
    without_look_up: tuple[str, ...]
    incomplete: tuple[str, ...]


def load_look_up(
    path: Path,
    *,
    from_scheme: str,
    to_scheme: str,
    source: str,
    skip_refused: bool = False,
    by: audit.HasKey | None,
) -> LookUpReport:
    """Load a CSV of from, to and perhaps share (1 if absent) between two schemes.

    The file's areas get exactly the rows of the file: older rows of theirs to the same scheme are removed.
    """
    if not source.strip():
        raise LoadRefused("no_source", "Say whose look-up this is: --source “ONS LSOA 2011 to LSOA 2021 best fit”.")
    starts, ends = queries.keys_of(from_scheme), queries.keys_of(to_scheme)
    if from_scheme == to_scheme:
        raise LoadRefused("same_scheme", "A look-up joins two different schemes.")
    found, refused, read = _take(path, set(starts), set(ends))
    refuse_or_skip("of its rows", refused, usable=len(found), skip_refused=skip_refused)
    sums = _sums(found)
    with transaction.atomic():
        scheme = queries.locked_scheme(from_scheme)
        tally, removed = _store(scheme, found, starts, ends, to_scheme, source.strip()[:200], read, refused)
        if tally.changes or removed:
            detail = {"loaded": tally.loaded, "updated": tally.updated, "removed": removed, "to": to_scheme}
            audit.record("places.look_up_loaded", by=by, subject=scheme, detail=detail)
    return LookUpReport(
        tally.read,
        tally.loaded,
        tally.updated,
        tally.unchanged,
        tally.refused,
        removed,
        without_look_up=tuple(sorted(set(starts) - set(sums))),
        incomplete=tuple(sorted(code for code, total in sums.items() if total < 1 - ROUNDING)),
    )


def _take(path: Path, starts: set[str], ends: set[str]) -> tuple[dict[Pair, float], list[Refusal], int]:
    found: dict[Pair, float] = {}
    refused: list[Refusal] = []
    read = 0
    for line, row in files.read_rows(path, {"from", "to"}, {"from", "to", "share"}):
        read += 1
        pair = row["from"], row["to"]
        try:
            share = _share(row.get("share", "") or "1")
            if pair[0] not in starts or pair[1] not in ends:
                side = "from" if pair[0] not in starts else "to"
                raise ValueError(f"its “{side}” is no area of that scheme")
            if pair in found:
                raise ValueError("the pair stands in the file already")
            found[pair] = share
        except ValueError as error:
            refused.append(Refusal(line, str(error), pair[0][:20]))
    return found, refused, read


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise ValueError(f"share “{text[:20]}” is not a number above 0 and up to 1")
    return share


def _sums(found: dict[Pair, float]) -> dict[str, float]:
    """How much of each area is led somewhere; never more than the whole, or records would be counted twice."""
    sums: dict[str, float] = defaultdict(float)
    for (start, _), share in found.items():
        sums[start] += share
    over = sorted(code for code, total in sums.items() if total > 1 + ROUNDING)
    if over:
        raise LoadRefused(
            "more_than_whole",
            f"The shares of {len(over)} areas sum to more than 1 ({', '.join(over[:5])}): records would be counted "
            "twice. Mend the file.",
        )
    return dict(sums)


def _store(
    scheme: AreaScheme,
    found: dict[Pair, float],
    starts: dict[str, int],
    ends: dict[str, int],
    to_scheme: str,
    source: str,
    read: int,
    refused: list[Refusal],
) -> tuple[Tally, int]:
    wanted = {(starts[start], ends[end]): share for (start, end), share in found.items()}
    touched = {start for start, _ in wanted}
    before = LookUp.objects.filter(from_area__scheme=scheme, to_area__scheme__code=to_scheme)
    held = {(row.from_area_id, row.to_area_id): row for row in before if row.from_area_id in touched}
    gone = [row.pk for pair, row in held.items() if pair not in wanted]
    new, changed = [], []
    for (start, end), share in wanted.items():
        row = held.get((start, end))
        if row is None:
            new.append(LookUp(from_area_id=start, to_area_id=end, share=share, source=source))
        elif (row.share, row.source) != (share, source):
            row.share, row.source = share, source
            changed.append(row)
    for first in range(0, len(gone), 500):
        LookUp.objects.filter(pk__in=gone[first : first + 500]).delete()
    LookUp.objects.bulk_create(new, batch_size=500)
    LookUp.objects.bulk_update(changed, ["share", "source"], batch_size=200)
    unchanged = len(wanted) - len(new) - len(changed)
    return Tally(read, len(new), len(changed), unchanged, tuple(refused)), len(gone)
