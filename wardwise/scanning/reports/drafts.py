"""Answers between the pages of a report: kept on the server, found by a key in the session, gone within the hour.

Nothing of them stands in an address or in the browser. Leaving quickly, sending, or an hour without a touch clears
them.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from wardwise.partners.models import Partnership
from wardwise.scanning.reports import codes, photos
from wardwise.scanning.reports.models import Draft
from wardwise.scanning.reports.rules.retention import DRAFT_LIVES, forget_drafts

KEY = "report_draft"
# Which report's status this browser may look at, and until when.
OPENED = "report_open"


def current(request: HttpRequest, partnership: Partnership) -> Draft | None:
    """The draft that this browser is filling in here, if it has one that is still fresh."""
    key = request.session.get(KEY, "")
    since = timezone.now() - DRAFT_LIVES
    return Draft.objects.filter(partnership=partnership, key_hash=codes.digest(key), touched_at__gte=since).first()


def start(request: HttpRequest, partnership: Partnership) -> Draft:
    """Begin anew; whatever this browser had begun is cleared, and so is what others left behind."""
    clear(request)
    forget_drafts()
    key = secrets.token_urlsafe(32)
    request.session[KEY] = key
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # gone with the window: it must not tell later that somebody was here
    return Draft.objects.create(partnership=partnership, key_hash=codes.digest(key), touched_at=timezone.now())


def save(draft: Draft, step: str, given: dict[str, Any]) -> None:
    """Keep the answers of one page."""
    draft.answers = {**draft.answers, step: given}
    draft.touched_at = timezone.now()
    draft.save()


def touch(draft: Draft) -> None:
    """Somebody is still at it."""
    draft.touched_at = timezone.now()
    draft.save(update_fields=["touched_at"])


def clear(request: HttpRequest) -> None:
    """Forget what this browser began, wherever it began it."""
    key = request.session.pop(KEY, "")
    for draft in Draft.objects.filter(key_hash=codes.digest(key)) if key else ():
        if draft.photo:
            photos.drop(draft.photo, "drafts")
        draft.delete()


def forget_browser(request: HttpRequest) -> None:
    """What quick exit clears on the server: the draft, the status page that was open, and a visitor's session."""
    clear(request)
    request.session.pop(OPENED, None)
    if not request.user.is_authenticated:
        request.session.flush()
