"""Which wards there are, and what was released about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import slugify

from wardwise.partners.models import Partnership
from wardwise.places.models import Area, AreaScheme
from wardwise.publication.area_pages.models import Release, SaidLine, WardContact


def ward_scheme(partnership: Partnership) -> AreaScheme | None:
    """The newest ward scheme in which the partnership has areas."""
    found = AreaScheme.objects.filter(kind="ward", areas__covered_by__partnership=partnership)
    return found.order_by("-year", "-code").first()


def wards(partnership: Partnership) -> QuerySet[Area]:
    """The partnership's wards in order of name, without their boundaries."""
    scheme = AreaScheme.objects.filter(kind="ward", areas__covered_by__partnership=partnership)
    newest = scheme.order_by("-year", "-code").values("pk")[:1]
    found = Area.objects.filter(covered_by__partnership=partnership, scheme__in=newest)
    return found.select_related("scheme").defer("boundary").order_by("name", "code")


def wards_with_boundaries(partnership: Partnership) -> QuerySet[Area]:
    """The wards with their shapes, for drawing."""
    return wards(partnership).defer(None)


def stamp(partnership: Partnership) -> str:
    """Changes whenever the wards or their boundaries are loaded anew."""
    scheme = ward_scheme(partnership)
    loaded = scheme.loaded_at.timestamp() if scheme and scheme.loaded_at else 0
    return f"{scheme.pk}:{loaded:.0f}" if scheme else "none"


def slug_of(area: Area) -> str:
    """What stands in a ward's address: its name, or its code where the name gives nothing."""
    return slugify(area.name) or area.code.lower()


def find(partnership: Partnership, words: str) -> Area | None:
    """The ward of this address: by name or by code. Of two of the same name the first by code."""
    wanted = words.lower()
    return next((a for a in wards(partnership) if wanted in (slug_of(a), a.code.lower())), None)


def releases(partnership: Partnership) -> QuerySet[Release]:
    """Every release of a partnership, for the desk."""
    return Release.objects.filter(partnership=partnership).select_related(
        "area__scheme", "partnership", "prepared_by", "approved_by", "ended_by"
    )


def on_the_site(partnership: Partnership, area: Area) -> Release | None:
    """The release that the public sees of a ward."""
    found = Release.objects.filter(partnership=partnership, area=area, state=Release.State.APPROVED)
    return found.prefetch_related("lines").first()


def ever_shown(partnership: Partnership, area: Area) -> QuerySet[Release]:
    """Every release of a ward that the public has seen: somebody may have kept each of them."""
    return Release.objects.filter(partnership=partnership, area=area, approved_at__isnull=False).order_by("number")


def was_withdrawn_last(partnership: Partnership, area: Area) -> bool:
    """Was the latest release that people saw taken down?"""
    last = ever_shown(partnership, area).order_by("-approved_at", "-number").first()
    return last is not None and last.state == Release.State.WITHDRAWN


@dataclass(frozen=True)
class Standing:
    """One ward on the desk: what is on the site, what waits to be read, whom to ask."""

    area: Area
    shown: Release | None
    draft: Release | None
    has_contact: bool


def standings(partnership: Partnership) -> list[Standing]:
    """How every ward stands, in three queries whatever their number."""
    current = releases(partnership).filter(state__in=[Release.State.DRAFT, Release.State.APPROVED])
    by_state = {(release.area_id, release.state): release for release in current.defer("content", "reports")}
    contacts = set(WardContact.objects.filter(partnership=partnership).values_list("area", flat=True))
    return [
        Standing(
            area,
            by_state.get((area.pk, Release.State.APPROVED)),
            by_state.get((area.pk, Release.State.DRAFT)),
            area.pk in contacts,
        )
        for area in wards(partnership)
    ]


def latest_lines(partnership: Partnership, area: Area) -> QuerySet[SaidLine]:
    """The lines of a ward's latest draft or approved release, which the next one starts from."""
    last = Release.objects.filter(
        partnership=partnership, area=area, state__in=[Release.State.DRAFT, Release.State.APPROVED]
    ).order_by("-number")
    return SaidLine.objects.filter(release__in=last.values("pk")[:1])


def contact(partnership: Partnership, area: Area) -> WardContact | None:
    return WardContact.objects.filter(partnership=partnership, area=area).first()
