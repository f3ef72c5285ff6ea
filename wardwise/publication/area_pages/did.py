"""What was done in a ward and what came of it, as the features that know it let the public read it."""

from __future__ import annotations

import dataclasses
from typing import Any

from wardwise.partners.models import Partnership
from wardwise.places.models import Area
from wardwise.response.operations import queries as operations

Content = dict[str, Any]


def did(partnership: Partnership, area: Area) -> list[Content]:
    """The published operations that cover the ward, newest first."""
    covering = [o for o in operations.public(partnership) if (area.scheme.code, area.code) in o.area_codes]
    return [told(operation) for operation in covering]


def told(operation: operations.PublicOperation) -> Content:
    return {
        "key": operation.pk,
        "name": operation.name,
        "kind": operation.kind,
        "summary": operation.summary,
        "place": operation.place,
        "lead": operation.lead_organisation,
        "partners": [name for name, _ in operation.partners],
        "began_on": operation.began_on.isoformat(),
        "is_going_on": operation.is_going_on,
        "outputs": [figure(f) for f in operation.outputs],
        "outcomes": [figure(f) for f in operation.outcomes],
        "answers": [dataclasses.asdict(answer) for answer in operation.answers],
    }


def figure(shown: operations.PublicFigure) -> Content:
    return {
        "text": shown.text,
        "groups": list(shown.groups),
        "as_of": shown.as_of.isoformat(),
        "source": shown.source,
        "definition": shown.definition,
    }
