"""Answers between the pages of a report: kept on the server, found by a key in the session, gone within the hour.

Nothing of them stands in an address or in the browser. Leaving quickly, sending, or an hour without a touch clears
them.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from wardwise.partners.models import Partnership
from wardwise.scanning.reports import codes, photos
from wardwise.scanning.reports.models import Draft, Report
from wardwise.scanning.reports.rules.retention import DRAFT_LIVES, forget_drafts

KEY = "report_draft"
# Which report's status this browser may look at, and until when.
OPENED = "report_open"
# Which sending this browser has just made: the only one whose code it is shown again.
SENT = "report_sent"


def current(request: HttpRequest, partnership: Partnership) -> Draft | None:
    """The draft that this browser is filling in here, if it has one that is still fresh."""
    key = request.session.get(KEY, "")
    since = timezone.now() - DRAFT_LIVES
    return Draft.objects.filter(partnership=partnership, key_hash=codes.digest(key), touched_at__gte=since).first()


def start(request: HttpRequest, partnership: Partnership) -> Draft:
    """Begin anew; whatever this browser had begun is cleared, and so is what others left behind."""
    clear(request)
    forget_drafts()
    request.session.pop(SENT, None)
    request.session.cycle_key()  # who noted the cookie on a shared computer beforehand has an old one
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


def finish(request: HttpRequest, token: str) -> None:
    """The report was sent: clear the draft, and remember that this browser sent it."""
    clear(request)
    request.session[SENT] = codes.digest(token)


def is_own(request: HttpRequest, draft: Draft | None, token: str) -> bool:
    """Whether this browser made the sending, or is making it: two clicks at once both find the draft's key."""
    if request.session.get(SENT) == codes.digest(token):
        return True
    return KEY in request.session and (draft is None or draft.answers.get("token") == token)


def open_status(request: HttpRequest, report: Report, seconds: int) -> None:
    """Let this browser, and no copy of its cookie made before, look at a report for a while."""
    request.session.cycle_key()
    request.session[OPENED] = [report.pk, time.time() + seconds]


def forget_browser(request: HttpRequest) -> None:
    """What quick exit clears on the server: the draft, the status page that was open, and a visitor's session."""
    clear(request)
    request.session.pop(OPENED, None)
    request.session.pop(SENT, None)
    if not request.user.is_authenticated:
        request.session.flush()
