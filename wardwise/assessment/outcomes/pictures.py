"""The pictures of a design and of a verdict: the ground, what could be shown, the series, the interval."""

from __future__ import annotations

from typing import Any

from wardwise.assessment.outcomes import counting, zones
from wardwise.assessment.outcomes.models import Design, Verdict
from wardwise.design import charts
from wardwise.design.maps import Map, Shade
from wardwise.incidents.home import credit
from wardwise.methods import displacement
from wardwise.response.operations import shapes

SHADES = {zones.TREATED: "5", zones.CONTROL: "3", zones.BUFFER: "2", zones.BUFFER_CONTROL: "1"}
OTHER_LENGTHS = (3, 6, 12, 24)


def source_words(design: Design) -> str:
    is_made_up = design.operation.partnership.is_fictitious
    found = [credit(code, is_made_up=is_made_up) for code in design.sources]
    return "; ".join(f"{one.name}. {one.about}" for one in found)


def ground(design: Design) -> Map:
    """Every zone of the design."""
    features, rows = [], []
    for name, zone in design.grounds.items():
        shape = zones.ground(zone)
        properties = {"name": zone.words, "shade": SHADES[name], "words": zones.TITLES[name]}
        features.append({"type": "Feature", "properties": properties, "geometry": shapes.to_geojson(shape)})
        rows.append((zones.TITLES[name], zone.words, f"{shape.area / 1e6:.2f}"))
    return Map(
        "Where it is judged",
        {"type": "FeatureCollection", "features": features},
        shades=tuple(Shade(SHADES[name], zones.TITLES[name]) for name in design.grounds),
        columns=("Zone", "Place", "Square kilometres"),
        rows=tuple(rows),
        on_request=True,
    )


def detectable(design: Design, power: counting.Power) -> charts.Chart | None:
    """The smallest fall that could be shown, for this design and for looking shorter or longer afterwards."""
    if not power.before[zones.TREATED] or not power.months_before:
        return None
    lengths = sorted({*OTHER_LENGTHS, power.months_after})
    rows, labels, values = [], [], []
    for months in lengths:
        edge, likely = (fall(design, power, months, chance) for chance in (0.5, 0.8))
        is_this = " (this design)" if months == power.months_after else ""
        labels.append(f"{months} months after{is_this}")
        values.append(min(edge, 1.0) * 100)
        rows.append((labels[-1], share(edge), share(likely)))
    return charts.bar_chart(
        "The smallest fall that could be shown",
        labels,
        values,
        description="Real falls smaller than this would be missed more often than not. From the counts of the period "
        "before; no later figure was looked at.",
        source=source_words(design),
        x_title="Per cent of what is recorded in the treated area",
        columns=(
            "Length of the look afterwards",
            "Would be shown as often as not",
            "Would be shown four times in five",
        ),
        rows=rows,
    )


def share(fall: float) -> str:
    return f"a fall of {fall:.0%}" if fall < 1 else "none: not even a fall to nothing"


def fall(design: Design, power: counting.Power, months: int, chance: float) -> float:
    cells = [power.before.get(name, 0) for name in zones.NAMES]
    return float(
        displacement.minimum_detectable_fall(
            cells[0],
            cells[1],
            buffer_before=cells[2],
            buffer_control_before=cells[3],
            time_weights=(power.months_before, months),
            area_weights=counting.area_weights(design),
            level=1 - design.alpha,
            power=chance,
            dispersion=power.dispersion,
        )
    )


def series(verdict: Verdict) -> list[charts.Chart]:
    """Month by month in each zone, with a line where the operation began."""
    design, result = verdict.design, verdict.result
    start = design.operation_starts_on.strftime("%Y-%m") if design.operation_starts_on else design.after_first
    drawn = []
    for name, zone in design.grounds.items():
        counts: list[Any] = [
            None if gap else count for count, gap in zip(result["series"][name], result["is_missing"], strict=True)
        ]
        drawn.append(
            charts.trend_chart(
                f"{zones.TITLES[name]}: {zone.words}",
                result["months"],
                counts,
                source=source_words(design),
                breaks=(charts.Mark(start, "The operation began"),) if start in result["months"] else (),
            )
        )
    return drawn


def interval(verdict: Verdict) -> charts.Chart:
    """The estimates with their intervals; nothing that crosses the line can be told from no difference."""
    result, design = verdict.result, verdict.design
    wide, plain = result["wide"], result["plain"]
    percent = f"{round(100 * result['level'])}%"
    rows = [("In the treated area", wide["local"], wide["local_low"], wide["local_high"])]
    if result["displacement"]:
        rows.append(("Around it", *result["displacement"]))
        rows.append(("Together", wide["difference"], wide["low"], wide["high"]))
    table = [(name, signed(value), f"{signed(low)} to {signed(high)}") for name, value, low, high in rows]
    if wide["low"] != plain["low"]:
        pure = f"{signed(plain['low'])} to {signed(plain['high'])}"
        table.append(("The last line, if counts varied by chance alone", signed(plain["difference"]), pure))
    than = "beyond the change in the comparison area" if design.has_control else "between the two periods"
    return charts.interval_chart(
        "How much it differed",
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
        reference_words="No difference",
        description=f"Recorded incidents {than}, with {percent} intervals. Left of the line is fewer.",
        source=source_words(design),
        x_title="Incidents more or fewer",
        interval_words=f"{percent} interval",
        columns=("Where", "Difference", f"{percent} interval"),
        rows=table,
    )


def signed(value: float) -> str:
    """`-107`, `+12`, with a real minus sign."""
    return f"{value:+,.0f}".replace("-", "−")
