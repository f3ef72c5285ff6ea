"""Preparing every ward of a partnership, as a job."""

from __future__ import annotations

from wardwise.office.jobs.work import JobFailed, Progress, work
from wardwise.partners.models import Partnership, Person
from wardwise.publication.area_pages import queries
from wardwise.publication.area_pages.rules.drafting import prepare


@work
def every_ward(progress: Progress, *, partnership: int, person: int) -> dict[str, object]:
    """A draft for each ward. Done again after an interruption, it prepares them anew and loses nothing."""
    where, by = Partnership.objects.get(pk=partnership), Person.objects.get(pk=person)
    wards = list(queries.wards(where))
    if not wards:
        raise JobFailed("No wards have been loaded for this partnership. Ask your operator to load their boundaries.")
    for done, area in enumerate(wards):
        progress.to(done, len(wards), f"Preparing {area.name}")
        prepare(partnership=where, area=area, by=by)
    progress.to(len(wards), len(wards), "Prepared")
    return {
        "words": f"Drafts of {len(wards)} area pages are ready to be read and approved.",
        "link": f"/desk/{where.slug}/releases/",
    }
