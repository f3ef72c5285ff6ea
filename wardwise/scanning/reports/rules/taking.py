"""Taking a report: from the public site, or by a member of staff for somebody on the phone."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.office.working_days.rules import end_of_working_day
from wardwise.partners import queries as partner_queries
from wardwise.partners import rules as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.scanning.reports import codes, exceptions, photos, queries, routes
from wardwise.scanning.reports.kinds import kinds
from wardwise.scanning.reports.models import Contact, Photo, Report


@dataclass(frozen=True)
class Answers:
    """What happened, where and when. The place may be a point, an area, words, or any of them together."""

    kind: str
    occurred_from: dt.datetime
    occurred_to: dt.datetime
    words: str = ""
    place_words: str = ""
    area: Area | None = None
    easting: float | None = None
    northing: float | None = None
    is_still_happening: bool = False


@dataclass(frozen=True)
class Contacts:
    """How it is safe to reach the person; all of it is theirs to give or not."""

    how: str
    phone: str = ""
    email: str = ""
    name: str = ""
    when: str = ""
    may_leave_message: bool = False
    who_might_see: str = ""


@dataclass(frozen=True)
class Taken:
    """A report that was taken, with its secret code, which nobody can show again later."""

    report: Report
    code: str


def submit(
    *,
    partnership: Partnership,
    answers: Answers,
    token: str,
    contacts: Contacts | None = None,
    photo: photos.Cleaned | None = None,
    is_suspect: bool = False,
) -> Taken:
    """Take a report from the public site. The same token always leads to the same one report and the same code."""
    return _store(
        partnership, answers, token, contacts, photo, channel=Report.Channel.WEB, by=None, is_suspect=is_suspect
    )


def take(
    *,
    partnership: Partnership,
    answers: Answers,
    token: str,
    channel: str,
    by: Person,
    contacts: Contacts | None = None,
) -> Taken:
    """Take a report by phone, in person or from a letter; the code is read out to the person."""
    partners.require(by, Permission.TRIAGE_REPORTS, partnership)
    return _store(partnership, answers, token, contacts, None, channel=Report.Channel(channel), by=by)


def add_words(report: Report, *, words: str) -> None:
    """Something more from whoever made the report, who has shown the reference and the code."""
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report.pk)
        report.additions.create(words=words)
        Report.objects.filter(pk=report.pk).update(has_news=True)
        audit.record("reports.words_added", by=None, partnership=report.partnership.slug, subject=report)


def withdraw_contact(report: Report) -> None:
    """Whoever made the report no longer wants us to know how to reach them."""
    with transaction.atomic():
        removed, _ = Contact.objects.filter(report=report).delete()
        if removed:
            audit.record("reports.contact_withdrawn", by=None, partnership=report.partnership.slug, subject=report)


def _store(
    partnership: Partnership,
    answers: Answers,
    token: str,
    contacts: Contacts | None,
    photo: photos.Cleaned | None,
    *,
    channel: str,
    by: Person | None,
    is_suspect: bool = False,
) -> Taken:
    _check(partnership, answers)
    code = codes.secret_of(token)
    if found := queries.of_token(partnership, token):
        return Taken(found, code)
    name = photos.keep(photo, "reports") if photo else ""
    try:
        with transaction.atomic():
            report = _new(partnership, answers, token, code, channel, by, is_suspect)
            if contacts is not None:
                Contact.objects.create(report=report, **asdict(contacts))
            if photo is not None:
                Photo.objects.create(report=report, file=name, width=photo.width, height=photo.height)
            _log(report, by)
    except IntegrityError:
        # The other half of a double click was first.
        photos.drop(name) if name else None
        found = queries.of_token(partnership, token)
        if found is None:
            raise
        return Taken(found, code)
    return Taken(report, code)


def _new(
    partnership: Partnership,
    answers: Answers,
    token: str,
    code: str,
    channel: str,
    by: Person | None,
    is_suspect: bool,
) -> Report:
    parts = {name: getattr(answers, name) for name in Answers.__dataclass_fields__}
    parts["area"] = answers.area or queries.area_at(partnership, answers.easting, answers.northing)
    now = timezone.now()
    return Report.objects.create(
        partnership=partnership,
        reference=codes.new_reference(),
        secret_hash=codes.hashed(code),
        token_hash=codes.digest(token),
        entry_id=secrets.token_hex(16),
        channel=channel,
        taken_by=by,
        received_at=now,
        promised_by=end_of_working_day(now, routes.promise_days(partnership)),
        is_suspect=is_suspect,
        **parts,
    )


def _log(report: Report, by: Person | None) -> None:
    report.steps.create(at=report.received_at, by=by, verb="received", to_state=report.state)
    detail = {"channel": report.channel, "kind": report.kind}
    audit.record("reports.received", by=by, partnership=report.partnership.slug, subject=report, detail=detail)


def _check(partnership: Partnership, answers: Answers) -> None:
    if answers.kind not in kinds():
        raise exceptions.unknown("what it is about")
    if answers.area is not None and not partner_queries.wards(partnership).filter(pk=answers.area.pk).exists():
        raise exceptions.unknown("an area")
    if answers.occurred_to < answers.occurred_from:
        raise exceptions.unknown("an end that is after the start")


__all__ = ["Answers", "Contacts", "Taken", "add_words", "submit", "take", "withdraw_contact"]
