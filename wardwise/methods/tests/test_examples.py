from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import wardwise.methods

MODULES = [
    found.name
    for found in pkgutil.walk_packages(wardwise.methods.__path__, "wardwise.methods.")
    if ".tests" not in found.name
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_come_out_as_printed(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
