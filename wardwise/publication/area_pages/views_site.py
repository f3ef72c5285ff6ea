"""Ward pages as the public reads them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control

from wardwise.partners.models import Partnership
from wardwise.publication.area_pages import presenting, queries

FRESH_S = 300


@cache_control(public=True, max_age=FRESH_S)
def area_list(request: HttpRequest, partnership: str) -> HttpResponse:
    """Every ward by name, never in an order of counts; and a box to find one."""
    found = get_object_or_404(Partnership, slug=partnership)
    words = request.GET.get("q", "").strip()[:80]
    wards = [(area, queries.slug_of(area)) for area in queries.wards(found)]
    chosen = [(area, slug) for area, slug in wards if words.lower() in area.name.lower()]
    return render(
        request,
        "area_pages/list.html",
        {
            "partnership": found,
            "wards": chosen,
            "words": words,
            "outline": presenting.outline(found) if wards and not words else "",
        },
    )


@cache_control(public=True, max_age=FRESH_S)
def area_page(request: HttpRequest, partnership: str, area: str) -> HttpResponse:
    """What the public is told of one ward: the approved release, or that there is none."""
    found = get_object_or_404(Partnership, slug=partnership)
    ward = queries.find(found, area)
    if ward is None:
        raise Http404
    if area != queries.slug_of(ward):
        return redirect("area_pages_site:area", partnership, queries.slug_of(ward), permanent=True)
    release = queries.on_the_site(found, ward)
    corrected = release is None and queries.was_withdrawn_last(found, ward)
    page = presenting.page(ward, release, queries.contact(found, ward), is_being_corrected=corrected)
    outline = presenting.outline(found, ward)
    return render(request, "area_pages/area.html", {"partnership": found, "page": page, "outline": outline})
