"""What an operation's page says of its evaluation."""

from __future__ import annotations

from django.urls import reverse

from wardwise.assessment.outcomes import queries, rules
from wardwise.assessment.outcomes.models import Design
from wardwise.partners import queries as partners
from wardwise.partners.permissions import Permission
from wardwise.response.operations.models import Operation
from wardwise.response.operations.panels import Panel


def evaluation(operation: Operation, permissions: frozenset[Permission]) -> Panel:
    """How it will be judged or was judged; and a warning while there is still time."""
    slug = operation.partnership.slug
    lines, links = [], []
    for design in Design.objects.filter(operation=operation).prefetch_related("verdicts"):
        url = reverse("outcomes:design", args=[slug, design.pk])
        verdict = queries.latest(design)
        if verdict is not None:
            lines.append(verdict.headline)
            links.append(("The verdict", reverse("outcomes:verdict", args=[slug, verdict.pk])))
        elif design.fixed_at is not None:
            when = "after the start" if design.is_late else "before the start"
            lines.append(f"How it will be judged was fixed {when}, on {design.fixed_at:%-d %B %Y}.")
            links.append(("The design", url))
        else:
            lines.append("A design is drafted, but not fixed.")
            links.append(("The draft", url))
    if not lines:
        late = rules.has_begun(operation, partners.today())
        lines.append(
            "No evaluation was designed before it began: a verdict could not go beyond level 2."
            if late
            else "No evaluation is designed yet. It must be fixed before the first day."
        )
    if Permission.DESIGN_EVALUATIONS in permissions and operation.status not in ("evaluated", "withdrawn"):
        links.append(("Design an evaluation", reverse("outcomes:draft", args=[slug, operation.pk])))
    return Panel("Evaluation", tuple(lines), tuple(links))
