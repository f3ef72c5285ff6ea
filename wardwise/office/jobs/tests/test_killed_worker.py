from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from wardwise.office.jobs import rules, running
from wardwise.office.jobs.models import Job
from wardwise.office.jobs.tests import works


def address_of_test_database() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    host = str(settings["HOST"]).replace("/", "%2F")
    return f"postgres://{settings['USER']}@{host}/{settings['NAME']}"


def wait_until(question, seconds: float = 60) -> None:
    """Wait for another process, looking often; fail loudly when it never happens."""
    import time

    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "the worker did not come that far"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_loses_nothing(tmp_path: Path, monkeypatch) -> None:
    queue = DatabaseBackend("default", {})
    monkeypatch.setattr(type(running.perform), "get_backend", lambda self: queue)
    arguments = {"folder": str(tmp_path)}
    job = rules.start(works.dawdle_once, title="Dawdle", by=None, partnership_slug="luton", arguments=arguments)
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_test_database(),
        "WARDWISE_HOME": str(tmp_path / "worker"),
        "DJANGO_SETTINGS_MODULE": "wardwise.config.settings",
    }
    command = [sys.executable, "-m", "wardwise.console", "worker"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as worker:
        wait_until((tmp_path / "begun").exists)
        worker.send_signal(signal.SIGKILL)
    assert Job.objects.get(pk=job.pk).state == "running"
    assert rules.reap(timezone.now() + dt.timedelta(minutes=5)) == 1
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as worker:
        wait_until(lambda: Job.objects.get(pk=job.pk).is_ended)
        worker.send_signal(signal.SIGTERM)
    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.attempts, done.result["words"]) == ("done", 2, "Done at the second attempt.")
