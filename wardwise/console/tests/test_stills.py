"""Still pictures: cells of one colour in a row are drawn as one."""

from __future__ import annotations

import numpy as np

from wardwise.console import stills


def test_neighbours_of_one_colour_become_one_run():
    west = np.array([0.0, 100.0, 200.0, 300.0, 0.0])
    south = np.array([0.0, 0.0, 0.0, 0.0, 100.0])
    runs = list(stills.joined((west, south), 100.0, ["a", "a", "b", "b", "b"]))
    assert runs == [(0.0, 0.0, 2, "a"), (200.0, 0.0, 2, "b"), (0.0, 100.0, 1, "b")]


def test_a_gap_ends_a_run():
    runs = list(stills.joined((np.array([0.0, 200.0]), np.zeros(2)), 100.0, ["a", "a"]))
    assert runs == [(0.0, 0.0, 1, "a"), (200.0, 0.0, 1, "a")]


def test_no_cells_are_no_runs():
    assert list(stills.joined((np.empty(0), np.empty(0)), 100.0, [])) == []
