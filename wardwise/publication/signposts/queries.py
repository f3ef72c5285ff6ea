"""Which signposts there are."""

from __future__ import annotations

from django.db.models import QuerySet

from wardwise.partners.models import Partnership
from wardwise.publication.signposts.models import Signpost


def shown_by(partnership: Partnership) -> QuerySet[Signpost]:
    """What the public sees, in the partnership's order."""
    return Signpost.objects.filter(partnership=partnership, is_shown=True)


def all_of(partnership: Partnership) -> QuerySet[Signpost]:
    return Signpost.objects.filter(partnership=partnership)
