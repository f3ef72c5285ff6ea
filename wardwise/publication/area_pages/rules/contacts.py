"""Whom to ask about a ward."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.partners import rules as partner_rules
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.publication.area_pages import queries
from wardwise.publication.area_pages.models import WardContact


@transaction.atomic
def set_contact(*, partnership: Partnership, area: Area, by: Person, **details: Any) -> WardContact:
    """Say whom to ask about a ward. Shown at once: an old meeting helps nobody."""
    partner_rules.require(by, Permission.PUBLISH, partnership)
    if not queries.wards(partnership).filter(pk=area.pk).exists():
        raise Refused("not_our_ward", f"{area.name} is not a ward of this partnership.")
    contact, _ = WardContact.objects.update_or_create(
        partnership=partnership, area=area, defaults={**details, "changed_at": timezone.now(), "changed_by": by}
    )
    audit.record("area_pages.contact_changed", by=by, partnership=partnership.slug, subject=contact)
    return contact
