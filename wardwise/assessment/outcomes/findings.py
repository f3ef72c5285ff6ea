"""From counts to a verdict: the test that the design fixed, its interval, and the evidence for the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wardwise.analysis import measured
from wardwise.assessment.outcomes import counting, wording, zones
from wardwise.assessment.outcomes.models import Design
from wardwise.methods import displacement

DRIFT_Z = 1.96
UNLIKE = 2.0
FOUND_BY_LOOKING = {"drugs", "possession-of-weapons"}
NOT_FOUND_BY_OFFICERS = (
    "This measure counts what officers find: it goes up when they look more, so a fall or a rise in it during extra "
    "patrols cannot be read as less or more offending."
)


@dataclass(frozen=True)
class Found:
    """Everything a run yields: the numbers as kept, and the evidence that the words are made from."""

    result: dict[str, Any]
    evidence: wording.Evidence


def level_of(design: Design, *, is_late: bool) -> int:
    """The Maryland level this design can carry: 3 with a comparison area and fixed in time, else 2."""
    return 3 if design.has_control and not is_late else 2


def find(design: Design, series: counting.Series, *, is_late: bool, more: tuple[str, ...] = ()) -> Found:
    """Run the design's test on its counts. Both intervals are kept; the words use the wider one."""
    cells = {name: (series.total(name, 0), series.total(name, 1)) for name in series.counts}
    weights = counting.area_weights(design)
    time = (series.length(0) / series.length(1), 1.0)
    level, dispersion = 1 - design.alpha, series.dispersion
    plain, wide = (
        displacement.weighted_displacement_difference(
            cells[zones.TREATED],
            cells.get(zones.CONTROL),
            buffer=cells.get(zones.BUFFER),
            buffer_control=cells.get(zones.BUFFER_CONTROL),
            time_weights=time,
            area_weights=weights,
            level=level,
            dispersion=factor,
        )
        for factor in (1.0, dispersion)
    )
    moved = moved_by(cells, time, weights, level, dispersion)
    result = {
        "counts": {name: list(pair) for name, pair in cells.items()},
        "months": list(series.months),
        "series": {name: counts.tolist() for name, counts in series.counts.items()},
        "is_missing": series.is_missing.tolist(),
        "months_used": [series.length(0), series.length(1)],
        "time_weights": list(time),
        "area_weights": list(weights),
        "dispersion": dispersion,
        "level": level,
        "plain": numbers(plain),
        "wide": numbers(wide),
        "displacement": list(moved) if moved else None,
        "quotient": quotient(cells),
        "moved": list(series.moved),
        "gaps": [*series.gaps(0), *series.gaps(1)],
    }
    return Found(result, evidence(design, series, result, is_late=is_late, more=more))


KEPT = (
    "difference",
    "local",
    "displacement",
    "variance",
    "standard_error",
    "z",
    "p_value",
    "low",
    "high",
    "local_low",
    "local_high",
)


def numbers(found: displacement.DisplacementDifference) -> dict[str, float | None]:
    values = {name: float(getattr(found, name)) for name in KEPT}
    return {name: value if math.isfinite(value) else None for name, value in values.items()}


def moved_by(
    cells: dict[str, tuple[int, int]],
    time: tuple[float, float],
    weights: tuple[float, float, float, float],
    level: float,
    dispersion: float,
) -> tuple[float, float, float] | None:
    """The change in the buffer beyond that of its comparison area, with its interval."""
    if zones.BUFFER not in cells or not any(map(sum, (cells[zones.BUFFER], cells[zones.BUFFER_CONTROL]))):
        return None
    found = displacement.weighted_displacement_difference(
        cells[zones.BUFFER],
        cells[zones.BUFFER_CONTROL],
        time_weights=time,
        area_weights=(weights[2], weights[3], 1.0, 1.0),
        level=level,
        dispersion=dispersion,
    )
    return float(found.difference), float(found.low), float(found.high)


def quotient(cells: dict[str, tuple[int, int]]) -> dict[str, float] | None:
    """The displacement quotient beside the difference, where it means anything."""
    if zones.BUFFER not in cells or zones.CONTROL not in cells:
        return None
    try:
        found = displacement.weighted_displacement_quotient(
            cells[zones.TREATED], cells[zones.CONTROL], cells[zones.BUFFER]
        )
    except displacement.NotComputable:
        return None
    return {"wdq": found.quotient, "total_net_effect": found.total_net_effect}


