"""Pictures of places and kinds compared: rates, tests, evaluations."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.pictures import police
from benchmarks.pictures.series import monthly_rows
from benchmarks.pictures.sheets import BLUE, LUTON, ORANGE, PALE, QUIET, draw, level, mark, moment
from wardwise.console import tour
from wardwise.methods import disclosure, displacement, evaluation, harm, local, rates, trends
from wardwise.methods.concentration import concentration
from wardwise.methods.multiplicity import benjamini_hochberg

PATROLS = 9  # February 2022
START = 14  # July 2022: the campaign in Dallow, and the month in which the map points moved
CAMPAIGN = "The campaign began as the map points moved: a lesson in what not to believe."


def intervals(
    name: str, title: str, rows: list[dict[str, object]], across: str, at: float | None, **more: object
) -> None:
    low = {"field": "low:Q", **more}
    lines = [level(at, upright=True)] if at is not None else []
    draw(
        name, title, LUTON, *lines,
        mark("rule", low, "what:N", color=BLUE, strokeWidth=3, also={"x2": {"field": "high"}}),
        mark("point", "value:Q", "what:N", color=BLUE, filled=True, opacity=1, size=90),
        rows=rows, axes=(across, ""), height={"step": 24},
    )  # fmt: skip


def row(what: str, value: object, low: object, high: object) -> dict[str, object]:
    at, start, end = (float(np.ravel(number)[0]) for number in (value, low, high))
    return {"what": what, "value": at, "low": start, "high": end}


def lorenz(folder: Path) -> None:
    street = police.street(folder)
    rows, said = [], []
    for kind in (police.ASB, police.BURGLARY, "Shoplifting"):
        chosen = police.of_kind(street, kind)
        _, counts = np.unique(np.column_stack([street.x, street.y])[chosen], axis=0, return_counts=True)
        held = concentration(counts)
        said.append(f"{kind} {held.share_of_places:.0%}")
        step = max(1, held.lorenz_places.size // 100)
        rows += [
            {"kind": kind, "x": 100 * float(x), "y": 100 * float(y)}
            for x, y in zip(held.lorenz_places[::step], held.lorenz_events[::step], strict=True)
        ]
    draw(
        "concentration", f"Of the map points in use, half of it falls on: {', '.join(said)}", LUTON,
        mark("line", "x:Q", "y:Q", also={"color": {"field": "kind", "type": "nominal", "title": None}}),
        level(50), rows=rows, axes=("Percent of map points in use, fullest first", "Percent of records"),
    )  # fmt: skip


def heat(folder: Path) -> None:
    areas, street = police.wards(folder)
    table = np.array([police.panel(areas, street, kind).sum(axis=1) for kind in street.kinds]).T
    share = table / table.sum(axis=0)
    rows = [
        {"ward": areas.names[i], "kind": street.kinds[j], "share": 100 * float(share[i, j])}
        for i, j in np.ndindex(*share.shape)
    ]
    colour = {"field": "share", "type": "quantitative", "title": "Percent of the kind", "scale": {"scheme": "blues"}}
    ward = {"field": "ward:N", "axis": {"labelLimit": 140}}
    kind = {"field": "kind:N", "axis": {"labelAngle": -40, "labelLimit": 180}}
    draw(
        "cubes", "Where each kind is recorded: 59,000 rows counted by ward and kind in one pass", LUTON,
        mark("rect", kind, ward, also={"color": colour}), rows=rows, height={"step": 20},
    )  # fmt: skip


def robbery_rates(folder: Path) -> None:
    """No population of these areas is among the data, so the exposure is all recorded offences."""
    areas, street = police.wards(folder)
    robberies, offences = (police.panel(areas, street, *kinds).sum(axis=1) for kinds in ((police.ROBBERY,), ()))
    raw, shrunk = rates.rates(robberies, offences), rates.shrunk_rates(robberies, offences)
    order = np.argsort(-shrunk.rate_per_1000)
    rows = [
        {
            "what": areas.names[i], "value": float(shrunk.rate_per_1000[i]), "low": float(raw.low[i]),
            "high": float(raw.high[i]), "raw": float(raw.rate_per_1000[i]),
        }
        for i in order
    ]  # fmt: skip
    draw(
        "rates", "Robberies per 1,000 recorded offences: exact 95% intervals, and the shrunk rate (filled)", LUTON,
        level(shrunk.overall_per_1000, upright=True),
        mark("rule", "low:Q", "what:N", color=BLUE, strokeWidth=2, also={"x2": {"field": "high"}}),
        mark("point", "raw:Q", "what:N", color=BLUE, size=60),
        mark("point", "value:Q", "what:N", color=ORANGE, filled=True, opacity=1, size=60),
        rows=rows, axes=("Robberies per 1,000 recorded offences", ""), height={"step": 20},
    )  # fmt: skip


def funnel(folder: Path) -> None:
    areas, street = police.areas(folder), police.street(folder)
    burglaries, offences = (police.panel(areas, street, *kinds).sum(axis=1) for kinds in ((police.BURGLARY,), ()))
    expected = offences * burglaries.sum() / offences.sum()
    found = trends.funnel(burglaries, expected)
    sizes = np.linspace(expected.min(), expected.max(), 80)
    low, high = trends.funnel_limits(sizes, level=0.998, dispersion=float(found.dispersion))
    limits = [{"x": float(x), "low": float(a), "high": float(b)} for x, a, b in zip(sizes, low, high, strict=True)]
    rows = [{"x": float(x), "ratio": float(r)} for x, r in zip(expected, found.ratio, strict=True)]
    outside = int(((found.ratio < found.low) | (found.ratio > found.high)).sum())
    draw(
        "funnel", f"Burglaries against each small area's share of all records: {outside} of 125 lie outside", LUTON,
        mark("area", "x:Q", "low:Q", color=PALE, opacity=0.6, also={"y2": {"field": "high"}}, rows=limits),
        level(1), mark("point", "x:Q", "ratio:Q", color=BLUE, filled=True, opacity=0.8, size=45),
        rows=rows, axes=("Expected burglaries", "Recorded over expected"),
    )  # fmt: skip


def two_counts(folder: Path) -> None:
    street = police.street(folder)
    years = street.months.astype("datetime64[Y]").astype(str)
    rows, named = [], 0
    for kind in street.kinds:
        counts = police.monthly(street, kind)
        before, after = (int(counts[years == year].sum()) for year in ("2022", "2023"))
        found = harm.rate_ratio(after, 1.0, before, 1.0)
        rows.append(row(kind, found.ratio, found.low, found.high))
        named += evaluation.e_test(before, after) <= 0.05
    intervals(
        "two-counts", f"2023 over 2022: the E-test, which knows chance alone, calls {named} of 14 different", rows,
        "Ratio of recorded offences", 1.0, scale={"zero": False},
    )  # fmt: skip


def disparity(folder: Path) -> None:
    from wardwise.console.open_data import rows_of

    found: dict[str, list[int]] = {}
    for stop in rows_of(folder / police.ARCHIVE, "-stop-and-search.csv"):
        group, outcome = stop["Officer-defined ethnicity"], stop["Outcome"]
        if group in ("Asian", "Black", "Other", "White") and outcome:
            found.setdefault(group, []).append(outcome != "A no further action disposal")
    white = found["White"]
    rows = []
    for group in ("Asian", "Black", "Other"):
        one = harm.proportion_ratio(sum(found[group]), len(found[group]), sum(white), len(white))
        rows.append(row(f"{group} ({len(found[group]):,} stops)", one.ratio, one.log_low, one.log_high))
    draw(
        "harm", f"Stops that led to an outcome, as a ratio to White people's ({len(white):,} stops)",
        LUTON.replace("Luton", "Bedfordshire"), level(1.0, upright=True),
        mark("rule", {"field": "low:Q", "scale": {"zero": False}}, "what:N", color=BLUE, strokeWidth=3,
             also={"x2": {"field": "high"}}),
        mark("point", "value:Q", "what:N", color=BLUE, filled=True, opacity=1, size=90),
        rows=rows, axes=("Ratio of shares, 95% interval", ""), height={"step": 34},
    )  # fmt: skip


def false_discoveries(folder: Path) -> None:
    areas, street = police.areas(folder), police.street(folder)
    counts = np.bincount(street.area, minlength=len(areas.names))
    p = np.sort(local.gi_star_exact(counts, local.weights_with_self(tour.neighbours(areas))).p_high)
    kept = int((benjamini_hochberg(p) <= 0.05).sum())
    rows = [{"rank": i + 1, "p": float(max(p[i], 1e-12)), "line": 0.05 * (i + 1) / p.size} for i in range(60)]
    log = {"field": "p:Q", "scale": {"type": "log"}, "axis": {"format": ".0e"}}
    title = f"The 60 least p of 125 small areas: {kept} are kept at 5%, {int((p <= 0.05).sum())} lie below 0.05"
    draw(
        "multiplicity", title, LUTON,
        mark("point", "rank:Q", log, color=BLUE, filled=True, size=40),
        mark("line", "rank:Q", "line:Q", color=ORANGE), level(0.05), rows=rows,
        axes=("Rank", "p (line: what Benjamini and Hochberg allow)"),
    )  # fmt: skip


def hidden_counts(folder: Path) -> None:
    areas, street = police.wards(folder)
    kinds = (police.ROBBERY, police.BURGLARY, "Possession of weapons", "Theft from the person", "Bicycle theft")
    counts = np.array([police.panel(areas, street, kind)[:, -1] for kind in kinds]).T
    found = disclosure.protect(counts[None], threshold=5)
    rows = [
        {
            "ward": [*areas.names, "All"][i],
            "kind": [*kinds, "All"][j],
            "what": "small" if found.small[i, j] else "shown" if found.shown[i, j] else "protects a small one",
            "words": f"{found.values[i, j]}" if found.shown[i, j] else "",
        }
        for i, j in np.ndindex(*found.shown.shape)
    ]
    words = ["shown", "small", "protects a small one"]
    colour = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": words, "range": ["#eef4f7", BLUE, "#e3b04b"]},
    }
    text = {"text": {"field": "words", "type": "nominal"}}
    slanted = {"field": "kind:N", "axis": {"labelAngle": -20}}
    draw(
        "disclosure", "One month by ward and kind: what must be hidden so that no count below five can be worked out",
        LUTON.replace("May 2021 to December 2023", "December 2023"),
        mark("rect", slanted, "ward:N", stroke="#fff", also={"color": colour}),
        mark("text", slanted, "ward:N", fontSize=12, also=text), rows=rows, height={"step": 20},
    )  # fmt: skip


def detectable(folder: Path) -> None:
    areas, street = police.wards(folder)
    kinds = {"ASB": police.ASB, "Burglary": police.BURGLARY, "Robbery": police.ROBBERY}
    rows = []
    for words, kind in kinds.items():
        year = police.panel(areas, street, kind)[:, -12:].sum(axis=1)
        for name, count in zip(areas.names, year, strict=True):
            fall = float(displacement.minimum_detectable_fall(int(count), int(np.median(year))))
            rows.append({"kind": words, "ward": name, "count": int(count), "fall": min(100.0, 100 * fall)})
    draw(
        "detectable-fall", "The smallest fall a year could show in a ward, compared with the middle one", LUTON,
        mark("point", {"field": "count:Q", "scale": {"type": "log"}}, "fall:Q", filled=True, size=60,
             also={"color": {"field": "kind", "type": "nominal", "title": None}}),
        rows=rows, axes=("Recorded in the year before", "Smallest detectable fall, percent (100: none)"),
    )  # fmt: skip


def displaced(folder: Path) -> None:
    areas, street = police.wards(folder)
    here, there = (areas.names.index(name) for name in ("Dallow", "Biscot"))
    rows = []
    for kind in street.kinds:
        counts = (
            police.panel(areas, street, kind)[:, START - 12 : START + 12].reshape(len(areas.names), 2, 12).sum(axis=2)
        )
        found = displacement.weighted_displacement_difference(counts[here], counts[there])
        rows.append(row(kind, found.difference, found.low, found.high))
    intervals(
        "displacement", f"Dallow less Biscot, a year after July 2022 less the year before. {CAMPAIGN}", rows,
        "Recorded offences beyond the comparison ward's change", 0.0,
    )  # fmt: skip


def event_study(folder: Path) -> None:
    areas, street = police.wards(folder)
    counts = police.panel(areas, street, police.VIOLENCE)[:, : PATROLS + 18]
    treated = counts.sum(axis=1) >= np.sort(counts.sum(axis=1))[-4]
    found = evaluation.course(counts, treated, PATROLS, stretch_months=3)
    rows = [
        {"stretch": int(3 * s), "ratio": float(r), "low": float(a), "high": float(b)}
        for s, r, a, b in zip(found.stretch, found.ratio, found.low, found.high, strict=True)
    ]
    title = (
        "Violence in the four wards with most over that in the fifteen others: no drift before the patrols of "
        f"February 2022 is shown (joint p = {found.joint_p:.2f})"
    )
    scale = {"type": "log", "domain": [0.5, 2], "nice": False}
    draw(
        "difference-in-differences", title, LUTON,
        level(1), level(0, upright=True, color=ORANGE),
        mark("rule", "stretch:Q", {"field": "low:Q", "scale": scale}, color=BLUE, strokeWidth=3,
             also={"y2": {"field": "high"}}),
        mark("point", "stretch:Q", "ratio:Q", color=BLUE, filled=True, opacity=1, size=80),
        rows=rows, axes=("Months since February 2022", "Ratio to the three months before"),
    )  # fmt: skip


def mixture(folder: Path) -> None:
    areas, street = police.wards(folder)
    counts = police.panel(areas, street, police.ASB).astype(float)
    here = areas.names.index("Dallow")
    found = evaluation.synthetic_control(counts[here], np.delete(counts, here, axis=0), START)
    rows = monthly_rows(street.months, gap=found.gap)
    others = [
        {**one, "ward": i} for i, gap in enumerate(found.placebo_gaps) for one in monthly_rows(street.months, gap=gap)
    ]
    title = f"ASB in Dallow less a mixture of other wards, and so for each (p = {found.p_value:.2f})"
    draw(
        "synthetic-control", title, LUTON,
        mark("line", "month:T", "gap:Q", color=QUIET, opacity=0.45, strokeWidth=1, rows=others,
             also={"detail": {"field": "ward", "type": "nominal"}}),
        mark("line", "month:T", "gap:Q", color=BLUE, strokeWidth=3), *moment("2022-07", "July 2022"), level(0),
        rows=rows, axes=("", "Recorded beyond the mixture"),
    )  # fmt: skip


def chosen_places(folder: Path) -> None:
    areas, street = police.areas(folder), police.street(folder)
    counts = police.panel(areas, street, police.ASB)
    before, after = counts[:, 8:20].sum(axis=1), counts[:, 20:32].sum(axis=1)
    chosen = before >= np.sort(before)[-12]
    found = evaluation.chosen_places(before, after, chosen)
    rows = [
        {"before": int(b), "after": int(a), "what": "the highest" if c else "others"}
        for b, a, c in zip(before, after, chosen, strict=True)
    ]
    line = [{"before": 0, "after": 0}, {"before": int(before.max()), "after": int(before.max())}]
    title = (
        f"ASB: the {chosen.sum()} highest small areas of 2022 fell from {found.before:,.0f} to {found.after:,.0f} in "
        f"2023; {found.expected:,.0f} were to be expected if nothing was done"
    )
    draw(
        "chosen-places", title, LUTON,
        mark("line", "before:Q", "after:Q", color=QUIET, strokeDash=[5, 4], rows=line),
        mark("point", "before:Q", "after:Q", filled=True, size=50,
             also={"color": {"field": "what", "type": "nominal", "title": None}}),
        rows=rows, axes=("Incidents in 2022", "Incidents in 2023"),
    )  # fmt: skip


PICTURES = (
    lorenz, heat, robbery_rates, funnel, two_counts, disparity, false_discoveries, hidden_counts, detectable,
    displaced, event_study, mixture, chosen_places,
)  # fmt: skip
