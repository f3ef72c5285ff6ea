"""Inner loops of the choices: greedy start, swaps, and Lagrangian bounds. Sites are rows, places columns."""

from __future__ import annotations

import numpy as np

from wardwise.methods.compiled import (
    FLOAT,
    FLOAT_ROWS_IN,
    FLOATS,
    FLOATS_IN,
    INT,
    INTS,
    SMALL_INTS_IN,
    TWO_FLOATS,
    compiled,
)
from wardwise.methods.doors import Floats, Integers

STALLED = 20  # rounds without a better bound before the step is cut, and taken from the best prices
CUT = 0.7


@compiled(FLOAT, SMALL_INTS_IN, SMALL_INTS_IN, FLOATS_IN, INTS)
def cover_by_swaps(starts: Integers, places: Integers, weights: Floats, chosen: Integers) -> float:
    """Fill `chosen` greedily, then swap one site for another while that covers more. Returns what is covered.

    The first `chosen` entries that are not -1 are kept as a start.
    """
    sites = starts.size - 1
    covered_by = np.zeros(weights.size, np.int64)
    taken = np.zeros(sites, np.bool_)
    filled = 0
    while filled < chosen.size and chosen[filled] >= 0:
        taken[chosen[filled]] = True
        for at in range(starts[chosen[filled]], starts[chosen[filled] + 1]):
            covered_by[places[at]] += 1
        filled += 1
    for position in range(filled, chosen.size):
        best, best_gain = -1, -1.0
        for site in range(sites):
            if not taken[site]:
                gain = 0.0
                for at in range(starts[site], starts[site + 1]):
                    if covered_by[places[at]] == 0:
                        gain += weights[places[at]]
                if gain > best_gain:
                    best, best_gain = site, gain
        chosen[position] = best
        taken[best] = True
        for at in range(starts[best], starts[best + 1]):
            covered_by[places[at]] += 1
    improved = True
    while improved:
        improved = False
        for position in range(chosen.size):
            leaving = chosen[position]
            loss = 0.0
            for at in range(starts[leaving], starts[leaving + 1]):
                covered_by[places[at]] -= 1
                if covered_by[places[at]] == 0:
                    loss += weights[places[at]]
            best, best_gain = leaving, loss * (1 + 1e-12)
            for site in range(sites):
                if not taken[site]:
                    gain = 0.0
                    for at in range(starts[site], starts[site + 1]):
                        if covered_by[places[at]] == 0:
                            gain += weights[places[at]]
                    if gain > best_gain:
                        best, best_gain = site, gain
            taken[leaving] = False
            taken[best] = True
            chosen[position] = best
            improved = improved or best != leaving
            for at in range(starts[best], starts[best + 1]):
                covered_by[places[at]] += 1
    total = 0.0
    for place in range(weights.size):
        if covered_by[place] > 0:
            total += weights[place]
    return total


@compiled(TWO_FLOATS, SMALL_INTS_IN, SMALL_INTS_IN, FLOATS_IN, INTS, FLOAT, FLOAT, INT, FLOATS, FLOATS)
def cover_bound(
    starts: Integers,
    places: Integers,
    weights: Floats,
    best_sites: Integers,
    covered: float,
    gap: float,
    iterations: int,
    prices: Floats,
    best_scores: Floats,
) -> tuple[float, float]:
    """Lower an upper bound on what so many sites can cover; better choices met on the way go into `best_sites`.

    Each place's demand to be covered before it counts is priced; `prices` is the start and ends as the best prices,
    `best_scores` as the sites' worth at these. Returns the bound and what the best choice covers.
    """
    sites, chosen_number = starts.size - 1, best_sites.size
    price, scores = prices.copy(), np.empty(sites)
    slope = np.empty(weights.size)
    seen_by = np.empty(weights.size, np.int64)
    bound, step, stalled = np.inf, 1.5, 0
    for _ in range(iterations):
        value = 0.0
        for place in range(weights.size):
            keeps = weights[place] - price[place]
            slope[place] = -1.0 if keeps > 0 else 0.0
            value += max(keeps, 0.0)
            seen_by[place] = 0
        for site in range(sites):
            score = 0.0
            for at in range(starts[site], starts[site + 1]):
                score += price[places[at]]
            scores[site] = -score
        order = np.argsort(scores, kind="mergesort")[:chosen_number]
        now = 0.0
        for site in order:
            value -= scores[site]
            for at in range(starts[site], starts[site + 1]):
                slope[places[at]] += 1.0
                seen_by[places[at]] += 1
                if seen_by[places[at]] == 1:
                    now += weights[places[at]]
        if now > covered:
            covered = now
            best_sites[:] = order
        if value < bound:
            bound, stalled = value, 0
            prices[:] = price
            best_scores[:] = scores
        else:
            stalled += 1
            if stalled == STALLED:
                step, stalled = step * CUT, 0
                price[:] = prices
        size = 0.0
        for place in range(weights.size):
            size += slope[place] ** 2
        if size == 0.0 or bound - covered <= gap * bound or step < 1e-5:
            break
        stride = step * max(value - covered, 1e-9 * abs(value)) / size
        for place in range(weights.size):
            price[place] = min(max(price[place] - stride * slope[place], 0.0), weights[place])
    return bound, covered