def evidence(
    design: Design, series: counting.Series, result: dict[str, Any], *, is_late: bool, more: tuple[str, ...]
) -> wording.Evidence:
    subject = measured.subject_of(tuple(design.categories), design.sources[0])
    grounds = design.grounds
    wide, cells = result["wide"], result["counts"]
    before = cells[zones.TREATED][0] + cells.get(zones.BUFFER, (0, 0))[0] / result["area_weights"][2]
    return wording.Evidence(
        subject=subject.words,
        treated=grounds[zones.TREATED].short,
        control=grounds[zones.CONTROL].short if design.has_control else "",
        buffer=grounds[zones.BUFFER].short if zones.BUFFER in grounds else "",
        before=measured.Period(design.before_first, design.before_last).words,
        after=measured.Period(design.after_first, design.after_last).words,
        counts={name: (pair[0], pair[1]) for name, pair in result["counts"].items()},
        difference=wide["difference"],
        low=wide["low"],
        high=wide["high"],
        local=(wide["local"], wide["local_low"], wide["local_high"]),
        displacement=tuple(result["displacement"]) if result["displacement"] else None,
        level=level_of(design, is_late=is_late),
        base=before / result["time_weights"][0],
        coverage=round(100 * (1 - design.alpha)),
        dispersion=result["dispersion"],
        detectable=design.detectable.get("detectable"),
        direction=design.direction,
        is_late=is_late,
        regression_note=design.regression_note,
        missing_months=measured.month_runs(result["gaps"]),
        moved_months=measured.month_runs(result["moved"]),
        more_cautions=(*subject.cautions, *comparison_cautions(design, result), *more),
    )


def comparison_cautions(design: Design, result: dict[str, Any]) -> tuple[str, ...]:
    """What weakens this comparison in particular."""
    before = {name: pair[0] for name, pair in result["counts"].items()}
    return weaknesses(design, before, result["area_weights"], design.detectable.get("drift_z"))


def design_cautions(design: Design, power: counting.Power) -> tuple[str, ...]:
    """The same, told while a design can still be mended."""
    said = list(weaknesses(design, power.before, counting.area_weights(design), power.drift_z))
    if not design.has_control:
        said.insert(0, "There is no comparison area to set apart what would have come anyway.")
    for words, months in (
        ("No figures were published for", power.gaps),
        ("The publisher moved its map points in", power.moved),
    ):
        if months:
            said.append(f"{words} {measured.month_words(months)}.")
    return tuple(said)


def weaknesses(
    design: Design, before: dict[str, int], weights: Sequence[float], drift_z: float | None
) -> tuple[str, ...]:
    said = []
    if design.categories and set(design.categories) <= FOUND_BY_LOOKING:
        said.append(NOT_FOUND_BY_OFFICERS)
    if not same_season(design):
        said.append("The two periods do not hold the same months of the year: part of the change may be the season.")
    if design.has_control:
        treated, control = before[zones.TREATED], before[zones.CONTROL]
        level = control / weights[1]
        if min(treated, level) * UNLIKE < max(treated, level):
            said.append(
                f"The comparison area is not alike: {control:,} were recorded there before and {treated:,} in the "
                "treated area."
            )
        if drift_z is not None and abs(drift_z) > DRIFT_Z:
            said.append("The two areas were moving apart before the start: the comparison is not a fair one.")
    return tuple(said)


def same_season(design: Design) -> bool:
    """Do both periods hold each calendar month equally often (up to whole multiples)?"""
    before, after = (
        [month_of_year(first, i) for i in range(counting.month_count(first, last))]
        for first, last in ((design.before_first, design.before_last), (design.after_first, design.after_last))
    )
    shares = [{month: months.count(month) / len(months) for month in set(months)} for months in (before, after)]
    return shares[0] == shares[1]


def month_of_year(first: str, offset: int) -> int:
    return (int(first[5:7]) - 1 + offset) % 12 + 1
