from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wardwise.partners.models import Partnership


def front(request: HttpRequest) -> HttpResponse:
    """Choose the place; with one partnership, go straight to it."""
    partnerships = list(Partnership.objects.all())
    if len(partnerships) == 1:
        return redirect("site:home", partnerships[0].slug)
    return render(request, "site/front.html", {"partnerships": partnerships})


def home(request: HttpRequest, partnership: str) -> HttpResponse:
    """The partnership's public front page."""
    return render(request, "site/home.html", {"partnership": get_object_or_404(Partnership, slug=partnership)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "site/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "site/server_error.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "site/form_expired.html", status=403)
