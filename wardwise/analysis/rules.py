"""What may be done with analysis: take it out of the system, on the record."""

from __future__ import annotations

import hashlib

from django.db import transaction

from wardwise.analysis.choices import Choice
from wardwise.incidents.runs import rules as runs
from wardwise.incidents.runs.models import Run
from wardwise.office.audit import rules as audit
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require

EXPORT_KIND = "explore-export"


@transaction.atomic
def record_export(
    *, partnership: Partnership, choice: Choice, snapshot: str, file: str, rows: int, content: bytes, by: Person
) -> Run:
    """Keep what was asked of which data, and that this person took the answer out."""
    require(by, Permission.EXPORT, partnership)
    run = runs.keep_run(
        kind=EXPORT_KIND,
        partnership=partnership,
        parameters={**choice.as_dict(), "file": file},
        snapshot=snapshot,
        result=result_of(content, rows),
        by=by,
    )
    audit.record(
        "analysis.exported", by=by, partnership=partnership.slug, subject=run, detail={"file": file, "rows": rows}
    )
    return run


def result_of(content: bytes, rows: int) -> dict[str, int | str]:
    """What is kept of a file: enough to know whether another is the same to the last bit."""
    return {"rows": rows, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
