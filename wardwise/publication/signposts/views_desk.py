"""Putting up, changing and taking down the site's blocks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.permissions import Permission
from wardwise.publication.signposts import queries, rules
from wardwise.publication.signposts.forms import SignpostForm


@needs(Permission.PUBLISH)
def signpost_list(request: DeskRequest) -> HttpResponse:
    return render(request, "signposts/list.html", {"signposts": queries.all_of(request.partnership)})


@needs(Permission.PUBLISH)
def new(request: DeskRequest) -> HttpResponse:
    form = SignpostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rules.put_up(partnership=request.partnership, by=request.person, **form.cleaned_data)
        messages.success(request, "The public site now says this.")
        return redirect("signposts:list", request.partnership.slug)
    return render(request, "signposts/edit.html", {"form": form})


@needs(Permission.PUBLISH)
def edit(request: DeskRequest, signpost_id: int) -> HttpResponse:
    signpost = get_object_or_404(queries.all_of(request.partnership), pk=signpost_id)
    initial = {name: getattr(signpost, name) for name in SignpostForm.base_fields}
    form = SignpostForm(request.POST or None, initial=initial)
    if request.method == "POST" and "remove" in request.POST:
        rules.take_down(signpost, by=request.person)
        messages.success(request, "It is no longer on the public site.")
        return redirect("signposts:list", request.partnership.slug)
    if request.method == "POST" and form.is_valid():
        rules.change(signpost, by=request.person, **form.cleaned_data)
        messages.success(request, "Your change is saved.")
        return redirect("signposts:list", request.partnership.slug)
    return render(request, "signposts/edit.html", {"form": form, "signpost": signpost})
