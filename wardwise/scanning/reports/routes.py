"""Where worries that we do not take ourselves belong: a dated data file, which a partnership may override.

A partnership's own file is `WARDWISE_HOME/partnerships/<slug>/routes.json`: the same form, with only the routes that
differ, and `acknowledge_within_working_days`. A file that cannot be read never takes the page away: the routes that
everybody has are shown, and the fault is logged.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from wardwise.partners.models import Partnership

FILE = Path(__file__).parent / "data" / "routes.json"
PROMISE_DAYS = 5
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ContactPoint:
    """One way to reach whoever deals with it."""

    label: str
    words: str = ""
    phone: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.url and urlsplit(self.url).scheme not in ("https", "http"):
            raise ValueError(f"{self.label!r} has an address that is not a web address")

    @property
    def site(self) -> str:
        """The web address as people read it: crimestoppers-uk.org."""
        parts = urlsplit(self.url)
        return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"

    @property
    def dialled(self) -> str:
        return self.phone.replace(" ", "")


@dataclass(frozen=True)
class Centre:
    """A third-party hate-crime reporting centre."""

    name: str
    address: str = ""
    hours: str = ""
    languages: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Route:
    """A kind of worry that belongs elsewhere: who to contact and what to expect."""

    code: str
    choice: str
    title: str
    lead: str
    contacts: tuple[ContactPoint, ...]
    steps: tuple[str, ...] = ()
    expect: str = ""
    centres: tuple[Centre, ...] = ()
    passed_to: str = ""
    desk: str = ""


def routes(partnership: Partnership) -> dict[str, Route]:
    """Every route by its code, emergency first, with this partnership's own words where it has any."""
    rows = {row["code"]: row for row in json.loads(FILE.read_text(encoding="utf-8"))["routes"]}
    base = {code: _route(row, partnership) for code, row in rows.items()}
    try:
        own = {row["code"]: row for row in _own(partnership)}
        return base | {code: _route({**rows.get(code, {}), **row}, partnership) for code, row in own.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as fault:
        log.error("routes.json of %s cannot be used (%s): the general routes are shown", partnership.slug, fault)
        return base


def promise_days(partnership: Partnership) -> int:
    """Within how many working days a report is acknowledged: the partnership's own promise, or five."""
    try:
        days = int(_own_file(partnership).get("acknowledge_within_working_days", PROMISE_DAYS))
    except (OSError, ValueError, TypeError, AttributeError):
        return PROMISE_DAYS
    return days if 1 <= days <= 60 else PROMISE_DAYS


def _own(partnership: Partnership) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _own_file(partnership).get("routes", [])
    return rows


def _own_file(partnership: Partnership) -> dict[str, Any]:
    file = Path(settings.WARDWISE_HOME) / "partnerships" / partnership.slug / "routes.json"
    if not file.is_file():
        return {}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _route(row: dict[str, Any], partnership: Partnership) -> Route:
    contacts = [ContactPoint(**_filled(point, partnership)) for point in row["contacts"]]
    return Route(
        code=row["code"],
        choice=row["choice"],
        title=row["title"],
        lead=row["lead"],
        contacts=tuple(point for point in contacts if point.phone or point.url or point.words),
        steps=tuple(row.get("steps", ())),
        expect=row.get("expect", ""),
        centres=tuple(Centre(**centre) for centre in row.get("centres", ())),
        passed_to=row.get("passed_to", ""),
        desk=row.get("desk", row["title"]),
    )


def _filled(point: dict[str, str], partnership: Partnership) -> dict[str, str]:
    """Put in the force's own reporting page, or nothing where the partnership has not given one."""
    url = point.get("url", "")
    if url == "{police_report_url}":
        url = partnership.police_report_url or "https://www.police.uk/pu/contact-us/"
    return {**point, "url": url}
