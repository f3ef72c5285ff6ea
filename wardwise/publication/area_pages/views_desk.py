"""Preparing, reading, approving and taking down ward pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.publication.area_pages import forms, presenting, queries, rules
from wardwise.publication.area_pages.models import Release


def release_of(request: DeskRequest, release_id: int) -> Release:
    return get_object_or_404(queries.releases(request.partnership), pk=release_id)


def ward_of(request: DeskRequest, area_id: int) -> Area:
    return get_object_or_404(queries.wards(request.partnership), pk=area_id)


@needs(Permission.PUBLISH)
def release_list(request: DeskRequest) -> HttpResponse:
    return render(request, "area_pages/releases.html", {"standings": queries.standings(request.partnership)})


@needs(Permission.PUBLISH)
@require_POST
def prepare_all(request: DeskRequest) -> HttpResponse:
    job = rules.prepare_all(partnership=request.partnership, by=request.person)
    return redirect("desk:job", request.partnership.slug, job.pk)


@needs(Permission.PUBLISH)
@require_POST
def prepare(request: DeskRequest, area_id: int) -> HttpResponse:
    try:
        release = rules.prepare(partnership=request.partnership, area=ward_of(request, area_id), by=request.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("area_pages:ward", request.partnership.slug, area_id)
    return redirect("area_pages:release", request.partnership.slug, release.pk)


@needs(Permission.PUBLISH)
def release(request: DeskRequest, release_id: int) -> HttpResponse:
    """A release as the public sees it or would, with its lines to edit while it is a draft."""
    found = release_of(request, release_id)
    lines = [{"said": line.said, "did": line.did} for line in found.lines.all()]
    formset = forms.LinesFormSet(request.POST or None, initial=lines)
    if request.method == "POST" and formset.is_valid():
        try:
            rules.write_lines(found, lines=forms.lines_of(formset), by=request.person)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "The lines were saved.")
            return redirect("area_pages:release", request.partnership.slug, found.pk)
    return release_page(request, found, formset=formset)


def release_page(request: DeskRequest, found: Release, **shown: Any) -> HttpResponse:
    page = presenting.page(found.area, found, queries.contact(request.partnership, found.area))
    context = {"release": found, "page": page, "withdraw_form": forms.WithdrawForm(), **shown}
    return render(request, "area_pages/release.html", context, status=422 if "form" in shown else 200)


@needs(Permission.PUBLISH)
@require_POST
def move(request: DeskRequest, release_id: int, verb: str) -> HttpResponse:
    """Approve, take down or discard."""
    found = release_of(request, release_id)
    why = forms.WithdrawForm(request.POST)
    if verb == "withdraw" and not why.is_valid():
        return release_page(request, found, withdraw_form=why, form=why)
    try:
        if verb == "approve":
            rules.approve(found, by=request.person)
            messages.success(request, f"The page of {found.area.name} is on the public site.")
        elif verb == "withdraw":
            rules.withdraw(found, reason=why.cleaned_data["reason"], by=request.person)
            messages.success(request, f"The figures of {found.area.name} were taken down.")
        else:
            rules.discard(found, by=request.person)
            messages.success(request, "The draft was discarded.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("area_pages:release", request.partnership.slug, found.pk)


@needs(Permission.PUBLISH)
def ward(request: DeskRequest, area_id: int) -> HttpResponse:
    """A ward's releases, first to last, and whom to ask."""
    area = ward_of(request, area_id)
    history = queries.releases(request.partnership).filter(area=area).defer("content", "reports").order_by("-number")
    contact = queries.contact(request.partnership, area)
    return render(
        request,
        "area_pages/ward.html",
        {"area": area, "history": history, "contact": contact},
    )


@needs(Permission.PUBLISH)
def contact(request: DeskRequest, area_id: int) -> HttpResponse:
    area = ward_of(request, area_id)
    form = forms.ContactForm(request.POST or None, instance=queries.contact(request.partnership, area))
    if form.is_valid():
        rules.set_contact(partnership=request.partnership, area=area, by=request.person, **form.cleaned_data)
        messages.success(request, "The contact was changed. The public sees it now.")
        return redirect("area_pages:ward", request.partnership.slug, area.pk)
    return render(request, "area_pages/contact.html", {"area": area, "form": form})
