"""The door of the desk: who signs in reaches a partnership's pages only with a live role there.

Everyone else gets 404, whether the page exists or not. Where a second step is required, it comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from wardwise.partners import queries
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission


class DeskRequest(HttpRequest):
    """A request that has passed the door: who, in which partnership, with which permissions."""

    person: Person
    partnership: Partnership
    permissions: frozenset[Permission]


View = Callable[..., HttpResponseBase]


def needs(permission: Permission) -> Callable[[View], View]:
    """Let a view be reached by people who hold this permission in the partnership named in the address.

    The view is called without the `partnership` argument; it finds `request.person`, `request.partnership` and
    `request.permissions`.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, partnership: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Person):
                return redirect_to_login(request.get_full_path())
            found = Partnership.objects.filter(slug=partnership).first()
            if found is None:
                raise Http404
            allowed = queries.permissions_of(request.user, found)
            if permission not in allowed:
                raise Http404
            if settings.SECOND_STEP == "required" and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
            request.person, request.partnership, request.permissions = request.user, found, allowed
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # so that a test can ask every page
        return guarded

    return wrap
