"""What may be done with signposts: put one up, change it, take it down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners import rules as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.publication.signposts.models import Signpost


@transaction.atomic
def put_up(*, partnership: Partnership, by: Person, **words: Any) -> Signpost:
    """Tell visitors something new to do."""
    partners.require(by, Permission.PUBLISH, partnership)
    signpost = Signpost.objects.create(partnership=partnership, **words)
    audit.record("signposts.put_up", by=by, partnership=partnership.slug, subject=signpost)
    return signpost


@transaction.atomic
def change(signpost: Signpost, *, by: Person, **words: Any) -> Signpost:
    """Change what a signpost says or whether it is shown."""
    partners.require(by, Permission.PUBLISH, signpost.partnership)
    for name, value in words.items():
        setattr(signpost, name, value)
    signpost.changed_at = timezone.now()
    signpost.save(update_fields=[*words, "changed_at"])
    audit.record("signposts.changed", by=by, partnership=signpost.partnership.slug, subject=signpost)
    return signpost


@transaction.atomic
def take_down(signpost: Signpost, *, by: Person) -> None:
    """Remove a signpost for good."""
    partners.require(by, Permission.PUBLISH, signpost.partnership)
    audit.record("signposts.taken_down", by=by, partnership=signpost.partnership.slug, subject=signpost)
    signpost.delete()
