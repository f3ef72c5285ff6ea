"""What the peers get wrong, each as a test beside our answer and the textbook's: `script/bench faults`.

A test is marked with its peer's version and fails where another is installed: then look again before saying it still.
They are no part of `script/test`, which needs no peer.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def main() -> None:
    code = pytest.main(["-q", str(Path(__file__).parent)])
    if code:
        raise SystemExit(code)
