"""The areas this deployment knows: which schemes, of which year, for which of them there are people to divide by."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from wardwise.design.maps import Map
from wardwise.partners import queries as partners
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.permissions import Permission
from wardwise.places import queries
from wardwise.places.exceptions import UnknownScheme
from wardwise.places.models import Area, AreaScheme

PAGE = 100
MOST_ON_A_MAP = 1_000
ANY_YEAR = 9_999


@needs(Permission.SEE_DATA_HEALTH)
def scheme_list(request: DeskRequest) -> HttpResponse:
    ours, years = partners.covered_by_scheme(request.partnership), queries.years_by_scheme()
    rows = [(scheme, ours.get(scheme.code, 0), years.get(scheme.code, [])) for scheme in queries.schemes()]
    return render(request, "desk/places/list.html", {"rows": rows, "look_ups": queries.look_ups()})


@needs(Permission.SEE_DATA_HEALTH)
def scheme_page(request: DeskRequest, scheme: str) -> HttpResponse:
    found = find(scheme)
    areas = partners.areas(request.partnership, scheme).order_by("name", "code")
    page = Paginator(areas.defer("boundary"), PAGE).get_page(request.GET.get("page"))
    year, people = queries.populations(scheme, ANY_YEAR, [area.code for area in page])
    context = {
        "scheme": found,
        "page": page,
        "rows": [(area, area.area_m2 / 1e6, people.get(area.code)) for area in page],
        "year": year,
        "held": queries.areas_of(scheme).count(),
        "map": drawn(request, found, list(areas)) if page.paginator.count <= MOST_ON_A_MAP else None,
    }
    return render(request, "desk/places/scheme.html", context)


@needs(Permission.SEE_DATA_HEALTH)
def scheme_map(request: DeskRequest, scheme: str) -> JsonResponse:
    """The shapes for the moving map; they change only when boundaries are loaded."""
    found = find(scheme)
    response = JsonResponse(shapes(partners.areas(request.partnership, found.code).order_by("name", "code")))
    response["Cache-Control"] = "private, max-age=300"
    return response


def find(scheme: str) -> AreaScheme:
    try:
        return queries.scheme(scheme)
    except UnknownScheme as error:
        raise Http404 from error


def shapes(areas: Any) -> dict[str, Any]:
    held: list[Area] = list(areas)
    return queries.as_geojson(held, {area.code: {"shade": "plain", "words": area.code} for area in held})


def drawn(request: DeskRequest, scheme: AreaScheme, areas: list[Area]) -> Map | None:
    if not areas:
        return None
    return Map(
        f"{scheme.title} in {request.partnership.place}",
        shapes(areas),
        data_url=reverse("desk:scheme-map", args=[request.partnership.slug, scheme.code]),
        description="Choose an area to read its name and code.",
        source=scheme.source,
    )
