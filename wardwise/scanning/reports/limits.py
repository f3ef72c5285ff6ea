"""Gentle limits on what one connection may do, without keeping anybody's address.

The address is hashed with the server's key and the hour; the hash lives in the cache until the hour is over.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR_S = 3600
# A library or a school shares one address: leave room for many people behind it.
REPORTS_AN_HOUR = 30
DRAFTS_AN_HOUR = 300
PHOTOS_AN_HOUR = 60
WRONG_CODES_AN_HOUR = 20
WRONG_CODES_PER_REFERENCE = 30


def address(request: HttpRequest) -> str:
    """Who connects. Behind a proxy of ours (https) it is the last address that the proxy itself added.

    An IPv6 line has a /64 of its own: all of it is one connection.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return line_of(forwarded.rpartition(",")[2].strip())
    return line_of(str(request.META.get("REMOTE_ADDR", "")))


def line_of(address: str) -> str:
    """The address of a whole line: IPv4 as it is, IPv6 by its first half; what is neither, unchanged."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))


def is_over(what: str, who: str, most: int) -> bool:
    """Whether this hour's limit is used up. Counts nothing."""
    return int(cache.get(_key(what, who), 0)) >= most


def count(what: str, who: str) -> None:
    key = _key(what, who)
    cache.add(key, 0, HOUR_S)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two lines
        cache.set(key, 1, HOUR_S)


def _key(what: str, who: str) -> str:
    hour = int(time.time()) // HOUR_S
    name = hmac.new(settings.SECRET_KEY.encode(), f"{what} {hour} {who}".encode(), hashlib.sha256).hexdigest()
    return f"limit-{name}"
