"""Journeys wait for what a click or a key brings about: looked at a moment too early, a right page fails at times."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.floors import ROOT

JOURNEYS = sorted((ROOT / "tests/journeys").glob("test_*.py"))
LOOKING = ("assert_", "look", "goto", "evaluate")
AT_ONCE = ("assert_still_at",)  # what would have happened by then, since a press returns when the page has heard it


def called(statement: ast.stmt) -> str:
    """The name of what a statement calls, without what it is called on: `click` for `page.click("a")`."""
    value = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    function = value.func if isinstance(value, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


def too_early(source: str) -> list[int]:
    """Lines that look at once at what the line before them may still be bringing about."""
    blocks = [block for node in ast.walk(ast.parse(source)) if isinstance(block := getattr(node, "body", None), list)]
    return [
        after.lineno
        for block in blocks
        for before, after in pairwise(block)
        if called(before) in ("click", "press")
        and (isinstance(after, ast.Assert) or called(after).startswith(LOOKING))
        and called(after) not in AT_ONCE
    ]


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_journey_waits_before_it_looks(path: Path) -> None:
    assert too_early(path.read_text()) == []


def test_looking_at_once_is_seen() -> None:
    click = 'def f(page):\n    page.click("a")\n    '
    assert too_early(click + 'assert page.url == "b"\n') == [3]
    assert too_early(click + 'page.goto("b")\n') == [3]
    assert too_early(click + 'expect(page).to_have_url("b")\n') == []
