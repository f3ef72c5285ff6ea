"""Writing down what could be told of a ward now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partners
from wardwise.partners import rules as partner_rules
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.places.models import Area
from wardwise.publication.area_pages import changed, did, queries, recorded, said
from wardwise.publication.area_pages.models import Release
from wardwise.publication.area_pages.rules.lines import Said, put_lines
from wardwise.publication.area_pages.rules.moves import State, move


def prepare(*, partnership: Partnership, area: Area, by: Person, today: dt.date | None = None) -> Release:
    """Write down what could be told of a ward now, as a draft. An older draft of the ward is discarded.

    Reading the counts may take a second, so it happens before the transaction; two at once leave one draft.
    """
    partner_rules.require(by, Permission.PUBLISH, partnership)
    if not queries.wards(partnership).filter(pk=area.pk).exists():
        raise Refused("not_our_ward", f"{area.name} is not a ward of this partnership.")
    shown_before = list(queries.ever_shown(partnership, area))
    reports, kept = said.said(partnership, area, today=today or partners.today(), shown_before=shown_before)
    content = {
        "recorded": recorded.recorded(partnership, area),
        "said": reports,
        "did": did.did(partnership, area),
        "changed": changed.changed(partnership, area),
    }
    return _save_draft(partnership, area, content, kept, shown_before, by)


@transaction.atomic
def _save_draft(
    partnership: Partnership,
    area: Area,
    content: dict[str, Any],
    kept: dict[str, Any],
    shown_before: list[Release],
    by: Person,
) -> Release:
    Partnership.objects.select_for_update().get(pk=partnership.pk)  # releases of a place are numbered one by one
    existing = Release.objects.filter(partnership=partnership, area=area)
    if [r.pk for r in queries.ever_shown(partnership, area)] != [r.pk for r in shown_before]:
        raise Refused("approved_meanwhile", "A release of this ward was approved meanwhile. Prepare it again.")
    lines = [Said(line.said, line.did) for line in queries.latest_lines(partnership, area)]
    for draft in existing.filter(state=State.DRAFT):
        move(draft, State.DISCARDED, by=by)
    last = existing.order_by("-number").first()
    release = Release.objects.create(
        partnership=partnership,
        area=area,
        number=last.number + 1 if last else 1,
        content=content,
        reports=kept,
        prepared_by=by,
    )
    put_lines(release, lines)
    audit.record("area_pages.prepared", by=by, partnership=partnership.slug, subject=release)
    return release
