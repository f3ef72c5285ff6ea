"""Starting, cancelling and rescuing jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from wardwise.office.audit import rules as audit
from wardwise.office.jobs import running
from wardwise.office.jobs.models import KEPT_DAYS, Job
from wardwise.office.jobs.work import Work

LEASE = dt.timedelta(seconds=60)  # six missed heartbeats
GIVEN_UP = (
    "The worker stopped {} times while doing this, so it was not tried again. Nothing half-done was kept. "
    "Ask your operator to look at the worker's memory and log, then start it again."
)


class NotNow(Exception):
    """The job has ended: there is nothing left to cancel."""

    code = "job_has_ended"


def start(
    work: Work,
    *,
    title: str,
    by: audit.HasKey | None,
    partnership_slug: str,
    arguments: dict[str, Any] | None = None,
    permission: str = "SEE_DESK",
    most_attempts: int = 3,
) -> Job:
    """Hand long work to a worker and return at once with the job, whose page shows how far it is.

    `arguments` are keyword arguments of the work: codes, keys and paths, never names or free text. `permission` is
    the name of the permission that lets colleagues see the job.
    """
    with transaction.atomic():
        job = Job.objects.create(
            title=title[:200],
            partnership=partnership_slug,
            permission=permission,
            work=work.name,
            arguments=arguments or {},
            asked_by=by.pk if by else None,
            most_attempts=most_attempts,
        )
        audit.record("jobs.started", by=by, partnership=partnership_slug, subject=job, detail={"work": work.name})
    running.enqueue(job)
    job.refresh_from_db()
    return job


@transaction.atomic
def cancel(job: Job, *, by: audit.HasKey) -> Job:
    """Cancel a job: one that waits ends at once; one that runs stops the next time it tells its progress."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_ended:
        raise NotNow("This work has already ended.")
    if job.cancelled_at is None:
        job.cancelled_at, job.cancelled_by = timezone.now(), by.pk
        if job.state == Job.State.WAITING:
            job.state, job.finished_at = Job.State.CANCELLED, job.cancelled_at
        job.save(update_fields=["cancelled_at", "cancelled_by", "state", "finished_at"])
        audit.record("jobs.cancelled", by=by, partnership=job.partnership, subject=job)
    return job


def reap(now: dt.datetime | None = None) -> int:
    """Rescue the jobs of workers that died, and answer how many. Workers call it every quarter of a minute."""
    now = now or timezone.now()
    rescued = sum(rescue(job) for job in abandoned(now)) + sum(ring_again(job, now) for job in forgotten(now))
    Job.objects.filter(finished_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    return rescued


def abandoned(now: dt.datetime) -> QuerySet[Job]:
    """Running jobs whose lease has run out: their worker was killed, or lost the database."""
    return Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - LEASE)


def rescue(job: Job) -> int:
    """Put an abandoned job back in the queue, or fail it if it has killed its worker often enough."""
    lease = Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts, heartbeat_at=job.heartbeat_at
    )
    now = timezone.now()
    if job.cancelled_at is not None:
        changed = lease.update(state=Job.State.CANCELLED, finished_at=now, words="")
    elif job.attempts >= job.most_attempts:
        changed = lease.update(state=Job.State.FAILED, finished_at=now, words="", error=GIVEN_UP.format(job.attempts))
    else:
        changed = lease.update(state=Job.State.WAITING, words="The worker stopped. It will start again by itself.")
        if changed:
            running.enqueue(job)
    if changed:
        tidy_queue(job.queue_id)
    return changed


def forgotten(now: dt.datetime) -> QuerySet[Job]:
    """Waiting jobs that the queue does not hold: a worker died between taking the entry and taking the job."""
    in_queue = DBTaskResult.objects.filter(status="READY").values_list("id", flat=True)
    ids = {str(key) for key in in_queue} | {key.hex for key in in_queue}
    return (
        Job.objects.filter(state=Job.State.WAITING)
        .filter(Q(queued_at__isnull=True, asked_at__lt=now - LEASE) | Q(queued_at__lt=now - LEASE))
        .exclude(queue_id__in=ids)
    )


def ring_again(job: Job, now: dt.datetime) -> int:
    """Queue a forgotten job again; of several reapers at once, one does it."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.WAITING, queued_at=job.queued_at).update(queued_at=now)
    if mine:
        tidy_queue(job.queue_id)
        running.enqueue(job)
    return mine


def tidy_queue(queue_id: str) -> None:
    """The library leaves a killed worker's entry running for ever; say that it failed."""
    if len(queue_id.replace("-", "")) == 32:  # the immediate queue of the tests has other numbers
        DBTaskResult.objects.filter(id=queue_id, status="RUNNING").update(
            status="FAILED", finished_at=timezone.now(), exception_class_path="wardwise.office.jobs.rules.WorkerDied"
        )
