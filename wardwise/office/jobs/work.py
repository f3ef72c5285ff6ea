"""What the work itself sees: how it is declared, how it tells its progress, how it gives up."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from wardwise.office.jobs.models import Job

WRITE_EVERY_S = 1.0
MOST_WORDS = 200

Result = dict[str, Any] | None

stopping = threading.Event()  # set when this process has been told to stop


class JobFailed(Exception):
    """The work cannot be done; the message tells the person who asked what to do about it."""


class LeaseLost(Exception):
    """The job was ended, or given to another worker: whatever this one still does would not count."""


class Stopped(Exception):
    """This process has been told to stop; the job goes back to the queue."""


@dataclass(frozen=True)
class Work:
    """A function that may be run as a job, and the name under which a worker finds it."""

    function: Callable[..., Result]
    name: str

    def __call__(self, progress: Progress, **arguments: Any) -> Result:
        return self.function(progress, **arguments)


def work(function: Callable[..., Result]) -> Work:
    """Declare a module's function as work that can be started as a job."""
    return Work(function, f"{function.__module__}:{function.__qualname__}")


def find(name: str) -> Work:
    """The work of this name. Only what is declared as work can be reached, whatever a row says."""
    module, _, attribute = name.partition(":")
    if not module.startswith("wardwise."):
        raise LookupError(f"{name!r} is not work of ours")
    found = getattr(importlib.import_module(module), attribute, None)
    if not isinstance(found, Work):
        raise LookupError(f"{name!r} is not declared as work")
    return found


class Progress:
    """The handle by which running work tells how far it is, and learns that it should stop.

    `to` may be called as often as the work likes: it writes at most once a second.
    """

    def __init__(self, job: Job) -> None:
        self._lease = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING)
        self._written = 0.0

    def to(self, done: int, total: int = 0, words: str = "") -> None:
        """Tell how far the work is: so many done of so many (0: not known), and what it is doing now."""
        now = time.monotonic()
        if now - self._written < WRITE_EVERY_S and not (total and done >= total):
            return
        self._written = now
        self._write(done=max(0, done), total=max(0, total), words=words[:MOST_WORDS])

    def say(self, words: str) -> None:
        """Tell at once what the work is doing now, without changing the numbers."""
        self._write(done=F("done"), words=words[:MOST_WORDS])

    def _write(self, **values: Any) -> None:
        if stopping.is_set():
            raise Stopped
        if not self._lease.filter(cancelled_at__isnull=True).update(heartbeat_at=timezone.now(), **values):
            raise LeaseLost
