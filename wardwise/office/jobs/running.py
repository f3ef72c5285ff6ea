"""How a worker does a job: take the lease, keep it alive, do the work, say how it ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connection, connections
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import task

from wardwise.office.jobs.models import Job
from wardwise.office.jobs.work import JobFailed, LeaseLost, Progress, Result, Stopped, find

log = logging.getLogger(__name__)

HEARTBEAT_S = 10.0
UNEXPECTED = (
    "Something went wrong inside, and nothing half-done was kept. "
    "Try again; if it fails again, tell your operator “job {}”."
)


@task
def perform(job_id: int) -> None:
    """What the queue holds: the number of a job. Harmless to run for a job that is no longer waiting."""
    job = claim(job_id)
    if job is None:
        return
    try:
        with heartbeat(job):
            result = find(job.work)(Progress(job), **job.arguments)
        finish(job, result)
    except LeaseLost:
        finish_cancelled(job)
    except (Stopped, OperationalError) as reason:
        give_back(job, reason)
    except JobFailed as refusal:
        fail(job, str(refusal))
    except Exception:
        log.exception("job %s failed", job.pk)
        fail(job, UNEXPECTED.format(job.pk))


def enqueue(job: Job) -> None:
    """Tell the workers that this job waits. Should this be lost, the reaper tells them again."""
    Job.objects.filter(pk=job.pk).update(queued_at=timezone.now())
    queued = perform.enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(queue_id=queued.id)


def claim(job_id: int) -> Job | None:
    """Take the lease of a waiting job. Of two workers at once, one gets it."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now, done=0, words=""
    )
    return Job.objects.get(pk=job_id) if taken else None


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own while the work runs, so that only a dead process loses it.

    Inside a transaction (work that runs at once, in a test) nobody else could see the beats, so there are none.
    """
    if connection.in_atomic_block:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=beat, args=(job, ended), daemon=True, name=f"heartbeat of job {job.pk}")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def beat(job: Job, ended: threading.Event) -> None:
    while not ended.wait(HEARTBEAT_S):
        try:
            held(job).update(heartbeat_at=timezone.now())
        except DatabaseError:
            log.warning("heartbeat of job %s was not written", job.pk)
    connections.close_all()


def held(job: Job) -> QuerySet[Job]:
    """The job's row, if this lease is still the present one."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING)


def finish(job: Job, result: Result) -> None:
    held(job).update(
        state=Job.State.DONE,
        finished_at=timezone.now(),
        result=result or {},
        done=F("total"),
        words="",
    )


def fail(job: Job, message: str) -> None:
    held(job).update(state=Job.State.FAILED, finished_at=timezone.now(), error=message, words="")


def finish_cancelled(job: Job) -> None:
    """The work stopped because somebody cancelled it. If the lease is simply lost, there is nothing to write."""
    held(job).filter(cancelled_at__isnull=False).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), words=""
    )


def give_back(job: Job, reason: Exception) -> None:
    """Back to the queue, or failed when it has been tried often enough. A worker told to stop costs no attempt."""
    allowed = job.most_attempts + (1 if isinstance(reason, Stopped) else 0)
    if job.attempts >= allowed:
        log.error("job %s was given up after %s attempts: %s", job.pk, job.attempts, reason)
        fail(job, UNEXPECTED.format(job.pk))
    elif held(job).update(state=Job.State.WAITING, words="Interrupted. It will start again by itself."):
        enqueue(job)
