"""Scan statistics: where and when did more happen than chance would give, in any circle and any stretch of time?"""

from __future__ import annotations

from wardwise.methods.scan.clusters import Cluster, Scan
from wardwise.methods.scan.permutation import scan_permutation
from wardwise.methods.scan.poisson import scan_poisson

__all__ = ["Cluster", "Scan", "scan_permutation", "scan_poisson"]
