"""The public pages: where a worry belongs, telling us, and the status of what was told."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wardwise.design import uploads
from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership
from wardwise.places import queries as places
from wardwise.scanning.reports import codes, drafts, forms, limits, photos, queries, routes, rules, sending, status
from wardwise.scanning.reports.models import Draft, Report
from wardwise.scanning.reports.serving import jpeg

View = Callable[..., HttpResponse]
GRANT = drafts.OPENED
GRANT_S = 10 * 60
BUSY = "Very many reports were begun from your connection in the last hour. Please try again later."
EXPIRED = "We cleared your answers because an hour had passed. Please start again."
KEPT = "We cleared your earlier answers because an hour had passed. What you wrote on the last page is kept."


def in_partnership(view: View) -> View:
    """Give a view the partnership of its address; keep its page out of every cache and every search engine."""

    @wraps(view)
    @never_cache
    def found(request: HttpRequest, partnership: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, get_object_or_404(Partnership, slug=partnership), *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return found


# ----- Where a worry belongs


def what(request: HttpRequest, partnership: str) -> HttpResponse:
    """What is happening? 999 first, then where each worry belongs."""
    found = get_object_or_404(Partnership, slug=partnership)
    emergency, *others = routes.routes(found).values()
    page = {"partnership": found, "emergency": emergency, "routes": others}
    return render(request, "reports/site/what.html", page)


def route(request: HttpRequest, partnership: str, code: str) -> HttpResponse:
    """Whom to contact about one kind of worry."""
    found = get_object_or_404(Partnership, slug=partnership)
    chosen = routes.routes(found).get(code)
    if chosen is None:
        raise Http404
    return render(request, "reports/site/route.html", {"partnership": found, "route": chosen})


# ----- Telling us


@in_partnership
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Before the first question: what we take, and what becomes of it."""
    if request.method == "POST" and _begin(request, partnership):
        return redirect("reports_site:step", partnership.slug, sending.FIRST)
    return _start_page(request, partnership, problem=BUSY if request.method == "POST" else "")


def _begin(request: HttpRequest, partnership: Partnership) -> Draft | None:
    """A new draft, or none when this connection has begun more of them than people do."""
    who = limits.address(request)
    if limits.is_over("drafts", who, limits.DRAFTS_AN_HOUR):
        return None
    limits.count("drafts", who)
    return drafts.start(request, partnership)


def _start_page(request: HttpRequest, partnership: Partnership, problem: str) -> HttpResponse:
    page: dict[str, Any] = {"partnership": partnership, "days": routes.promise_days(partnership), "problem": problem}
    return render(request, "reports/site/start.html", page, status=429 if problem else 200)


@in_partnership
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, partnership: Partnership, name: str) -> HttpResponse:
    """One question. What was typed is kept even if the draft had run out in the meantime."""
    if name not in sending.STEPS:
        raise Http404
    draft = drafts.current(request, partnership)
    if request.method == "POST":
        return _answer(request, partnership, name, draft)
    if draft is None:
        messages.info(request, EXPIRED)
        return redirect("reports_site:start", partnership.slug)
    form = sending.STEPS[name](partnership=partnership, initial=draft.answers.get(name, {}))
    return _question(request, partnership, name, form, draft)


def _answer(request: HttpRequest, partnership: Partnership, name: str, draft: Draft | None) -> HttpResponse:
    had_run_out = draft is None
    draft = draft or _begin(request, partnership)
    if draft is None:
        return _start_page(request, partnership, problem=BUSY)
    form, refused = _form_sent(request, partnership, name)
    if had_run_out:
        messages.info(request, KEPT)
    if refused and form.is_valid():
        form.add_error("photo", refused)
    if not form.is_valid():
        drafts.touch(draft)
        return _question(request, partnership, name, form, draft)
    sending.keep_photo(draft, form)
    drafts.save(draft, name, form.typed())
    return _onward(partnership, draft)


def _form_sent(request: HttpRequest, partnership: Partnership, name: str) -> tuple[forms.StepForm, str]:
    """The page as it was sent, and why its photo is not even opened, if it is not."""
    kind, files, who, refused = sending.STEPS[name], request.FILES, limits.address(request), ""
    if not kind.files_wanted:
        return kind(request.POST, partnership=partnership), ""
    if uploads.is_too_big(request):
        refused = photos.TOO_BIG
    elif files and limits.is_over("photos", who, limits.PHOTOS_AN_HOUR):
        refused = "Very many photos came from your connection. Go on without one, or try again in an hour."
    elif files:
        limits.count("photos", who)
    return kind(request.POST, {} if refused else files, partnership=partnership), refused


def _onward(partnership: Partnership, draft: Draft) -> HttpResponse:
    """To the next page without an answer, or to the check page."""
    if (missing := sending.next_after(draft)) != sending.CHECK:
        return redirect("reports_site:step", partnership.slug, missing)
    return redirect("reports_site:check", partnership.slug)


def _question(
    request: HttpRequest, partnership: Partnership, name: str, form: forms.StepForm, draft: Draft
) -> HttpResponse:
    page: dict[str, Any] = {"partnership": partnership, "form": form, "step": name, "draft": draft}
    page |= {"before": sending.before(name), "number": sending.number(name), "of": len(sending.STEPS)}
    if name == "where":
        page["outline"] = places.as_geojson(partners.wards(partnership), {})
    return render(request, f"reports/site/{name}.html", page, status=422 if form.errors else 200)


