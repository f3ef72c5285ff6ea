"""Preparing, approving and taking down what the public is told of a ward.

draft ──approve──▶ on the site ──(a later one is approved)──▶ replaced
  │                    └──withdraw──▶ taken down
  └──discard──▶ discarded
"""

from __future__ import annotations

from wardwise.publication.area_pages.rules.contacts import set_contact
from wardwise.publication.area_pages.rules.drafting import prepare
from wardwise.publication.area_pages.rules.lines import MOST_LINES, Said, write_lines
from wardwise.publication.area_pages.rules.showing import approve, discard, prepare_all, withdraw

__all__ = [
    "MOST_LINES",
    "Said",
    "approve",
    "discard",
    "prepare",
    "prepare_all",
    "set_contact",
    "withdraw",
    "write_lines",
]
