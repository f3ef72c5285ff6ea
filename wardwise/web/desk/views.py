"""The desk's front door, its first page, and what visitors said."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wardwise.office.feedback import queries as feedback
from wardwise.partners import queries as partners
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.models import Person
from wardwise.partners.permissions import Permission
from wardwise.web.desk import home as parts_of_home
from wardwise.web.desk import next_things


def front(request: HttpRequest) -> HttpResponse:
    """Choose the partnership; who works in just one is taken there."""
    if not isinstance(request.user, Person):
        return redirect_to_login(request.get_full_path())
    mine = list(partners.partnerships_of(request.user))
    if len(mine) == 1:
        return redirect("desk:home", mine[0].slug)
    return render(request, "desk/front.html", {"partnerships": mine})


@needs(Permission.SEE_DESK)
def home(request: DeskRequest) -> HttpResponse:
    """The desk's first page: what waits for this person."""
    notice = partners.notice(request.person, request.partnership, request.permissions)
    notice = replace(notice, expiring=())  # that stands under what to do next
    sight = parts_of_home.Sight(request.person, request.partnership, request.permissions)
    parts = {
        "notice": notice,
        "tiles": parts_of_home.tiles_for(sight),
        "things": next_things.things_for(sight),
        "running": parts_of_home.running(sight),
        "mine": parts_of_home.my_problems(sight),
    }
    return render(request, "desk/home.html", parts)


@needs(Permission.PUBLISH)
def feedback_list(request: DeskRequest) -> HttpResponse:
    """What visitors said of the public site."""
    place = request.partnership.slug
    page = Paginator(feedback.given_about(place), 50).get_page(request.GET.get("page"))
    return render(request, "desk/feedback.html", {"page": page, "counts": feedback.counts(place)})
