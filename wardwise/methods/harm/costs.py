"""What crime costs society, at published unit costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wardwise.methods import doors
from wardwise.methods.doors import Floats, Integers
from wardwise.methods.harm.weights import code_list, places_of


@dataclass(frozen=True)
class UnitCosts:
    """Published costs of one crime by code, in pounds at the prices of `price_year`.

    `multipliers` say how many actual crimes stand behind one that the police recorded, NaN where none is known.
    """

    name: str
    source: str
    price_year: str
    codes: tuple[str, ...]
    costs: Floats
    multipliers: Floats


@dataclass(frozen=True)
class PriceIndex:
    """An index of prices by year, such as the GDP deflator, with where it comes from."""

    name: str
    source: str
    values: Mapping[str, float]

    def factor(self, of_year: str, to_year: str) -> float:
        """How many pounds of one year one pound of another is; a year that is not in the index is refused."""
        for year in (of_year, to_year):
            if year not in self.values:
                raise ValueError(f"{self.name} has no {year}: it holds {', '.join(sorted(self.values))}.")
        return float(self.values[to_year] / self.values[of_year])


@dataclass(frozen=True)
class CostEstimate:
    """Costs of k kinds of crime; arrays have shape (k,), in pounds at the prices of `price_year`.

    `crimes` are actual crimes (recorded ones times their multiplier), `unit_cost` is the uprated cost of one, `cost`
    the product, `total` the sum. `basis` names where all of it comes from, to be printed beside the figures.
    """

    crimes: Floats
    unit_cost: Floats
    cost: Floats
    total: float
    price_year: str
    basis: str


def unit_costs(
    *,
    name: str,
    source: str,
    price_year: str,
    codes: Sequence[str],
    costs: ArrayLike,
    multipliers: Mapping[str, float] | None = None,
) -> UnitCosts:
    """Make a table of unit costs from a published one.

    Use it on the publisher's own table. Do not fill in a kind of crime that is not in it.

    Parameters
    ----------
    name, source, price_year : str
        None empty; `price_year` as the index writes it.
    codes : sequence of str
        Kinds of crime, each once.
    costs : array_like of float, shape (codes,)
        Pounds for one actual crime, 0 or more.
    multipliers : mapping of str to float, optional
        Actual crimes for one recorded, 1 or more, by code; not all codes need one.

    Returns
    -------
    UnitCosts
        In rising order of code.

    Raises
    ------
    ValueError
        If a text is empty, a code is given twice, a cost is missing or negative, or a multiplier is below 1 or of a
        kind that is not in the table.

    Examples
    --------
    >>> table = unit_costs(name="Economic and social costs of crime", source="Home Office 2018", price_year="2015/16",
    ...                    codes=["robbery", "rape"], costs=[11_320, 39_360])
    >>> table.codes, table.costs.tolist()
    (('rape', 'robbery'), [39360.0, 11320.0])
    """
    for label, text in {"name": name, "source": source, "price_year": price_year}.items():
        if not text.strip():
            raise ValueError(f"{label} must be said: a cost without it cannot be checked.")
    known, order = code_list(codes)
    each = doors.numbers("costs", costs, at_least=0)
    if each.size != len(known):
        raise ValueError(f"costs has {each.size:,} rows for {len(known):,} codes.")
    given = multipliers or {}
    places_of("multipliers", given, known, name)
    factors = np.array([given.get(code, np.nan) for code in known])
    if (factors < 1).any() or np.isinf(factors).any():
        raise ValueError("multipliers must be 1 or more: no more crimes can be recorded than happened.")
    return UnitCosts(name, source, price_year, known, each[order], factors)


def price_index(*, name: str, source: str, years: Sequence[str], values: ArrayLike) -> PriceIndex:
    """Make an index of prices from a published one: years each once, values above 0."""
    known, order = code_list(years)
    level = doors.numbers("values", values)
    if level.size != len(known) or (level.size and level.min() <= 0):
        raise ValueError("values must be above 0, one for each year.")
    return PriceIndex(name, source, dict(zip(known, level[order].tolist(), strict=True)))


def cost_of_crime(
    counts: ArrayLike,
    codes: Sequence[str],
    table: UnitCosts,
    *,
    recorded: bool,
    index: PriceIndex | None = None,
    price_year: str | None = None,
) -> CostEstimate:
    """What did these crimes cost society?

    Use it for the order of magnitude of a problem, and to weigh kinds of crime. Do **not** call a fall in it a
    saving: it is the cost to victims and everybody in anticipation, consequence and response; most of it nobody could
    have banked. Do not use it for crimes against society (drug possession), which have no unit cost.

    Parameters
    ----------
    counts : array_like of float, shape (k,)
        Crimes of each kind, 0 or more; fractions are allowed (an estimate of crimes prevented).
    codes : sequence of str, length k
        All in the table.
    table : UnitCosts
        From `unit_costs`.
    recorded : bool
        True: the counts are what the police recorded, and each kind needs a multiplier to actual crimes. False: they
        are actual crimes, as from a survey.
    index, price_year : PriceIndex and str, optional
        Uprate to the prices of this year; both or neither.

    Returns
    -------
    CostEstimate
        In the order of `codes`.

    Raises
    ------
    ValueError
        If a code is not in the table, a multiplier is wanted and missing, a year is not in the index, or a count is
        missing or negative.

    Notes
    -----
    cost = count x multiplier x unit cost x index(to) / index(of). Unit costs and multipliers have wide errors
    that their publishers seldom state: two digits are as many as they bear.

    References
    ----------
    Heeks, Reed, Tafsiri and Prince (2018). The economic and social costs of crime, second edition. Home Office
    Research Report 99.

    Examples
    --------
    >>> table = unit_costs(name="made", source="none", price_year="2015/16", codes=["theft"], costs=[1000],
    ...                    multipliers={"theft": 3})
    >>> deflator = price_index(name="made", source="none", years=["2015/16", "2024/25"], values=[80, 100])
    >>> cost_of_crime([10], ["theft"], table, recorded=True, index=deflator, price_year="2024/25").total
    37500.0
    """
    seen = doors.numbers("counts", counts, at_least=0)
    rows = places_of("codes", codes, table.codes, table.name)
    doors.same_length(counts=seen, codes=rows)
    if (index is None) != (price_year is None):
        raise ValueError("index and price_year belong together: say both or neither.")
    uprating = index.factor(table.price_year, price_year) if index and price_year else 1.0
    crimes = seen * _multipliers(table, rows) if recorded else seen
    each = table.costs[rows] * uprating
    basis = f"{table.name} ({table.source}), {table.price_year} prices"
    basis += f", uprated to {price_year} by {index.name} ({index.source}), x {uprating:.4g}" if index else ""
    basis += "; recorded crimes multiplied to actual crimes" if recorded else "; actual crimes"
    return CostEstimate(
        crimes, each, crimes * each, float((crimes * each).sum()), price_year or table.price_year, basis
    )


def _multipliers(table: UnitCosts, rows: Integers) -> Floats:
    factors = table.multipliers[rows]
    if missing := sorted({table.codes[row] for row in rows[np.isnan(factors)].tolist()}):
        raise ValueError(f"{table.name} has no multiplier for {', '.join(missing[:5])}: recorded crimes are not all.")
    return np.asarray(factors)
