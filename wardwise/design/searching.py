"""Words searched for on the desk. A name may be among them, so they stay on the server and out of addresses.

A list's form is sent by POST. `to_results` keeps the words in the session under a number of their own and leads to
the list, with the rest of the question in the address; `question` puts the two together again, also for somebody who
goes back to an earlier search or has two open.
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

KEPT = "words searched for"
MOST = 20  # searches of one session, the latest
LONGEST = 100  # characters


def to_results(request: HttpRequest) -> HttpResponse:
    """Keep what was searched for and show the list."""
    asked = QueryDict(mutable=True)
    for name, value in request.POST.items():
        if name not in ("csrfmiddlewaretoken", "words"):
            asked[name] = str(value)
    if words := request.POST.get("words", "").strip()[:LONGEST]:
        number = secrets.token_urlsafe(6)
        earlier = list(request.session.get(KEPT, {}).items())[1 - MOST :]
        request.session[KEPT] = {**dict(earlier), number: words}
        asked["search"] = number
    return redirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)


def question(request: HttpRequest) -> QueryDict:
    """What the address asks, with the words that were kept for it."""
    asked = request.GET.copy()
    asked.pop("words", None)
    if words := request.session.get(KEPT, {}).get(asked.get("search", "")):
        asked["words"] = words
    return asked


def is_lost(request: HttpRequest) -> bool:
    """Whether the words of this address are no longer kept."""
    number = request.GET.get("search", "")
    return bool(number) and number not in request.session.get(KEPT, {})
