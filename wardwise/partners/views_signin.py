"""A person's own account."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wardwise.partners import queries
from wardwise.partners.models import Person


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, which roles I hold, and how I sign in."""
    person = request.user
    assert isinstance(person, Person)
    context = {"person": person, "posts": queries.posts_of(person), "has_second_step": is_mfa_enabled(person)}
    return render(request, "partners/account.html", context)


class SecondStep(IndexView):
    """What I sign in with besides a password, and that I must where the desk asks for it."""

    def get_context_data(self, **parts: Any) -> dict[str, Any]:
        return {**super().get_context_data(**parts), "is_required": settings.SECOND_STEP == "required"}


def closed(request: HttpRequest, **parts: Any) -> HttpResponse:
    """Pages of the library that this house does not have: nobody makes or renames an account for themselves."""
    raise Http404
