"""The analyst's page and its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from wardwise.analysis import provenance
from wardwise.analysis import rules as analysis
from wardwise.analysis.areas import own_areas
from wardwise.analysis.forms import ExploreForm
from wardwise.analysis.hotspots import transparency
from wardwise.incidents.home import store_of
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.permissions import Permission
from wardwise.web.desk.explore import files, page


@needs(Permission.EXPLORE)
def explore(request: DeskRequest) -> HttpResponse:
    """The analyst's page: one choice, answered whole."""
    form = asked(request)
    if form is None:
        return render(request, "desk/explore/empty.html")
    context = {"form": form, "files": files.NAMES, "may_export": Permission.EXPORT in request.permissions}
    if form.is_valid():
        context |= page.shown(store_of(request.partnership), form, request.partnership)
    return render(request, "desk/explore/page.html", context)


@needs(Permission.EXPORT)
def export(request: DeskRequest, name: str) -> HttpResponse:
    """One of the page's tables or maps as a file; that it was taken is recorded."""
    form = asked(request)
    if form is None or not form.is_valid():
        return HttpResponseBadRequest("These are not choices that the page offers.", content_type="text/plain")
    store = store_of(request.partnership)
    answer = page.answer(store, page.question(store, form.choice(), request.partnership, form.areas), form.areas)
    content, rows = files.made(name, answer)
    analysis.record_export(
        partnership=request.partnership,
        choice=answer.choice,
        snapshot=answer.snapshot,
        file=name,
        rows=rows,
        content=content,
        by=request.person,
    )
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "application/geo+json"
    disposition = f'attachment; filename="{files.file_name(name, answer.choice)}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@needs(Permission.EXPLORE)
def transparency_record(request: HttpRequest) -> HttpResponse:
    """What the ranking is, for whoever must answer for it."""
    return render(request, "desk/explore/transparency.html", {"record": transparency.RECORD})


def asked(request: DeskRequest) -> ExploreForm | None:
    """The question in the address, or none when there is nothing to ask yet."""
    store = store_of(request.partnership)
    sources = provenance.explorable(store)
    if not sources:
        return None
    own = own_areas(request.partnership)
    here = request.partnership
    return ExploreForm(
        request.GET, store=store, sources=sources, areas=own, place=here.place, is_made_up=here.is_fictitious
    )
