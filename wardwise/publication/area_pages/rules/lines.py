"""The “you said, we did” lines of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from wardwise.analysis import honesty
from wardwise.office.audit import rules as audit
from wardwise.partners import rules as partner_rules
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Person
from wardwise.partners.permissions import Permission
from wardwise.publication.area_pages.models import Release, SaidLine
from wardwise.publication.area_pages.rules.moves import State

MOST_LINES = 12


@dataclass(frozen=True)
class Said:
    """One pair of lines: what people said and what was done."""

    said: str
    did: str = ""


@transaction.atomic
def write_lines(release: Release, *, lines: Sequence[Said], by: Person) -> None:
    """Change a draft's “you said, we did” lines. What may not be said to the public is refused with the reason."""
    partner_rules.require(by, Permission.PUBLISH, release.partnership)
    if release.state != State.DRAFT:
        raise Refused("not_a_draft", "Only a draft can be changed. Prepare a new release.")
    if len(lines) > MOST_LINES:
        raise Refused("too_many_lines", f"A page has room for {MOST_LINES} lines. Choose the ones that matter most.")
    refuse_dishonest(lines)
    release.lines.all().delete()
    put_lines(release, lines)
    audit.record(
        "area_pages.lines_changed",
        by=by,
        partnership=release.partnership.slug,
        subject=release,
        detail={"lines": len(lines)},
    )


def refuse_dishonest(lines: Sequence[Said]) -> None:
    try:
        for line in lines:
            honesty.check(line.said, honesty.Audience.PUBLIC)
            honesty.check(line.did, honesty.Audience.PUBLIC)
    except honesty.Dishonest as problem:
        raise Refused("dishonest", str(problem)) from problem


def put_lines(release: Release, lines: Sequence[Said]) -> None:
    SaidLine.objects.bulk_create(
        SaidLine(release=release, position=i, said=line.said, did=line.did) for i, line in enumerate(lines)
    )
