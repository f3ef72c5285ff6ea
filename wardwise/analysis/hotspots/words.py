"""What may be said of places beyond the general rules: order, stability, and what police activity changes."""

from __future__ import annotations

from wardwise.analysis import wording
from wardwise.analysis.honesty import Audience, check
from wardwise.analysis.hotspots.queries import FALSE_SHARE, MapPoints, SmallAreas, Stability, changed
from wardwise.analysis.measured import Measured
from wardwise.analysis.wording import Statement

BY_COUNT = "In order of recorded count. A count is not a risk: more happens, and more is seen, where more people are."
BY_RATE = (
    "In order of the steadied rate, which draws small and unusual areas towards the average of all. Residents are "
    "not the people at risk in a town centre, at shops or at a station."
)


def points_statement(points: MapPoints, what: Measured) -> Statement:
    return wording.concentrated(what, points.concentration, "map points in use")


def areas_statement(areas: SmallAreas, what: Measured) -> Statement:
    return wording.standing_out(
        what, high=areas.standing.high, areas=len(areas.ground.codes), false_share=FALSE_SHARE
    )


def stability_words(stability: Stability | None, kind: str) -> str:
    """Does the order hold from the first half of the period to the second?"""
    if stability is None:
        return ""
    words = (
        f"Of the {stability.top} {kind} with most in the first half of the period, {stability.in_both} are among the "
        f"{stability.top} with most in the second (rank correlation {stability.correlation:.2f} over all {kind})."
    )
    if stability.in_both * 2 < stability.top:
        words += " The order is mostly chance: do not choose places by it."
    return words


def proactive_words(areas: SmallAreas, what: Measured) -> str:
    """What changes when records that police activity produces are left out: no ranking may feed on itself."""
    if not areas.proactive:
        return "None of these records is known to come from police activity, so leaving such out changes nothing."
    total = int(areas.counts.sum())
    went = f"{areas.proactive:,} of {total:,} records come from police activity (drugs, weapons)."
    if areas.without is None:
        return f"{went} Without them nothing is left: this picture shows where police looked, not where harm is."
    gone, come = changed(areas)
    if not gone and not come:
        return f"{went} Without them the same small areas stand out."
    parts = [f"no longer: {', '.join(gone)}" if gone else "", f"newly: {', '.join(come)}" if come else ""]
    words = f"{went} Without them other small areas stand out ({'; '.join(part for part in parts if part)})."
    return check(words, Audience.STAFF)
