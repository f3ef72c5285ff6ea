"""The desk's pages for reports: the list, one report, the verbs, a report taken by phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wardwise.design import searching
from wardwise.partners import queries as partners
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.partners.permissions import Permission
from wardwise.places import queries as places
from wardwise.scanning.reports import codes, forms_desk, queries, rules, status
from wardwise.scanning.reports.models import Report
from wardwise.scanning.reports.serving import jpeg

PAGE = 25


@needs(Permission.SEE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: DeskRequest) -> HttpResponse:
    """Reports, those that wait for somebody first asked for, oldest first."""
    if request.method == "POST":
        return searching.to_results(request)
    form = forms_desk.SearchForm(searching.question(request), partnership=request.partnership)
    reports = queries.search(queries.visible_to(request.person, request.partnership), **form.asked())
    page = Paginator(reports, PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "promise": queries.waiting(request.partnership)}
    shown["is_lost"] = searching.is_lost(request)
    shown["may_triage"] = Permission.TRIAGE_REPORTS in request.permissions
    return render(request, "reports/desk/list.html", shown)


@needs(Permission.SEE_REPORTS)
@never_cache
@require_safe
def page(request: DeskRequest, number: int) -> HttpResponse:
    """One report. Opening it is recorded."""
    return _page(request, _report(request, number))


@needs(Permission.TRIAGE_REPORTS)
@never_cache
@require_POST
def do(request: DeskRequest, number: int, verb: str) -> HttpResponse:
    """Use one verb of triage; if it is refused, the page says why and keeps what was typed."""
    report = _report(request, number)
    if verb not in forms_desk.VERBS:
        raise Http404
    form = forms_desk.VERBS[verb](request.POST, report=report)
    if not form.is_valid():
        return _page(request, report, form, 422)
    try:
        getattr(rules, verb)(report, by=request.person, **form.cleaned_data)
    except Refused as no:
        form.add_error(None, no.message)
        report = _report(request, number)
        form.show_again(report)
        return _page(request, report, form, 409)
    messages.success(request, form.done)
    return redirect("reports:page", request.partnership.slug, number)


@needs(Permission.SEE_REPORTERS)
@never_cache
@require_POST
def contact(request: DeskRequest, number: int) -> HttpResponse:
    """How it is safe to reach whoever made the report. Looking is recorded."""
    report = _report(request, number)
    shown = {"report": report, "contact": rules.open_contact(report, by=request.person)}
    return render(request, "reports/desk/contact.html", shown)


@needs(Permission.SEE_REPORTS)
@never_cache
@require_safe
def photo(request: DeskRequest, number: int, photo: int) -> HttpResponse:
    """The photo itself. Looking is recorded."""
    found = get_object_or_404(_report(request, number).photos, pk=photo)
    try:
        return jpeg(rules.open_photo(found, by=request.person))
    except FileNotFoundError as gone:
        raise Http404 from gone


@needs(Permission.TRIAGE_REPORTS)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Take a report for somebody on the phone or at the counter."""
    given = (request.POST,) if request.method == "POST" else ()
    kinds_of_form = forms_desk.PHONE_PARTS.items()
    parts = {name: kind(*given, partnership=request.partnership) for name, kind in kinds_of_form}
    if not given:
        parts["channel"].initial = {"token": codes.new_token()}
    elif not [name for name, part in parts.items() if not part.is_valid()]:
        return _take(request, parts)
    shown: dict[str, Any] = {"parts": parts, "form": next((part for part in parts.values() if part.errors), None)}
    shown["outline"] = places.as_geojson(partners.wards(request.partnership), {})
    return render(request, "reports/desk/new.html", shown, status=422 if given else 200)


def _take(request: DeskRequest, parts: dict[str, Any]) -> HttpResponse:
    answers: dict[str, Any] = {}
    for name in ("kind", "where", "when", "words"):
        answers |= parts[name].answers()
    contacts = parts["contact"].answers()
    taken = rules.take(
        partnership=request.partnership,
        answers=rules.Answers(**answers),
        token=parts["channel"].cleaned_data["token"],
        channel=parts["channel"].cleaned_data["channel"],
        by=request.person,
        contacts=rules.Contacts(**contacts) if contacts else None,
    )
    return render(request, "reports/desk/taken.html", {"taken": taken})


def _report(request: DeskRequest, number: int) -> Report:
    return get_object_or_404(queries.visible_to(request.person, request.partnership), pk=number)


def _page(request: DeskRequest, report: Report, tried: Any = None, code: int = 200) -> HttpResponse:
    """A report with a form for each verb that can be used now; the one that was tried keeps what was typed."""
    rules.open_report(report, by=request.person)
    may = Permission.TRIAGE_REPORTS in request.permissions
    shown = {
        "report": report,
        "status": status.in_words(report),
        "verbs": _verbs(report, tried) if may else [],
        "form": tried,
        "may_see_reporter": Permission.SEE_REPORTERS in request.permissions,
        "may_see_problems": Permission.SEE_PROBLEMS in request.permissions,
        "has_contact": queries.has_contact(report),
        "photos": report.photos.all(),
        "additions": report.additions.all(),
        "steps": report.steps.select_related("by"),
        "like": queries.like(report)[:6],
        "duplicates": queries.duplicates_of(report),
    }
    return render(request, "reports/desk/page.html", shown, status=code)


def _verbs(report: Report, tried: Any) -> list[dict[str, Any]]:
    names = [*rules.allowed(report), *(["mark_read"] if report.has_news else []), "correct"]
    found = []
    for name in names:
        kind = forms_desk.VERBS[name]
        is_tried = type(tried) is kind
        found.append({"name": name, "form": tried if is_tried else kind(report=report), "is_open": is_tried})
    return found
