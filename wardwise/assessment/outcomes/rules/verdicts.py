"""What people add to a verdict, and whether the public sees it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from wardwise.assessment.outcomes.models import Verdict
from wardwise.assessment.outcomes.rules.designs import refuse_claims, write_down
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require


@transaction.atomic
def note(
    *,
    verdict: Verdict,
    implementation: str,
    outcome: str,
    perception: str,
    equality: str,
    by: Person,
) -> Verdict:
    """Add what people know to the four heads of a verdict. Left empty, a head reads “not measured”."""
    require(by, Permission.RUN_EVALUATIONS, verdict.design.operation.partnership)
    verdict = Verdict.objects.select_for_update().get(pk=verdict.pk)
    if verdict.published_at is not None:
        raise Refused("is_published", "The verdict is public: take it back before changing its notes.")
    notes = {
        "implementation_note": implementation,
        "outcome_note": outcome,
        "perception_note": perception,
        "equality_note": equality,
    }
    for name, text in notes.items():
        refuse_claims(text, level=verdict.level)
        setattr(verdict, name, text.strip())
    verdict.noted_at, verdict.noted_by = timezone.now(), by
    verdict.save(update_fields=[*notes, "noted_at", "noted_by"])
    write_down("outcomes.verdict_noted", verdict.design, by, {"verdict": verdict.pk})
    return verdict


@transaction.atomic
def publish(*, verdict: Verdict, is_public: bool, by: Person) -> Verdict:
    """Show a verdict on the public pages, or take it back. All of it is shown, whatever it says."""
    require(by, Permission.PUBLISH, verdict.design.operation.partnership)
    verdict = Verdict.objects.select_for_update().get(pk=verdict.pk)
    verdict.published_at, verdict.published_by = (timezone.now(), by) if is_public else (None, None)
    verdict.save(update_fields=["published_at", "published_by"])
    write_down("outcomes.verdict_published", verdict.design, by, {"verdict": verdict.pk, "public": is_public})
    return verdict
