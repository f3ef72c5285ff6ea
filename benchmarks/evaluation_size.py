"""How often evaluations cry wolf, and how often their intervals hold the truth, over thousands of made data sets.

Names of parts can follow: `script/bench evaluation_size` runs all, `python -m benchmarks.evaluation_size series` one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np
import statsmodels.api as sm
from scipy.special import ndtri

from benchmarks.measure import table
from wardwise.methods import displacement, evaluation

SETS = 2_000
HEAD = ("what", "made data", "data sets", "says yes where nothing happened, %", "interval holds the truth, %")
Row = tuple[object, ...]
NOTHING = "-"


def main(wanted: list[str] | None = None) -> None:
    rows = []
    for name in wanted or list(PARTS):
        for row in PARTS[name]():
            print("  ".join(str(cell) for cell in row), file=sys.stderr, flush=True)
            rows.append(row)
    table(HEAD, rows)


def percent(flags: object) -> str:
    return f"{100 * float(np.mean(flags)):.1f}"


def zones() -> Iterator[Row]:
    """Two years of months in two zones, 20 and 60 a month, the larger one's size allowed for."""
    rng = np.random.default_rng(1)
    after, month = np.repeat([False, True], 12), np.tile(np.arange(12), 2)
    for what, jumps, season in (("Poisson", 0.0, 0.0), ("jumpy", 0.2, 0.0), ("jumpy, season of 60%", 0.2, 0.6)):
        mean = np.array([[20.0], [60.0]]) * (1 + season * np.sin(2 * np.pi * month / 12))
        luck = rng.gamma(1 / jumps, jumps, (SETS, 2, 24)) if jumps else np.ones((SETS, 2, 24))
        series = rng.poisson(mean * luck)
        tables = np.stack([series[..., :12].sum(axis=-1), series[..., 12:].sum(axis=-1)], axis=-1)
        factor = [displacement.dispersion_of(one, after.astype(int), share_months=True) for one in series]
        weights = (1.0, 3.0, 1.0, 1.0)
        for name, wide in (("WDD", 1.0), ("WDD, widened", factor)):
            found = displacement.weighted_displacement_difference(
                tables[:, 0], tables[:, 1], area_weights=weights, dispersion=wide
            )
            yield name, what, SETS, percent(found.p_value < 0.05), percent((found.low <= 0) & (found.high >= 0))
        p = [
            displacement.permuted_displacement_difference(
                *one, is_after=after, blocks=month, area_weights=weights, replications=199, rng=rng
            ).p_value
            for one in series
        ]
        yield "WDD, months re-arranged", what, SETS, percent(np.array(p) <= 0.05), NOTHING


def panel(rng: np.random.Generator, sets: int, treated: int, others: int, months: int, ratio: float) -> np.ndarray:
    """Places of very unequal size, jumpy months, a shared season, and a step of each place's own."""
    many = (sets, treated + others, 1)
    after = np.arange(months) >= months // 2
    step = np.exp(rng.normal(0, 0.15, many) - 0.15**2 / 2) ** after
    mean = rng.lognormal(1.5, 0.7, many) * (1 + 0.3 * np.sin(2 * np.pi * np.arange(months) / 12)) * step
    which = np.arange(treated + others)[:, None] < treated
    luck = rng.gamma(10, 0.1, (sets, treated + others, months))
    return rng.poisson(mean * luck * np.where(which & after, ratio, 1.0))


def places() -> Iterator[Row]:
    rng = np.random.default_rng(2)
    months = 16
    for treated, others in ((20, 40), (10, 20), (5, 25), (3, 12)):
        which = np.arange(treated + others) < treated
        still, moved = (panel(rng, 5 * SETS, treated, others, months, ratio) for ratio in (1.0, 0.7))
        p, held = [], []
        for counts, truth in ((still, 1.0), (moved, 0.7)):
            found = evaluation.ratio_of_ratios(counts[..., :8].sum(axis=-1), counts[..., 8:].sum(axis=-1), which)
            p.append(found.p_value)
            held.append((found.low <= truth) & (found.high >= truth))
        what = f"{treated} treated places, {others} others"
        yield "ratio of ratios", what, 5 * SETS, percent(p[0] < 0.05), percent(held[1])
        if treated in (10, 3):
            yield from regressions(still[:SETS], moved[:SETS], which, what)
    counts = panel(rng, SETS, 2, 18, months, 1.0)
    p = [
        evaluation.placebo_places(
            one[:, :8].sum(axis=1), one[:, 8:].sum(axis=1), np.arange(20) < 2, replications=199, rng=rng
        ).p_value
        for one in counts
    ]
    yield "shuffled places", "2 treated places, 18 others", SETS, percent(np.array(p) <= 0.05), NOTHING
    drift = panel(rng, SETS, 8, 12, 24, 1.0)[:, :, :12]
    p = [evaluation.pre_trend(one, np.arange(20) < 8, 12).p_value for one in drift]
    yield (
        "drift before the start",
        "8 treated places, 12 others, 12 months",
        SETS,
        percent(np.array(p) < 0.05),
        NOTHING,
    )


