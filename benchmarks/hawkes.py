"""The self-exciting model: known truths found again, how cost grows, and what a fixed bandwidth does."""

from __future__ import annotations

import functools
import importlib.util

import numpy as np

from benchmarks.measure import measure, table
from wardwise.methods import hawkes

THETA, OMEGA, SIGMA = 0.35, 0.1, 60.0
DAYS = 1000.0
SIZES = (1_000, 10_000, 100_000)
SEEDS = {1_000: 20, 10_000: 6, 100_000: 3}
YARDSTICK = 19_805


def main() -> None:
    head = ("town", "truth", "events", "towns", "theta", "mean delay", "sigma", "spread of theta", "its error")
    table(head, [*recovery()])
    print()
    table(("events", "pairs", "steps", "ours, CPU s", "MB", "matrix, CPU s", "MB", "matrix / ours"), [*growth()])
    print()
    table(
        ("events", "theta, true", "ours", "bandwidth of the matrix", "its theta", "its false theta"), [*bandwidths()]
    )
    print(
        "open_cp is importable" if importlib.util.find_spec("open_cp") else "open_cp is not installed: not compared"
    )


def side_of(events: int) -> float:
    """Towns grow in land, not in density: 10,000 events stand on ten kilometres square."""
    return 100.0 * np.sqrt(events)


def town(events: int, seed: int, *, theta: float = THETA, clustered: bool = True) -> hawkes.Simulated:
    """An even fifth and, of the rest, neighbourhoods of 60 to 800 m and very different size."""
    rng, side = np.random.default_rng(seed), side_of(events)
    lasting = round(events * (1 - theta))
    at = rng.uniform(0, side, (2, lasting))
    if clustered:
        count = max(5, events // 170)
        weight = rng.pareto(1.2, count) + 0.1
        which = rng.choice(count, lasting, p=weight / weight.sum())
        spread = rng.normal(size=(2, lasting)) * rng.uniform(60, 800, count)[which]
        there = rng.uniform(0, side, (2, count))[:, which] + spread
        inside = ((there > 0) & (there < side)).all(axis=0) & (rng.random(lasting) > 0.2)
        at = np.where(inside, there, at)
    return hawkes.branch(
        *at, rng.uniform(0, DAYS, lasting), theta=theta, omega_per_day=OMEGA, sigma_m=SIGMA, rng=rng, end_day=DAYS,
        area=hawkes.box(0, 0, side, side),
    )  # fmt: skip


def fit(made: hawkes.Simulated, events: int) -> hawkes.Fitted:
    side = side_of(events)
    return hawkes.fit(made.x, made.y, made.days, hawkes.box(0, 0, side, side), start_day=0, end_day=DAYS)


def recovery() -> list[tuple[object, ...]]:
    rows = []
    for clustered, theta in ((False, THETA), (True, THETA), (True, 0.0)):
        for events in SIZES:
            found = [
                fit(town(events, seed, theta=theta, clustered=clustered), events) for seed in range(SEEDS[events])
            ]
            thetas = np.array([f.theta for f in found])
            with np.errstate(all="ignore"):
                mean = [np.mean(v) for v in ([1 / f.omega_per_day for f in found], [f.sigma_m for f in found])]
            shown = [f"{m:.2f}" for m in mean] if theta else ["", ""]
            error = f"{np.mean([f.theta_error for f in found]):.4f}" if theta else ""
            what = "clustered" if clustered else "even"
            rows.append(
                (what, theta, events, len(found), f"{thetas.mean():.3f}", *shown, f"{thetas.std():.4f}", error)
            )
            assert abs(thetas.mean() - theta) < max(0.1 * theta, 0.02), "the truth did not come back"
    return rows


def growth() -> list[tuple[object, ...]]:
    rows = []
    for events in (*SIZES[:2], YARDSTICK, *SIZES[2:]):
        made = town(events, 0)
        ours = measure(functools.partial(fit, made, events))
        row = [made.x.size, ours.answer.pairs, ours.answer.steps, ours.cpu_s, ours.peak_mb]
        if events <= 1_000:
            theirs = measure(functools.partial(by_matrix, made, side_of(events), 300.0), repeats=1)
            row += [theirs.cpu_s, theirs.peak_mb, theirs.cpu_s / ours.cpu_s]
        else:
            row += ["", "", ""]
        rows.append(tuple(row))
    return rows


def bandwidths() -> list[tuple[object, ...]]:
    """The same model with one bandwidth for all the background, as most programs have it."""
    rows = []
    made, none = town(2_000, 1), town(2_000, 1, theta=0.0)
    side, ours = side_of(2_000), fit(made, 2_000).theta
    for bandwidth in (100.0, 300.0, 1000.0):
        found, false = by_matrix(made, side, bandwidth), by_matrix(none, side, bandwidth)
        rows.append((made.x.size, THETA, f"{ours:.3f}", f"{bandwidth:.0f} m", f"{found:.3f}", f"{false:.3f}"))
    return rows


def by_matrix(made: hawkes.Simulated, side: float, bandwidth: float, steps: int = 60) -> float:
    """Textbook steps with an n by n matrix and a fixed bandwidth: what a triggered share costs and comes to."""
    lag = made.days[:, None] - made.days
    gap2 = (made.x[:, None] - made.x) ** 2 + (made.y[:, None] - made.y) ** 2
    after = lag > 0
    curve = np.exp(-0.5 * gap2 / bandwidth**2) / (2 * np.pi * bandwidth**2)
    theta, omega, sigma, chance = 0.3, 0.08, 100.0, np.full(made.x.size, 0.7)
    for _ in range(steps):
        back = (curve @ chance) / DAYS
        near = theta * omega * np.exp(-omega * np.where(after, lag, 0) - 0.5 * gap2 / sigma**2) * after
        near /= 2 * np.pi * sigma**2
        whole = back + near.sum(axis=1)
        near /= whole[:, None]
        chance, total = back / whole, near.sum()
        theta, omega = total / made.x.size, total / (near * lag).sum()
        sigma = np.sqrt((near * gap2).sum() / (2 * total))
    return float(theta)


if __name__ == "__main__":
    main()
