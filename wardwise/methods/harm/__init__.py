"""Not every crime harms alike: severity by published weights, what crime costs, and on whom things fall."""

from __future__ import annotations

from wardwise.methods.harm.costs import CostEstimate, PriceIndex, UnitCosts, cost_of_crime, price_index, unit_costs
from wardwise.methods.harm.disparity import Disparity, proportion_ratio, rate_ratio
from wardwise.methods.harm.severity import HarmConcentration, Severity, harm_concentration, severity
from wardwise.methods.harm.weights import WeightSet, average_weights, weight_set

__all__ = [
    "CostEstimate",
    "Disparity",
    "HarmConcentration",
    "PriceIndex",
    "Severity",
    "UnitCosts",
    "WeightSet",
    "average_weights",
    "cost_of_crime",
    "harm_concentration",
    "price_index",
    "proportion_ratio",
    "rate_ratio",
    "severity",
    "unit_costs",
    "weight_set",
]
