"""Every number printed in a docstring of ours is what the method answers."""

import doctest
import importlib
import pkgutil

import pytest

import wardwise.methods

NAMES = [module.name for module in pkgutil.iter_modules(wardwise.methods.__path__) if not module.ispkg]


@pytest.mark.parametrize("name", NAMES)
def test_examples_in_docstrings_come_out_as_printed(name):
    result = doctest.testmod(importlib.import_module(f"wardwise.methods.{name}"))
    assert result.failed == 0
