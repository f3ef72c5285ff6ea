"""Small things that must happen by themselves every few minutes: a worker does them between its jobs.

A feature declares its chore once, when the application starts. A chore may be done by several workers at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

Chore = Callable[[], object]
_chores: list[Chore] = []


def regularly(chore: Chore) -> None:
    """Have a worker do this every few minutes."""
    _chores.append(chore)


def do_all() -> None:
    """Each once; one that fails holds none of the others up."""
    for chore in _chores:
        try:
            chore()
        except Exception:
            log.exception("a chore failed: %s", getattr(chore, "__qualname__", "unnamed"))
