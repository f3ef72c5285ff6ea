"""What to do next: the few things that wait for this person, each with its link, late things first.

Each kind is a small function, listed under the permission to do it: who may not do a thing is not asked to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from wardwise.assessment.outcomes import queries as outcomes
from wardwise.assessment.outcomes.models import Design
from wardwise.incidents import measures
from wardwise.incidents.home import store_of
from wardwise.office.audit import queries as audit
from wardwise.partners import queries as partners
from wardwise.partners.permissions import Permission as P
from wardwise.publication.area_pages import queries as area_pages
from wardwise.publication.area_pages.models import Release
from wardwise.response.operations.models import Operation
from wardwise.scanning.reports import queries as reports
from wardwise.web.desk.home import Sight, address, day

MOST = 3  # of one kind: a list that is never empty is never read
SOON = dt.timedelta(days=21)
REVIEW_EVERY = dt.timedelta(days=7)


@dataclass(frozen=True)
class Thing:
    """One thing to do: what it is, where, why now, and whether it is late."""

    words: str
    url: str
    note: str = ""
    is_late: bool = False


def answer_reports(sight: Sight) -> Iterable[Thing]:
    """The reports that have waited longest for a word."""
    waiting = reports.search(sight.reports, state="open")
    for report in waiting[:MOST]:
        where = f", {report.area.name}" if report.area else ""
        promised = timezone.localdate(report.promised_by)
        yield Thing(
            f"Answer report {report.reference}: {report.kind_title}{where}",
            address("reports:page", sight.partnership, report.pk),
            f"A word was promised by {day(promised)}",
            is_late=report.is_overdue,
        )


def review_problems(sight: Sight) -> Iterable[Thing]:
    """Problem files whose review is due."""
    for problem in sight.problems.filter(review_on__lte=partners.today()).order_by("review_on", "pk")[:MOST]:
        url = address("problems:page", sight.partnership, problem.pk)
        yield Thing(f"Review “{problem.title}”", url, f"Due on {day(problem.review_on)}", is_late=True)


def end_operations(sight: Sight) -> Iterable[Thing]:
    """Operations that are live after their last day, and those that should begin and are not approved."""
    seen, today = sight.operations, partners.today()
    over = seen.filter(status=Operation.Status.LIVE, ends_on__lt=today).order_by("ends_on", "pk")
    for one in over[:MOST]:
        url = address("operations:page", sight.partnership, one.pk)
        yield Thing(f"End or extend “{one.name}”", url, f"Its last day was {day(one.ends_on)}", is_late=True)
    soon = seen.filter(status=Operation.Status.PLANNED, starts_on__lte=today + SOON).order_by("starts_on", "pk")
    for one in soon[:MOST]:
        url = address("operations:page", sight.partnership, one.pk)
        late = one.starts_on < today
        yield Thing(f"Approve “{one.name}”", url, f"Its first day is {day(one.starts_on)}", is_late=late)


def design_evaluations(sight: Sight) -> Iterable[Thing]:
    """Operations that begin soon and nobody has fixed how they will be judged: afterwards it is too late."""
    today = partners.today()
    fixed = Design.objects.filter(operation=OuterRef("pk"), fixed_at__isnull=False)
    begins = sight.operations.filter(
        ~Exists(fixed), status__in=["planned", "approved"], starts_on__range=(today, today + SOON)
    )
    for one in begins.order_by("starts_on", "pk")[:MOST]:
        url = address("outcomes:draft", sight.partnership, one.pk)
        yield Thing(f"Fix how “{one.name}” will be judged", url, f"Before its first day, {day(one.starts_on)}")


def run_evaluations(sight: Sight) -> Iterable[Thing]:
    """Designs whose whole period is in the data and that nobody has run."""
    waiting = outcomes.of(sight.operations).filter(fixed_at__isnull=False, verdicts__isnull=True)
    found = list(waiting.order_by("fixed_at", "pk")[: 4 * MOST])
    store = store_of(sight.partnership)
    reach = {source: max(measures.months_loaded(store, source), default="") for d in found for source in d.sources}
    ready = [d for d in found if all(reach[source] >= d.after_last for source in d.sources)]
    for design in ready[:MOST]:
        url = address("outcomes:design", sight.partnership, design.pk)
        yield Thing(f"Run the evaluation of “{design.operation.name}”", url, "All its months are in the data")


def read_drafts(sight: Sight) -> Iterable[Thing]:
    """Ward pages that wait for somebody to read and approve them."""
    drafts = area_pages.releases(sight.partnership).filter(state=Release.State.DRAFT).order_by("prepared_at", "pk")
    found = list(drafts.defer("content", "reports")[: MOST + 1])
    for release in found[:MOST]:
        url = address("area_pages:release", sight.partnership, release.pk)
        prepared = day(timezone.localdate(release.prepared_at))
        yield Thing(f"Read and approve the page of {release.area.name}", url, f"Prepared on {prepared}")
    if len(found) > MOST:
        yield Thing("Read the other ward pages that wait", address("area_pages:releases", sight.partnership))


def renew_agreements(sight: Sight) -> Iterable[Thing]:
    """Sharing agreements that end soon."""
    for agreement in partners.expiring_soon(sight.partnership).order_by("expires_on", "pk")[:MOST]:
        url = address("partners:agreement", sight.partnership, agreement.pk)
        note = f"It ends on {day(agreement.expires_on)}. After that its organisations see nothing"
        yield Thing(f"Renew “{agreement.title}”", url, note)


def review_access(sight: Sight) -> Iterable[Thing]:
    """The weekly look at who has access."""
    last = audit.latest(sight.partnership.slug, "partners.access_reviewed")
    if last is None or timezone.now() - last.at > REVIEW_EVERY:
        note = f"Last done on {day(timezone.localdate(last.at))}" if last else "It has never been done"
        yield Thing("Read through who has access", address("partners:people", sight.partnership), note)


Things = Callable[[Sight], Iterable[Thing]]
KINDS: tuple[tuple[P, Things], ...] = (
    (P.TRIAGE_REPORTS, answer_reports),
    (P.WORK_ON_PROBLEMS, review_problems),
    (P.RUN_OPERATIONS, end_operations),
    (P.DESIGN_EVALUATIONS, design_evaluations),
    (P.RUN_EVALUATIONS, run_evaluations),
    (P.PUBLISH, read_drafts),
    (P.MANAGE_AGREEMENTS, renew_agreements),
    (P.MANAGE_PEOPLE, review_access),
)


def things_for(sight: Sight) -> list[Thing]:
    """What this person should do next, late things first, otherwise in the order of KINDS."""
    found = [thing for permission, make in KINDS if permission in sight.permissions for thing in make(sight)]
    return sorted(found, key=lambda thing: not thing.is_late)
