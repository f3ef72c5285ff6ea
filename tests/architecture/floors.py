"""The floors of the house as pyproject.toml draws them, for what import-linter cannot see."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def floors() -> dict[str, int]:
    """Each package below `wardwise` and its floor, the lowest 0."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c for c in contracts if c["id"] == "floors")["layers"]
    return {name.strip(): i for i, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def floor_of(module: str) -> int:
    """Libraries lie below everything."""
    return floors()[module.split(".")[1]] if module.startswith("wardwise.") else -1
