"""What may be done with analysis: take it out of the system, on the record."""

from __future__ import annotations

import hashlib

from django.db import transaction

from wardwise.analysis.choices import Choice
from wardwise.office.audit import rules as audit
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require


@transaction.atomic
def record_export(
    *, partnership: Partnership, choice: Choice, snapshot: str, file: str, rows: int, content: bytes, by: Person
) -> None:
    """Keep what was asked of which data, and that this person took the answer out."""
    require(by, Permission.EXPORT, partnership)
    detail = {"file": file, "rows": rows, "sha256": hashlib.sha256(content).hexdigest(), "snapshot": snapshot}
    audit.record("analysis.exported", by=by, partnership=partnership.slug, detail=detail | choice.as_dict())
