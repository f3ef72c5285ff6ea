"""Answers kept until the incident store changes: the key is what the store holds and what was asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

T = TypeVar("T")
VERSION = 1  # raise when an answer kept by an older version would be wrong


def kept(name: str, snapshot: str, asked: object, make: Callable[[], T]) -> T:
    """The answer from the cache, or made now and kept.

    `asked` must print everything that the answer depends on; the snapshot names the store's content, so that nothing
    ever needs to be thrown away by hand.
    """
    key = "analysis:" + hashlib.sha256(repr((VERSION, name, snapshot, asked)).encode()).hexdigest()[:40]
    found: T | None = caches["drawn"].get(key)
    if found is None:
        found = make()
        caches["drawn"].set(key, found)
    return found
