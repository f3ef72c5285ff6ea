"""What stands in the desk's menu: one line a feature, shown to those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from wardwise.partners.permissions import Permission as P


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its stage (one of STAGES), its words, the page it opens, the permission it needs."""

    stage: str
    words: str
    url_name: str
    permission: P


STAGES = ("Scanning", "Analysis", "Response", "Assessment", "Publication", "Data", "Partnership")
ENTRIES: tuple[Entry, ...] = (
    Entry("Analysis", "Explore incidents", "explore:explore", P.EXPLORE),
    Entry("Publication", "Area pages", "area_pages:releases", P.PUBLISH),
    Entry("Publication", "What the site suggests", "signposts:list", P.PUBLISH),
    Entry("Publication", "What visitors say of it", "desk:feedback", P.PUBLISH),
    Entry("Scanning", "Reports", "reports:list", P.SEE_REPORTS),
    Entry("Scanning", "Problems", "problems:list", P.SEE_PROBLEMS),
    Entry("Data", "Incidents", "ingest:sources", P.SEE_DATA_HEALTH),
    Entry("Data", "Analysis runs", "runs:list", P.EXPLORE),
    Entry("Data", "Areas", "desk:places", P.SEE_DATA_HEALTH),
    Entry("Response", "Campaigns and operations", "operations:list", P.SEE_OPERATIONS),
    Entry("Assessment", "Evaluations", "outcomes:list", P.SEE_OPERATIONS),
    Entry("Partnership", "Members", "partners:members", P.SEE_DESK),
    Entry("Partnership", "Who has access", "partners:people", P.MANAGE_PEOPLE),
    Entry("Partnership", "Roles", "partners:roles", P.SEE_DESK),
    Entry("Partnership", "Sharing agreements", "partners:agreements", P.MANAGE_AGREEMENTS),
    Entry("Partnership", "Audit", "partners:audit", P.READ_AUDIT),
    Entry("Partnership", "Work in progress", "desk:jobs", P.SEE_DESK),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for desk pages: the entries this person may open, with the one that is open now."""
    partnership = getattr(request, "partnership", None)
    permissions = getattr(request, "permissions", None)
    if partnership is None or permissions is None:
        return {}
    entries: list[dict[str, Any]] = [
        {
            "stage": e.stage,
            "words": e.words,
            "url": reverse(e.url_name, args=[partnership.slug]),
        }
        for e in ENTRIES
        if e.permission in permissions
    ]
    here = max((str(e["url"]) for e in entries if request.path.startswith(e["url"])), key=len, default="")
    for entry in entries:
        entry["is_here"] = entry["url"] == here
    return {
        "navigation": sorted(entries, key=lambda entry: STAGES.index(entry["stage"])),
        "partnership": partnership,
        "permissions": permissions,
        "desk_home": reverse("desk:home", args=[partnership.slug]),
    }
