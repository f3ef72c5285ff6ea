"""What may be done with partnerships, organisations and people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.partners import queries
from wardwise.partners.exceptions import NotAllowed
from wardwise.partners.models import (
    CoveredArea,
    Membership,
    Organisation,
    Partnership,
    Person,
    Post,
    SharingAgreement,
)
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area


def require(person: Person, permission: Permission, partnership: Partnership) -> None:
    """First line of every rule that a person calls: may they?"""
    if permission not in queries.permissions_of(person, partnership):
        raise NotAllowed(permission.value)


@transaction.atomic
def create_partnership(*, slug: str, name: str, place: str, by: Person | None, **details: str | bool) -> Partnership:
    """Found a partnership. By the operator at the command line (`by` is none) before anybody can sign in."""
    partnership = Partnership.objects.create(slug=slug, name=name, place=place, **details)
    audit.record("partners.partnership_created", by=by, partnership=slug, subject=partnership)
    return partnership


@transaction.atomic
def admit(
    *, partnership: Partnership, name: str, kind: str, status: str, since: dt.date, by: Person | None
) -> Organisation:
    """Make an organisation a member of a partnership, from a date."""
    organisation, _ = Organisation.objects.get_or_create(name=name, defaults={"kind": kind})
    Membership.objects.create(partnership=partnership, organisation=organisation, status=status, since=since)
    audit.record(
        "partners.organisation_admitted",
        by=by,
        partnership=partnership.slug,
        subject=organisation,
        detail={"status": status},
    )
    return organisation


@transaction.atomic
def cover(*, partnership: Partnership, areas: Iterable[Area], by: Person | None) -> int:
    """Record that these areas lie in a partnership's place; how many were not known to."""
    if by is not None:
        require(by, Permission.LOAD_DATA, partnership)
    covered = set(CoveredArea.objects.filter(partnership=partnership).values_list("area", flat=True))
    new = [CoveredArea(partnership=partnership, area=area) for area in areas if area.pk not in covered]
    CoveredArea.objects.bulk_create(new, batch_size=500)
    if new:
        audit.record(
            "partners.areas_covered",
            by=by,
            partnership=partnership.slug,
            subject=partnership,
            detail={"areas": len(new)},
        )
    return len(new)


@transaction.atomic
def sign_agreement(
    *,
    partnership: Partnership,
    title: str,
    purpose: str,
    gateway: str,
    organisations: list[Organisation],
    starts_on: dt.date,
    expires_on: dt.date,
    by: Person | None,
) -> SharingAgreement:
    """Record a sharing agreement between organisations; it opens access until it expires."""
    if by is not None:
        require(by, Permission.MANAGE_AGREEMENTS, partnership)
    agreement = SharingAgreement.objects.create(
        partnership=partnership,
        title=title,
        purpose=purpose,
        gateway=gateway,
        starts_on=starts_on,
        expires_on=expires_on,
    )
    agreement.organisations.set(organisations)
    audit.record("partners.agreement_signed", by=by, partnership=partnership.slug, subject=agreement)
    return agreement


@transaction.atomic
def appoint(
    *,
    person: Person,
    partnership: Partnership,
    role: str,
    since: dt.date,
    until: dt.date | None = None,
    by: Person | None,
) -> Post:
    """Give a person a role in a partnership."""
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE, partnership)
    post = Post.objects.create(person=person, partnership=partnership, role=role, since=since, until=until)
    audit.record("partners.appointed", by=by, partnership=partnership.slug, subject=person, detail={"role": role})
    return post