def regressions(still: np.ndarray, moved: np.ndarray, which: np.ndarray, what: str) -> Iterator[Row]:
    for name, family, errors, normal in (
        ("DiD Poisson, CR1 and the normal law", "poisson", "CR1", True),
        ("DiD Poisson, CR1", "poisson", "CR1", False),
        ("DiD Poisson, CR2", "poisson", "CR2", False),
        ("DiD negative binomial, CR2", "negative binomial", "CR2", False),
    ):
        wolf, held = [], []
        for counts, truth, seen in ((still, 1.0, wolf), (moved, 0.7, held)):
            for one in counts:
                found = evaluation.difference_in_differences(one, which, 8, family=family, errors=errors)
                low, high = found.low, found.high
                if normal:
                    half = float(ndtri(0.975)) * found.standard_error
                    low, high = np.exp(found.log_ratio - half), np.exp(found.log_ratio + half)
                seen.append(low <= truth <= high)
        yield name, what, len(still), percent(~np.array(wolf)), percent(held)


def carried(rng: np.random.Generator, shape: tuple[int, int], share: float) -> np.ndarray:
    shock = rng.normal(size=shape)
    for t in range(1, shape[1]):
        shock[:, t] = share * shock[:, t - 1] + np.sqrt(1 - share**2) * shock[:, t]
    return shock


def series() -> Iterator[Row]:
    """60 a month, a season of 30%, months that jump by 15% of which a share is carried over."""
    rng = np.random.default_rng(3)
    for months, start in ((36, 24), (60, 36), (120, 72)):
        t = np.arange(months)
        for share in (0.0, 0.3, 0.6):
            level = 60 * np.exp(0.3 * np.sin(2 * np.pi * t / 12) + 0.15 * carried(rng, (SETS, months), share))
            still, moved = rng.poisson(level), rng.poisson(level * np.where(t >= start, 0.8, 1.0))
            for errors in ("serial", "newey-west", "quasi"):
                p = [evaluation.interrupted_series(one, start, errors=errors).step.p_value for one in still]
                held = NOTHING
                if errors == "serial":
                    steps = [evaluation.interrupted_series(one, start).step for one in moved]
                    held = percent([step.low <= 0.8 <= step.high for step in steps])
                what = f"{months} months, {start} before; {share:.0%} carried over"
                yield f"interrupted series, {errors}", what, SETS, percent(np.array(p) < 0.05), held


def mixtures() -> Iterator[Row]:
    rng = np.random.default_rng(4)
    for donors in (19, 39):
        p = []
        for _ in range(SETS):
            factors = rng.normal(size=(3, 36)).cumsum(axis=1)
            rows = 50 + rng.normal(size=(donors + 1, 3)) @ factors + rng.normal(size=(donors + 1, 36))
            p.append(evaluation.synthetic_control(rows[0], rows[1:], 24).p_value)
        yield "synthetic control", f"{donors} donors, 24 months and 12", SETS, percent(np.array(p) <= 0.05), NOTHING


def chosen() -> Iterator[Row]:
    rng = np.random.default_rng(5)
    for what, shape, wild in (("like places", 10.0, 0.0), ("unlike places", 2.0, 0.0), ("jumpy places", 2.0, 0.1)):
        wolf, plain, held = [], [], []
        for _ in range(SETS):
            level = rng.gamma(shape, 12 / shape, 300)
            luck = rng.gamma(1 / wild, wild, (3, 300)) if wild else np.ones((3, 300))
            before, after = rng.poisson(level * luck[0]), rng.poisson(level * luck[1])
            which = before >= np.sort(before)[-20]
            found = evaluation.chosen_places(before, after, which)
            wolf.append(found.p_value < 0.05)
            plain.append(np.log(found.before / found.after) > 1.96 * np.sqrt(1 / found.before + 1 / found.after))
            moved = rng.poisson(level * luck[2] * np.where(which, 0.7, 1.0))
            found = evaluation.chosen_places(before, moved, which)
            held.append(found.low <= 0.7 <= found.high)
        data = f"20 highest of 300 {what}"
        yield "chosen places", data, SETS, percent(wolf), percent(held)
        yield "plain before and after", data, SETS, percent(plain), NOTHING


