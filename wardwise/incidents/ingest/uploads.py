"""An archive handed over on the desk: kept in a file of its own, loaded by a job, and then deleted."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from wardwise.incidents.ingest import rules
from wardwise.incidents.ingest.exceptions import CannotLoad
from wardwise.office.jobs import queries as job_queries
from wardwise.office.jobs import rules as jobs
from wardwise.office.jobs.models import Job
from wardwise.office.jobs.work import JobFailed, Progress, work
from wardwise.partners import queries as partners
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require


def folder() -> Path:
    return Path(settings.WARDWISE_HOME) / "uploads" / "archives"


@work
def load_archive(
    progress: Progress, partnership: str, name: str, person: int, replace: bool = False
) -> dict[str, Any]:
    """Load an archive that was handed over on the desk."""
    path = folder() / f"{uuid.UUID(name)}.zip"
    ours = partners.partnership_called(partnership)
    by = partners.colleagues(ours).filter(pk=person).first()
    try:
        if by is None:
            raise JobFailed("Whoever asked for this no longer works here. Ask somebody who may load data.")
        loaded = rules.load_police_uk(partnership=ours, path=path, by=by, replace=replace, tell=progress.to)
    except CannotLoad as refused:
        path.unlink(missing_ok=True)
        raise JobFailed(f"Nothing was changed. {refused.message}") from refused
    except JobFailed:
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    link = reverse("ingest:sources", args=[partnership])
    return {"words": summary(loaded.as_dict()), "link": link}


def summary(found: dict[str, Any]) -> str:
    """What became of the rows, in one sentence."""
    if left := found["files_left_as_newer"]:
        kept = f"Left out, because the store holds another version from a later archive: {len(left):,} of the files. "
        return kept + summary({**found, "files_left_as_newer": []})
    if not found["changed"]:
        return f"The store held all of these {found['rows_read']:,} rows already: nothing changed."
    read, loaded, flagged, refused = (found[f"rows_{part}"] for part in ("read", "loaded", "flagged", "refused"))
    return (
        f"Of {read:,} rows, {loaded:,} were loaded, {flagged:,} loaded with a flag and {refused:,} refused. "
        "The page “Incidents” shows them month by month."
    )


def hand_over(*, partnership: Partnership, archive: UploadedFile[Any], by: Person, replace: bool = False) -> Job:
    """Keep an uploaded archive and have it loaded; while one is being loaded, that is the one."""
    require(by, Permission.LOAD_DATA, partnership)
    running = job_queries.unfinished(partnership.slug, load_archive.name).first()
    if running is not None:
        raise CannotLoad("An archive is being loaded already. Wait until it is done.")
    name = uuid.uuid4()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / f"{name}.zip").open("xb") as out:
        for chunk in archive.chunks():
            out.write(chunk)
    return jobs.start(
        load_archive,
        title="Load an archive of data.police.uk" + (" in place of later months" if replace else ""),
        by=by,
        partnership_slug=partnership.slug,
        arguments={"partnership": partnership.slug, "name": str(name), "person": by.pk, "replace": replace},
        permission=Permission.SEE_DATA_HEALTH.name,
    )
