from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from wardwise.office.audit.models import Event
from wardwise.office.jobs import queries, rules, running
from wardwise.office.jobs.models import Job
from wardwise.office.jobs.tests import works
from wardwise.office.jobs.work import LeaseLost, Progress, find

pytestmark = pytest.mark.django_db


class Someone:
    pk = 7


def start(work, **arguments) -> Job:
    return rules.start(work, title="Count", by=Someone(), partnership_slug="luton", arguments=arguments)


def running_job(**fields) -> Job:
    now = timezone.now()
    return Job.objects.create(
        **{
            "title": "Count",
            "partnership": "luton",
            "permission": "SEE_DESK",
            "work": works.count.name,
            "arguments": {"to": 3},
            "state": "running",
            "attempts": 1,
            "started_at": now,
            "heartbeat_at": now - dt.timedelta(minutes=2),
            **fields,
        }
    )


def test_started_work_is_done_with_its_result_and_its_audit() -> None:
    job = start(works.count, to=5)
    assert (job.state, job.done, job.total, job.attempts) == ("done", 5, 5, 1)
    assert job.result == {"words": "Counted to 5."}
    assert Event.objects.get(verb="jobs.started").detail == {"work": works.count.name}


def test_refused_work_tells_the_person_what_to_do() -> None:
    job = start(works.refuse)
    assert (job.state, job.error) == ("failed", "The file is not an archive. Choose the zip file you downloaded.")


def test_unexpected_error_shows_no_detail(caplog) -> None:
    job = start(works.stumble)
    assert job.state == "failed"
    assert "secret detail" not in job.error
    assert f"job {job.pk}" in job.error
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    "name", ["os:system", "wardwise.office.jobs.rules:start", "wardwise.office.jobs.work:nothing"]
)
def test_only_declared_work_can_be_reached(name: str) -> None:
    with pytest.raises(LookupError):
        find(name)


def test_waiting_job_is_cancelled_at_once_and_not_run() -> None:
    job = running_job(state="waiting", attempts=0)
    rules.cancel(job, by=Someone())
    running.perform.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.cancelled_by, job.attempts) == ("cancelled", 7, 0)


def test_running_work_learns_at_its_next_step_that_it_was_cancelled() -> None:
    job = running_job()
    progress = Progress(job)
    rules.cancel(job, by=Someone())
    with pytest.raises(LeaseLost):
        progress.to(1, 3)
    running.finish_cancelled(job)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_ended_job_cannot_be_cancelled() -> None:
    job = start(works.count, to=1)
    with pytest.raises(rules.NotNow):
        rules.cancel(job, by=Someone())


def test_job_of_a_dead_worker_is_run_again() -> None:
    job = running_job()
    assert rules.reap() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_job_that_killed_its_worker_three_times_is_failed_with_a_clear_message() -> None:
    job = running_job(attempts=3)
    rules.reap()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "stopped 3 times" in job.error


def test_job_with_a_heartbeat_is_left_alone() -> None:
    running_job(heartbeat_at=timezone.now())
    assert rules.reap() == 0


def test_worker_that_was_thought_dead_cannot_write_any_more() -> None:
    old = running_job()
    rules.reap()
    running.finish(old, {"words": "I am back"})
    with pytest.raises(LeaseLost):
        Progress(old).say("Still here")
    old.refresh_from_db()
    assert old.result == {"words": "Counted to 3."}


def test_job_that_the_queue_forgot_is_queued_again() -> None:
    job = running_job(state="waiting", attempts=0, asked_at=timezone.now() - dt.timedelta(minutes=5))
    rules.reap()
    job.refresh_from_db()
    assert job.state == "done"


def test_cancelled_job_of_a_dead_worker_stays_cancelled() -> None:
    job = running_job()
    rules.cancel(job, by=Someone())
    rules.reap()
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_jobs_are_deleted_a_year_after_they_ended() -> None:
    start(works.count, to=1)
    rules.reap(timezone.now() + dt.timedelta(days=366))
    assert not Job.objects.exists()


def test_progress_writes_at_most_once_a_second(django_assert_max_num_queries) -> None:
    progress = Progress(running_job())
    with django_assert_max_num_queries(2):
        for number in range(1_000):
            progress.to(number, 1_001)


def test_only_jobs_of_ones_own_partnership_and_permissions_are_visible() -> None:
    job = start(works.count, to=1)
    assert list(queries.visible_to("luton", ["SEE_DESK"])) == [job]
    assert not queries.visible_to("bedford", ["SEE_DESK"]).exists()
    assert not queries.visible_to("luton", ["EXPLORE"]).exists()
