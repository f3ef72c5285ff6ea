"""The public site's own pages: front, home, words, feedback, leaving quickly."""

from __future__ import annotations

import contextlib

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wardwise.office.feedback import rules as feedback
from wardwise.partners.models import Partnership
from wardwise.publication.signposts import queries as signposts
from wardwise.scanning.reports import drafts as reports
from wardwise.web.site.doors import doors_of
from wardwise.web.site.forms import FeedbackForm

SORRY = "Sorry, there was a technical problem. Please try again."


def front(request: HttpRequest) -> HttpResponse:
    """Choose the place; with one partnership, go straight to it."""
    partnerships = list(Partnership.objects.all())
    if len(partnerships) == 1:
        return redirect("site:home", partnerships[0].slug)
    return render(request, "site/front.html", {"partnerships": partnerships})


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit for a browser that has answers on the server: delete them, and be gone. It asks nothing."""
    with contextlib.suppress(DatabaseError):
        reports.forget_browser(request)
    response = redirect(settings.WARDWISE_EXIT_URL)
    response["Referrer-Policy"] = "no-referrer"
    return response


def home(request: HttpRequest, partnership: str) -> HttpResponse:
    """The partnership's public front page."""
    found = get_object_or_404(Partnership, slug=partnership)
    return render(
        request,
        "site/home.html",
        {"partnership": found, "signposts": signposts.shown_by(found), "doors": doors_of(found)},
    )


def words(request: HttpRequest, page: str, partnership: str = "") -> HttpResponse:
    """The pages every public body must have, for one partnership or for the whole site."""
    found = get_object_or_404(Partnership, slug=partnership) if partnership else None
    context = {"partnership": found, "hours": settings.SESSION_COOKIE_AGE // 3600, "origin": settings.WARDWISE_ORIGIN}
    return render(request, f"site/{page}.html", context)


@csrf_exempt  # nobody is signed in here, and a visitor should need no cookie to be heard
def give_feedback(request: HttpRequest, partnership: str) -> HttpResponse:
    """What visitors think of the site, without asking who they are."""
    found = get_object_or_404(Partnership, slug=partnership)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            feedback.give(place=found.slug, **form.cleaned_data)
        except feedback.TooMuch:
            form.add_error(None, "We cannot take more feedback today. Please try again tomorrow.")
        else:
            return redirect("site:feedback-thanks", found.slug)
    return render(request, "site/feedback.html", {"partnership": found, "form": form})


def frame_of(request: HttpRequest) -> str:
    """What went wrong on the desk is said on the desk, where this process has one."""
    has_desk = is_valid_path("/accounts/login/")
    at_work = has_desk and request.path.startswith(("/desk/", "/accounts/"))
    return "design/desk.html" if at_work else "design/site.html"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "site/not_found.html", {"frame": frame_of(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Says sorry, whatever else is broken: if the frame cannot be drawn, in plain words."""
    try:
        page = render_to_string("site/server_error.html", {"frame": frame_of(request)}, request)
        return HttpResponse(page, status=500)
    except Exception:
        return HttpResponse(f"<!doctype html><title>Technical problem</title><p>{SORRY}", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "site/form_expired.html", {"frame": frame_of(request)}, status=403)