@in_partnership
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """All answers on one page; sending them makes one report, however often the button is pressed."""
    if request.method == "POST":
        return _send(request, partnership)
    draft = drafts.current(request, partnership)
    if draft is None:
        messages.info(request, EXPIRED)
        return redirect("reports_site:start", partnership.slug)
    if sending.next_after(draft) != sending.CHECK:
        return _onward(partnership, draft)
    return _checked(request, partnership, draft)


def _checked(request: HttpRequest, partnership: Partnership, draft: Draft, problem: str = "") -> HttpResponse:
    token = sending.token_of(draft)
    page = {"partnership": partnership, "lines": sending.summary(draft), "token": token, "problem": problem}
    return render(request, "reports/site/check.html", page, status=429 if problem else 200)


def _send(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    token, who = request.POST.get("token", ""), limits.address(request)
    draft = drafts.current(request, partnership)
    if drafts.is_own(request, draft, token) and (again := sending.sent_before(partnership, token)):
        return _done(request, partnership, again)
    if draft is None or token != draft.answers.get("token"):
        messages.info(request, EXPIRED)
        return redirect("reports_site:start", partnership.slug)
    if sending.next_after(draft) != sending.CHECK:
        return _onward(partnership, draft)
    if limits.is_over("reports", who, limits.REPORTS_AN_HOUR):
        words = "Very many reports came from your connection in the last hour. Nothing is lost: try again later."
        return _checked(request, partnership, draft, words)
    taken = sending.send(draft, is_suspect=bool(request.POST.get("website")))
    limits.count("reports", who)
    drafts.finish(request, token)
    return _done(request, partnership, taken)


def _done(request: HttpRequest, partnership: Partnership, taken: rules.Taken) -> HttpResponse:
    page = {"partnership": partnership, "taken": taken, "days": routes.promise_days(partnership)}
    return render(request, "reports/site/done.html", page)


@in_partnership
def draft_photo(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The photo that this browser has just added, as we shall keep it."""
    draft = drafts.current(request, partnership)
    if draft is None or not draft.photo:
        raise Http404
    return jpeg(photos.read(draft.photo, "drafts"))


# ----- What became of it


@in_partnership
@require_http_methods(["GET", "POST"])
def ask_status(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Reference and code, both; a wrong pair is told apart by nothing, and guessing is slow."""
    form = forms.StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reference, who = codes.tidy(form.cleaned_data["reference"]), limits.address(request)
        if _is_guessing(partnership, reference, who):
            form.add_error(None, "Too many tries. Wait an hour, then try again.")
            return render(request, "reports/site/ask.html", {"partnership": partnership, "form": form}, status=429)
        if report := queries.of_codes(partnership, reference, form.cleaned_data["code"]):
            drafts.open_status(request, report, GRANT_S)
            return redirect("reports_site:status", partnership.slug)
        limits.count("wrong-codes", who)
        limits.count("wrong-reference", f"{partnership.pk} {reference}")
        form.add_error(None, "We have no report with this reference and this code. Check both.")
    bad = request.method == "POST"
    return render(
        request, "reports/site/ask.html", {"partnership": partnership, "form": form}, status=422 if bad else 200
    )


def _is_guessing(partnership: Partnership, reference: str, who: str) -> bool:
    return limits.is_over("wrong-codes", who, limits.WRONG_CODES_AN_HOUR) or limits.is_over(
        "wrong-reference", f"{partnership.pk} {reference}", limits.WRONG_CODES_PER_REFERENCE
    )


def shown(view: View) -> View:
    """Let a view be reached for ten minutes by whoever gave reference and code."""

    @in_partnership
    @wraps(view)
    def guarded(request: HttpRequest, partnership: Partnership) -> HttpResponse:
        key, until = request.session.get(GRANT, (0, 0))
        report = queries.shown_again(partnership, key) if until > time.time() else None
        if report is None:
            request.session.pop(GRANT, None)
            return redirect("reports_site:ask", partnership.slug)
        return view(request, partnership, report)

    return guarded


@shown
def show_status(request: HttpRequest, partnership: Partnership, report: Report) -> HttpResponse:
    """Where the report stands, in plain words."""
    return _status(request, partnership, report, forms.MoreForm())


def _status(request: HttpRequest, partnership: Partnership, report: Report, form: forms.MoreForm) -> HttpResponse:
    page = {"partnership": partnership, "report": report, "status": status.in_words(report), "form": form}
    page |= {"has_contact": queries.has_contact(report)}
    return render(request, "reports/site/status.html", page, status=422 if form.errors else 200)


@shown
@require_POST
def add_words(request: HttpRequest, partnership: Partnership, report: Report) -> HttpResponse:
    """Tell us more about it."""
    form = forms.MoreForm(request.POST)
    if form.is_valid() and limits.is_over("more", str(report.pk), limits.REPORTS_AN_HOUR):
        form.add_error("words", "You have told us a lot in this hour. Wait a little, then try again.")
    if not form.is_valid():
        return _status(request, partnership, report, form)
    rules.add_words(report, words=form.cleaned_data["words"])
    limits.count("more", str(report.pk))
    messages.success(request, "We added what you wrote.")
    return redirect("reports_site:status", partnership.slug)


@shown
@require_POST
def withdraw_contact(request: HttpRequest, partnership: Partnership, report: Report) -> HttpResponse:
    """No longer get in touch."""
    rules.withdraw_contact(report)
    messages.success(request, "We deleted how to reach you.")
    return redirect("reports_site:status", partnership.slug)


@in_partnership
@require_POST
def close_status(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Close the page, so that nobody after them on this device can open it again."""
    request.session.pop(GRANT, None)
    messages.success(request, "The report is closed on this device.")
    return redirect("reports_site:ask", partnership.slug)
