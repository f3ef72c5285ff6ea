"""Which move of a release is allowed now."""

from __future__ import annotations

from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Person
from wardwise.publication.area_pages.models import Release

State = Release.State
MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.APPROVED, State.DISCARDED}),
    State.APPROVED: frozenset({State.REPLACED, State.WITHDRAWN}),
    State.REPLACED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.DISCARDED: frozenset(),
}


def refuse_move(release: Release, to: str) -> None:
    if to not in MOVES[release.state]:
        raise Refused("not_now", f"This release is “{release.get_state_display()}”: that cannot be done with it now.")


def move(release: Release, to: str, *, by: Person) -> Release:
    refuse_move(release, to)
    release.state, release.ended_at, release.ended_by = to, timezone.now(), by
    release.save(update_fields=["state", "ended_at", "ended_by", "reason"])
    audit.record(f"area_pages.{to}", by=by, partnership=release.partnership.slug, subject=release)
    return release
