"""What changed: the published verdicts on operations that covered the ward, with their level and uncertainty."""

from __future__ import annotations

from typing import Any

from wardwise.assessment.outcomes import queries as outcomes
from wardwise.partners.models import Partnership
from wardwise.places.models import Area
from wardwise.response.operations.models import Operation

Content = dict[str, Any]


def changed(partnership: Partnership, area: Area) -> list[Content]:
    """The verdicts that the public may read, newest operation first."""
    verdicts = outcomes.public_verdicts(partnership)
    covering = Operation.objects.filter(partnership=partnership, areas=area, pk__in=verdicts)
    return [told(operation, verdicts[operation.pk]) for operation in covering.order_by("-starts_on", "name")]


def told(operation: Operation, verdict: outcomes.PublicVerdict) -> Content:
    return {
        "operation": operation.name,
        "headline": verdict.headline,
        "sentences": list(verdict.sentences),
        "cautions": list(verdict.cautions),
        "level": verdict.level,
        "measure": verdict.measure,
        "treated": verdict.treated,
        "control": verdict.control,
        "around": verdict.around,
        "around_names": verdict.around_names,
        "before": verdict.before,
        "after": verdict.after,
        "implementation": verdict.implementation,
        "perception": verdict.perception,
        "equality": verdict.equality,
        "fixed_on": verdict.fixed_on.isoformat(),
        "is_late": verdict.is_late,
        "made_on": verdict.made_on.isoformat(),
        "other_designs": verdict.other_designs,
    }
