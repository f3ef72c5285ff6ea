"""What comes onto the public site and what is taken down."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.office.jobs import queries as job_queries
from wardwise.office.jobs import rules as jobs
from wardwise.office.jobs.models import Job
from wardwise.partners import rules as partner_rules
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.publication.area_pages.models import Release
from wardwise.publication.area_pages.rules.every_ward import every_ward
from wardwise.publication.area_pages.rules.lines import Said, refuse_dishonest
from wardwise.publication.area_pages.rules.moves import State, move, refuse_move


def prepare_all(*, partnership: Partnership, by: Person) -> Job:
    """Prepare drafts of every ward, as a job; asked for twice, it is done once."""
    partner_rules.require(by, Permission.PUBLISH, partnership)
    running = job_queries.unfinished(partnership.slug, every_ward.name).first()
    return running or jobs.start(
        every_ward,
        title="Prepare the area pages of every ward",
        by=by,
        partnership_slug=partnership.slug,
        arguments={"partnership": partnership.pk, "person": by.pk},
        permission=Permission.PUBLISH.name,
    )


@transaction.atomic
def approve(release: Release, *, by: Person) -> Release:
    """Put a draft on the public site, in place of what stands there."""
    partner_rules.require(by, Permission.PUBLISH, release.partnership)
    Partnership.objects.select_for_update().get(pk=release.partnership_id)
    release = Release.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=release.pk)
    refuse_move(release, State.APPROVED)
    refuse_dishonest([Said(line.said, line.did) for line in release.lines.all()])
    standing = Release.objects.filter(partnership=release.partnership, area=release.area_id, state=State.APPROVED)
    for older in standing:
        move(older, State.REPLACED, by=by)
    release.state, release.approved_at, release.approved_by = State.APPROVED, timezone.now(), by
    release.save(update_fields=["state", "approved_at", "approved_by"])
    audit.record("area_pages.approved", by=by, partnership=release.partnership.slug, subject=release)
    return release


@transaction.atomic
def withdraw(release: Release, *, reason: str, by: Person) -> Release:
    """Take a release down. The page then says that its figures are being corrected, until another is approved."""
    partner_rules.require(by, Permission.PUBLISH, release.partnership)
    if not reason.strip():
        raise Refused("no_reason", "Say why it is taken down: colleagues will ask.")
    release = Release.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=release.pk)
    release.reason = reason.strip()[:300]
    return move(release, State.WITHDRAWN, by=by)


@transaction.atomic
def discard(release: Release, *, by: Person) -> Release:
    """Throw a draft away. It stays in the history."""
    partner_rules.require(by, Permission.PUBLISH, release.partnership)
    release = Release.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=release.pk)
    return move(release, State.DISCARDED, by=by)
