"""Reports, wards and pictures that tests need."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image
from shapely import box

from wardwise.partners.models import CoveredArea, Partnership, Person
from wardwise.places.models import Area, AreaScheme
from wardwise.scanning.reports import codes, rules
from wardwise.scanning.reports.models import Report

YESTERDAY = dt.datetime(2026, 6, 1, 18, tzinfo=dt.UTC)


def a_ward(partnership: Partnership, name: str = "Dallow", west: float = 508_000) -> Area:
    scheme, _ = AreaScheme.objects.get_or_create(code="ward-2023", defaults={"kind": "ward", "year": 2023})
    square = box(west, 221_000, west + 1_000, 222_000)
    ward = Area.objects.create(
        scheme=scheme,
        code=f"E0500{int(west) % 100_000:05}",
        name=name,
        boundary=square.wkb,
        west=west,
        south=221_000,
        east=west + 1_000,
        north=222_000,
        area_m2=1_000_000,
    )
    CoveredArea.objects.create(partnership=partnership, area=ward)
    return ward


def answers(**other) -> rules.Answers:
    parts = {
        "kind": "fly-tipping",
        "words": "Three sofas and a fridge",
        "place_words": "By the bins in the lane",
        "occurred_from": YESTERDAY,
        "occurred_to": YESTERDAY + dt.timedelta(hours=4),
    }
    return rules.Answers(**{**parts, **other})


PHONE = rules.Contacts(how="phone", phone="01582 000000", who_might_see="My landlord opens my post")


def submitted(partnership: Partnership, **other) -> rules.Taken:
    contacts = other.pop("contacts", None)
    return rules.submit(partnership=partnership, answers=answers(**other), token=codes.new_token(), contacts=contacts)


def a_report(partnership: Partnership, **other) -> Report:
    return submitted(partnership, **other).report


def accepted(partnership: Partnership, by: Person, **other) -> Report:
    report = a_report(partnership, **other)
    return rules.accept(report, by=by, version=report.version)


def a_picture(size: tuple[int, int] = (120, 80), kind: str = "JPEG", **save) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **save)
    return out.getvalue()