def days() -> Iterator[Row]:
    rng = np.random.default_rng(6)
    for places_, weeks in ((4, 8), (10, 12)):
        blocks = evaluation.day_blocks(places_, 7 * weeks)
        weekend = 1 + 0.8 * (np.arange(7 * weeks) % 7 >= 5)
        wolf, held = [], []
        for _ in range(SETS):
            drawn = evaluation.draw_days(blocks, rng=rng)
            mean = np.repeat(rng.gamma(2, 0.5, (places_, weeks)), 7, axis=1) * weekend
            still = evaluation.patrol_effect(rng.poisson(mean), drawn, blocks, replications=199, rng=rng)
            wolf.append(still.p_value <= 0.05)
            counts = rng.poisson(mean * np.where(drawn, 0.6, 1.0))
            found = evaluation.patrol_effect(counts, drawn, blocks, replications=199, rng=rng)
            held.append(found.low <= 0.6 <= found.high)
        yield "patrol days", f"{places_} places, {weeks} jumpy weeks", SETS, percent(wolf), percent(held)


def memory() -> Iterator[Row]:
    rng = np.random.default_rng(7)
    for n in (60, 120, 480):
        for share in (0.0, 0.5):
            held = []
            for x in carried(rng, (SETS, n), share):
                found = evaluation.block_bootstrap(x, lambda s: s.mean(axis=-1), replications=299, rng=rng)
                held.append(found.low <= 0 <= found.high)
            what = f"mean of {n} rows, {share:.0%} carried over"
            yield "block bootstrap, stationary", what, SETS, NOTHING, percent(held)


def pairs() -> Iterator[Row]:
    """Not drawn but summed over all pairs of counts."""
    for mean in (2.0, 8.0):
        most = int(mean + 8 * mean**0.5)
        law = np.exp(-mean) * np.cumprod(np.r_[1.0, mean / np.arange(1, most + 1)])
        total = 0.0
        for i in range(most + 1):
            for j in range(i):
                if law[i] * law[j] > 1e-7 and evaluation.e_test(i, j) <= 0.05:
                    total += 2 * law[i] * law[j]
        yield "E-test", f"two Poisson counts of mean {mean:g}", "all", percent(total), NOTHING


def peers() -> Iterator[Row]:
    """statsmodels' own answers to two of the questions above: its errors, and the normal law it reads them by."""
    rng = np.random.default_rng(3)
    t, start = np.arange(36), 24
    after, angle = t >= start, 2 * np.pi * t / 12
    waves = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    design = np.column_stack([after, after * (t - start) / 12, np.ones(36), t / 12, *waves]).astype(float)
    for share in (0.0, 0.3, 0.6):
        level = 60 * np.exp(0.3 * np.sin(angle) + 0.15 * carried(rng, (SETS, 36), share))
        lags = {"cov_type": "HAC", "cov_kwds": {"maxlags": 3, "use_correction": True}}
        wolf = [
            sm.GLM(one, design, family=sm.families.Poisson()).fit(**lags).pvalues[0] for one in rng.poisson(level)
        ]
        what = f"36 months, 24 before; {share:.0%} carried over"
        yield "statsmodels GLM, HAC, 3 lags", what, SETS, percent(np.array(wolf) < 0.05), NOTHING
    place, month = (index.ravel() for index in np.indices((15, 16)))
    acted = (place < 3) & (month >= 8)
    full = np.column_stack([acted, month[:, None] == np.arange(1, 16), place[:, None] == np.arange(15)]).astype(float)
    wolf = []
    for counts in panel(rng, SETS, 3, 12, 16, 1.0):
        model = sm.GLM(counts.ravel(), full, family=sm.families.Poisson())
        wolf.append(model.fit(cov_type="cluster", cov_kwds={"groups": place}).pvalues[0])
    what = "3 treated places, 12 others"
    yield "statsmodels GLM, clustered", what, SETS, percent(np.array(wolf) < 0.05), NOTHING


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "zones": zones,
    "places": places,
    "series": series,
    "mixtures": mixtures,
    "chosen": chosen,
    "days": days,
    "memory": memory,
    "pairs": pairs,
    "peers": peers,
}

if __name__ == "__main__":
    main(sys.argv[1:])
