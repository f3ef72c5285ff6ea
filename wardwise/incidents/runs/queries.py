"""Which runs may be seen."""

from __future__ import annotations

from django.db.models import QuerySet

from wardwise.incidents.runs.models import Run
from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission


def visible_to(person: Person, partnership: Partnership) -> QuerySet[Run]:
    """The runs of a partnership, for those who may explore there; none for anybody else."""
    if Permission.EXPLORE not in partners.permissions_of(person, partnership):
        return Run.objects.none()
    return Run.objects.filter(partnership=partnership).select_related("partnership", "made_by")
