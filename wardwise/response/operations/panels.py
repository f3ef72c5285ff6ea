"""What later stages want shown on an operation's page. They register; nothing here knows who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wardwise.partners.permissions import Permission
from wardwise.response.operations.models import Operation


@dataclass(frozen=True)
class Panel:
    """A box on an operation's page: a title, what is known, and links to go on with, each words and address."""

    title: str
    lines: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()


Maker = Callable[[Operation, frozenset[Permission]], Panel | None]
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Called once, when the application starts."""
    if maker not in _makers:
        _makers.append(maker)


def panels_for(operation: Operation, permissions: frozenset[Permission]) -> list[Panel]:
    return [panel for maker in _makers if (panel := maker(operation, permissions)) is not None]
