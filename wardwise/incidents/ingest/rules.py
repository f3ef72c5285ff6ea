"""What may be done with supplied data: load it, and match it to areas again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wardwise.incidents import schema
from wardwise.incidents.home import store_of
from wardwise.incidents.ingest import matching, police_uk, queries
from wardwise.incidents.ingest.archive import BadArchive
from wardwise.incidents.ingest.exceptions import CannotLoad
from wardwise.incidents.ingest.loaded import Loaded
from wardwise.office.audit import rules as audit
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require

Tell = Callable[[int, int, str], None]


def load_police_uk(
    *, partnership: Partnership, path: Path, by: Person | None, replace: bool = False, tell: Tell = lambda *_: None
) -> Loaded:
    """Load an archive of data.police.uk (zip or folder) into a partnership's store.

    Every row is accounted for; a bad archive changes nothing; the same archive again changes nothing; what came with
    a later archive stays unless `replace`. `by` is none at the operator's command line.
    """
    if by is not None:
        require(by, Permission.LOAD_DATA, partnership)
    try:
        loaded = police_uk.load(
            store_of(partnership), path, queries.ground_of(partnership), replace=replace, tell=tell
        )
    except (BadArchive, schema.Refused) as problem:
        raise CannotLoad(str(problem)) from problem
    audit.record(
        "ingest.police_uk_loaded",
        by=by,
        partnership=partnership.slug,
        subject="incidents:police-uk",
        detail={
            **_numbers(loaded),
            "months_written": sum(len(months) for months in loaded.months_written.values()),
            "replaced_later": replace,
        },
    )
    return loaded


def _numbers(loaded: Loaded) -> dict[str, Any]:
    return {key: value for key, value in loaded.as_dict().items() if key.startswith("rows_")}


def match_areas(*, partnership: Partnership, by: Person | None, tell: Tell = lambda *_: None) -> dict[str, list[str]]:
    """Match every stored row to the partnership's areas again. Returns the months that changed, by source."""
    if by is not None:
        require(by, Permission.LOAD_DATA, partnership)
    store = store_of(partnership)
    if not store.sources():
        return {}
    try:
        written = matching.match_areas(store, queries.ground_of(partnership), tell=tell)
    except schema.Refused as problem:
        raise CannotLoad(str(problem)) from problem
    if written:
        audit.record(
            "ingest.areas_matched",
            by=by,
            partnership=partnership.slug,
            subject="incidents:all",
            detail={source: len(months) for source, months in written.items()},
        )
    return written
