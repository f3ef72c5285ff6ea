"""What can be evidence in a problem file. The features that keep it say so here; this feature knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wardwise.partners.models import Partnership
from wardwise.partners.permissions import Permission


@dataclass(frozen=True)
class Source:
    """A kind of evidence: its words, the desk page that shows it, who may open that, and how one is looked up.

    `describe` answers one line without names for a key of this partnership, or none if there is no such thing.
    `url_name` is reversed with the partnership's slug and the key. A kind without `can_be_added_by_hand` is
    linked from its own page only.
    """

    kind: str
    words: str
    url_name: str
    permission: Permission
    describe: Callable[[Partnership, str], str | None]
    can_be_added_by_hand: bool = True


SOURCES: dict[str, Source] = {}


def offer(source: Source) -> None:
    """Called once by each feature that keeps evidence, when the application starts."""
    SOURCES[source.kind] = source


def caption_of(partnership: Partnership, kind: str, key: str) -> str | None:
    """One line that describes the thing, or none if this partnership has no such thing."""
    source = SOURCES.get(kind)
    return source.describe(partnership, key) if source else None


def is_number(key: str) -> bool:
    """Whether a key that was typed is a number of ours, before it is made one."""
    return key.isascii() and key.isdigit() and len(key) <= 9
