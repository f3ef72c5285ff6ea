"""Where are incidents dense? Kernel density on a grid of cells, its bandwidth, and its contours for a map.

Silverman (1986), doi:10.1201/9781315140919; Diggle (1985), doi:10.2307/2347366 (edges). Values are exact at the
centres of the cells: no binning of events, no Fourier transform of them.
"""

from __future__ import annotations

from wardwise.methods.density.bandwidth import BandwidthSearch, choose_bandwidth
from wardwise.methods.density.cells import CellGrid, cells_inside
from wardwise.methods.density.contours import Contour, contours, level_holding
from wardwise.methods.density.surface import Density, kernel_density, share_inside

__all__ = [
    "BandwidthSearch",
    "CellGrid",
    "Contour",
    "Density",
    "cells_inside",
    "choose_bandwidth",
    "contours",
    "kernel_density",
    "level_holding",
    "share_inside",
]