@compiled(FLOAT, FLOAT_ROWS_IN, INTS)
def median_by_swaps(costs: Floats, chosen: Integers) -> float:
    """Swap one site for another while that lowers the total; a `chosen` of -1 is filled greedily first. The total.

    For every place the nearest and second nearest chosen site are kept, so that all swaps that bring one site in
    are weighed in one pass over the places.
    """
    sites, number = costs.shape
    taken = np.zeros(sites, np.bool_)
    nearest, second = np.full(number, np.inf), np.full(number, np.inf)
    if chosen[0] < 0:
        for position in range(chosen.size):
            best, best_total = -1, np.inf
            for site in range(sites):
                if not taken[site]:
                    total = 0.0
                    for place in range(number):
                        total += min(nearest[place], costs[site, place])
                    if total < best_total or best < 0:
                        best, best_total = site, total
            chosen[position] = best
            taken[best] = True
            for place in range(number):
                nearest[place] = min(nearest[place], costs[best, place])
    for position in range(chosen.size):
        taken[chosen[position]] = True
    holder = np.empty(number, np.int64)
    loss = np.empty(chosen.size)
    while True:
        total = 0.0
        for place in range(number):
            nearest[place], second[place] = np.inf, np.inf
            for position in range(chosen.size):
                cost = costs[chosen[position], place]
                if cost < nearest[place]:
                    second[place] = nearest[place]
                    nearest[place] = cost
                    holder[place] = position
                elif cost < second[place]:
                    second[place] = cost
            total += nearest[place]
        best_change, best_in, best_out = -1e-12 * total, -1, -1
        for site in range(sites):
            if taken[site]:
                continue
            gain = 0.0
            loss[:] = 0.0
            for place in range(number):
                cost = costs[site, place]
                if cost < nearest[place]:
                    gain += nearest[place] - cost
                else:
                    loss[holder[place]] += min(cost, second[place]) - nearest[place]
            for position in range(chosen.size):
                if loss[position] - gain < best_change:
                    best_change, best_in, best_out = loss[position] - gain, site, position
        if best_in < 0:
            return total
        taken[chosen[best_out]] = False
        taken[best_in] = True
        chosen[best_out] = best_in


@compiled(TWO_FLOATS, FLOAT_ROWS_IN, INTS, FLOAT, FLOAT, INT, FLOATS, FLOATS)
def median_bound(
    costs: Floats,
    best_sites: Integers,
    total: float,
    gap: float,
    iterations: int,
    prices: Floats,
    best_scores: Floats,
) -> tuple[float, float]:
    """Raise a lower bound on the total, pricing each place's wish to be served once. As `cover_bound` otherwise."""
    sites, number = costs.shape
    price, scores = prices.copy(), np.empty(sites)
    slope = np.empty(number)
    bound, step, stalled = -np.inf, 1.5, 0
    for _ in range(iterations):
        for site in range(sites):
            score = 0.0
            for place in range(number):
                score += min(costs[site, place] - price[place], 0.0)
            scores[site] = score
        order = np.argsort(scores, kind="mergesort")[: best_sites.size]
        value, now, size = price.sum(), 0.0, 0.0
        for site in order:
            value += scores[site]
        for place in range(number):
            slope[place], nearest = 1.0, np.inf
            for site in order:
                nearest = min(nearest, costs[site, place])
                if costs[site, place] < price[place]:
                    slope[place] -= 1.0
            now += nearest
            size += slope[place] ** 2
        if now < total:
            total = now
            best_sites[:] = order
        if value > bound:
            bound, stalled = value, 0
            prices[:] = price
            best_scores[:] = scores
        else:
            stalled += 1
            if stalled == STALLED:
                step, stalled = step * CUT, 0
                price[:] = prices
        if size == 0.0 or total - bound <= gap * total or step < 1e-5:
            break
        stride = step * max(total - value, 1e-9 * total) / size
        for place in range(number):
            price[place] += stride * slope[place]
    return bound, total
