"""Loading how many people and households live in areas: the denominators of rates."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.places import files, queries
from wardwise.places.exceptions import LoadRefused, Refusal
from wardwise.places.models import AreaScheme, Population
from wardwise.places.rules.tally import Tally, refuse_or_skip

MOST_PEOPLE = 100_000_000

Key = tuple[str, int]
Numbers = tuple[int, int | None]


def load_population(
    path: Path, *, scheme: str, source: str, skip_refused: bool = False, by: audit.HasKey | None
) -> Tally:
    """Load a CSV of code, year, residents and perhaps households for areas of one scheme."""
    if not source.strip():
        raise LoadRefused("no_source", "Say whose figures these are: --source “ONS mid-year estimates 2023”.")
    areas = queries.keys_of(scheme)
    found, refused, read = _take(path, set(areas))
    refuse_or_skip("of its rows", refused, usable=len(found), skip_refused=skip_refused)
    with transaction.atomic():
        held_scheme = queries.locked_scheme(scheme)
        tally = _store(held_scheme, found, areas, source.strip()[:200], read, refused)
        if tally.changes:
            detail = {"loaded": tally.loaded, "updated": tally.updated, "sha256": files.digest(path)}
            audit.record("places.population_loaded", by=by, subject=held_scheme, detail=detail)
    return tally


def _take(path: Path, known: set[str]) -> tuple[dict[Key, Numbers], list[Refusal], int]:
    found: dict[Key, Numbers] = {}
    refused: list[Refusal] = []
    read = 0
    needed = {"code", "year", "residents"}
    for line, row in files.read_rows(path, needed, {*needed, "households"}):
        read += 1
        try:
            key, numbers = _numbers(row, known)
        except ValueError as error:
            refused.append(Refusal(line, str(error), row["code"][:20]))
            continue
        if key in found:
            refused.append(Refusal(line, f"its area has a row for {key[1]} already", key[0]))
        else:
            found[key] = numbers
    return found, refused, read


def _numbers(row: dict[str, str], known: set[str]) -> tuple[Key, Numbers]:
    if row["code"] not in known:
        raise ValueError("the scheme has no area with this code")
    year = _whole("year", row["year"], 1900, 2100)
    residents = _whole("residents", row["residents"], 0, MOST_PEOPLE)
    households = row.get("households", "")
    return (row["code"], year), (residents, _whole("households", households, 0, MOST_PEOPLE) if households else None)


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high):
        raise ValueError(f"{name} “{text[:20]}” is not a whole number from {low} to {high:,}, without commas")
    return int(text)


def _store(
    scheme: AreaScheme,
    found: dict[Key, Numbers],
    areas: dict[str, int],
    source: str,
    read: int,
    refused: list[Refusal],
) -> Tally:
    wanted = {(areas[code], year): numbers for (code, year), numbers in found.items()}
    years = {year for _, year in found}
    before = Population.objects.filter(area__scheme=scheme, year__in=years)
    held = {(row.area_id, row.year): row for row in before}
    new, changed = [], []
    for (area, year), (residents, households) in wanted.items():
        row = held.get((area, year))
        if row is None:
            new.append(Population(area_id=area, year=year, residents=residents, households=households, source=source))
        elif (row.residents, row.households, row.source) != (residents, households, source):
            row.residents, row.households, row.source = residents, households, source
            changed.append(row)
    Population.objects.bulk_create(new, batch_size=500)
    Population.objects.bulk_update(changed, ["residents", "households", "source"], batch_size=200)
    unchanged = len(wanted) - len(new) - len(changed)
    return Tally(read, len(new), len(changed), unchanged, tuple(refused))
