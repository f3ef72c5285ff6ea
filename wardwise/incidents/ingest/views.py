"""The desk's pages of the incident store: what it holds, month by month, and how more is loaded."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from wardwise.design.uploads import is_too_big
from wardwise.incidents import vocab
from wardwise.incidents.ingest import queries, uploads
from wardwise.incidents.ingest.exceptions import CannotLoad
from wardwise.incidents.ingest.forms import TOO_LARGE, ArchiveForm
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.permissions import Permission

MOST_COUNCILS = 12


@needs(Permission.SEE_DATA_HEALTH)
def sources(request: DeskRequest) -> HttpResponse:
    """What is loaded, how complete it is, how good it is."""
    found = queries.sources_of(request.partnership)
    may_load = Permission.LOAD_DATA in request.permissions
    return render(request, "ingest/sources.html", {"sources": found, "may_load": may_load})


@needs(Permission.SEE_DATA_HEALTH)
def month(request: DeskRequest, source: str, month: str) -> HttpResponse:
    """What became of every row of one month."""
    if source not in vocab.load("sources").by_code:
        raise Http404
    health = queries.health(request.partnership, source)
    found = next((m for m in health.months if m.month == month), None)
    if found is None:
        raise Http404
    councils = queries.councils(found)
    context = {
        "health": health,
        "month": found,
        "forces": queries.forces(found),
        "councils": councils[:MOST_COUNCILS],
        "other_councils": sum(rows for _, rows in councils[MOST_COUNCILS:]),
        "matched": sorted((found.report.get("areas") or {}).get("matched", {}).items()),
        "located": (found.report.get("areas") or {}).get("located", 0),
        "outcomes": found.report.get("outcomes"),
    }
    return render(request, "ingest/month.html", context)


@needs(Permission.LOAD_DATA)
def load(request: DeskRequest) -> HttpResponse:
    """Hand over an archive; a job loads it."""
    form = ArchiveForm(request.POST or None, request.FILES or None)
    if is_too_big(request):
        form.errors["archive"] = form.error_class([TOO_LARGE])
    if request.method == "POST" and form.is_valid():
        try:
            job = uploads.hand_over(
                partnership=request.partnership,
                archive=form.cleaned_data["archive"],
                by=request.person,
                replace=form.wants_replacing,
            )
        except CannotLoad as refused:
            form.add_error("archive", refused.message)
        else:
            return redirect("desk:job", request.partnership.slug, job.pk)
    return render(request, "ingest/load.html", {"form": form}, status=422 if form.errors else 200)
