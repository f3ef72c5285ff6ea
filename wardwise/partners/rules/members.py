"""Partnerships, their members, their areas and what they agreed to share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.office.jobs import queries as job_queries
from wardwise.office.jobs import rules as jobs
from wardwise.office.jobs.models import Job
from wardwise.partners import chain, queries
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import (
    CoveredArea,
    Membership,
    Organisation,
    Partnership,
    Person,
    SharingAgreement,
)
from wardwise.partners.permissions import Permission
from wardwise.partners.rules.checks import refuse_later, require, save_checked
from wardwise.places.models import Area

# First words of addresses that are not a partnership's.
RESERVED_SLUGS = frozenset(
    {"about", "accounts", "api", "desk", "dev", "help", "leave", "media", "open311", "static", "wardwise"}
)


@transaction.atomic
def create_partnership(*, slug: str, name: str, place: str, by: Person | None, **details: str | bool) -> Partnership:
    """Found a partnership. By the operator at the command line (`by` is none) before anybody can sign in."""
    if slug in RESERVED_SLUGS:
        raise Refused("slug_reserved", f"“{slug}” is an address of Wardwise's own. Choose another short name.")
    if Partnership.objects.filter(slug=slug).exists():
        raise Refused("slug_taken", f"There is a partnership “{slug}” already. Choose another short name.")
    partnership = Partnership(slug=slug, name=name, place=place, **details)
    save_checked(partnership)
    audit.record("partners.partnership_created", by=by, partnership=slug, subject=partnership)
    return partnership


@transaction.atomic
def change_partnership(partnership: Partnership, *, by: Person | None, **details: str | int) -> Partnership:
    """Set what a partnership says of itself and how long and how much it keeps and shows. Its short name stays."""
    if by is not None:
        require(by, Permission.MANAGE_AGREEMENTS, partnership)
    for name, value in details.items():
        setattr(partnership, name, value)
    save_checked(partnership)
    audit.record(
        "partners.partnership_changed",
        by=by,
        partnership=partnership.slug,
        subject=partnership,
        detail={"fields": sorted(details)},
    )
    return partnership


@transaction.atomic
def admit(
    *, partnership: Partnership, name: str, kind: str, status: str, since: dt.date, by: Person | None
) -> Organisation:
    """Make an organisation a member of a partnership, from a date."""
    if by is not None:
        require(by, Permission.MANAGE_AGREEMENTS, partnership)
    organisation = Organisation.objects.filter(name=name).first()
    if organisation is None:
        organisation = Organisation(name=name, kind=kind)
        save_checked(organisation)
    elif Membership.objects.filter(
        queries.live_on(since), partnership=partnership, organisation=organisation
    ).exists():
        raise Refused("already_a_member", f"{name} is already a member on that day.")
    save_checked(Membership(partnership=partnership, organisation=organisation, status=status, since=since))
    audit.record(
        "partners.organisation_admitted",
        by=by,
        partnership=partnership.slug,
        subject=organisation,
        detail={"status": status},
    )
    return organisation


@transaction.atomic
def end_membership(membership: Membership, *, until: dt.date, by: Person) -> Membership:
    """An organisation leaves: its people reach nothing of the partnership's after that day."""
    require(by, Permission.MANAGE_AGREEMENTS, membership.partnership)
    if until < membership.since:
        raise Refused("ends_before_start", "The last day cannot be before the first.")
    refuse_later(membership.until, until)
    membership.until = until
    membership.save(update_fields=["until"])
    audit.record(
        "partners.membership_ended",
        by=by,
        partnership=membership.partnership.slug,
        subject=membership.organisation,
        detail={"until": until.isoformat()},
    )
    return membership


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
    review_on: dt.date | None = None,
    by: Person | None,
) -> SharingAgreement:
    """Record a sharing agreement between organisations; it opens access until it expires."""
    if by is not None:
        require(by, Permission.MANAGE_AGREEMENTS, partnership)
    inside = set(queries.members(partnership).values_list("pk", flat=True))
    for organisation in organisations:
        if organisation.pk not in inside:
            raise Refused("not_a_member", f"{organisation.name} is not a member of the partnership today.")
    agreement = SharingAgreement(
        partnership=partnership,
        title=title,
        purpose=purpose,
        gateway=gateway,
        starts_on=starts_on,
        expires_on=expires_on,
        review_on=review_on,
    )
    save_checked(agreement)
    agreement.organisations.set(organisations)
    audit.record("partners.agreement_signed", by=by, partnership=partnership.slug, subject=agreement)
    return agreement


@transaction.atomic
def renew_agreement(agreement: SharingAgreement, *, expires_on: dt.date, by: Person) -> SharingAgreement:
    """Give a sharing agreement a later end, after its parties have signed again."""
    require(by, Permission.MANAGE_AGREEMENTS, agreement.partnership)
    if expires_on <= max(agreement.expires_on, queries.today()):
        raise Refused("not_later", "The new last day must be later than today and than the present one.")
    before, agreement.expires_on = agreement.expires_on, expires_on
    agreement.save(update_fields=["expires_on"])
    audit.record(
        "partners.agreement_renewed",
        by=by,
        partnership=agreement.partnership.slug,
        subject=agreement,
        detail={"from": before.isoformat(), "to": expires_on.isoformat()},
    )
    return agreement


def confirm_review(partnership: Partnership, *, by: Person) -> None:
    """Somebody looked through the list of who has access, and it is right."""
    require(by, Permission.MANAGE_PEOPLE, partnership)
    people = queries.colleagues(partnership).count()
    audit.record("partners.access_reviewed", by=by, partnership=partnership.slug, detail={"people": people})


def check_audit(partnership: Partnership, *, by: Person) -> Job:
    """Have the whole audit read from its first event; asked for twice, it is done once."""
    require(by, Permission.READ_AUDIT, partnership)
    running = job_queries.unfinished(partnership.slug, chain.verify_audit.name).first()
    return running or jobs.start(
        chain.verify_audit,
        title="Check that nobody has touched the audit",
        by=by,
        partnership_slug=partnership.slug,
        permission=Permission.READ_AUDIT.name,
    )
