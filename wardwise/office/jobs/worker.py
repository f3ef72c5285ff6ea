"""The worker process: the queue's own loop, beside a thread that rescues the jobs of dead workers."""

from __future__ import annotations

import logging
import threading
from types import FrameType

from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from wardwise.office.jobs import chores, rules
from wardwise.office.jobs.work import stopping

log = logging.getLogger(__name__)

REAP_EVERY_S = 15.0
CHORES_EVERY_ROUNDS = 20  # five minutes


class StoppableWorker(Worker):
    """Told to stop, it hands the running job back to the queue instead of finishing it first."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        stopping.set()
        super().shutdown(signum, frame)


def work_until_told_to_stop() -> None:
    """Take jobs one after another until a signal arrives."""
    logging.getLogger("django_tasks_db").setLevel(logging.CRITICAL)
    threading.Thread(target=reap_now_and_then, daemon=True, name="reaper").start()
    worker = StoppableWorker(
        queue_names=["default"],
        interval=1.0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def reap_now_and_then() -> None:
    rounds = 0
    while not stopping.is_set():
        try:
            if rounds % CHORES_EVERY_ROUNDS == 0:
                chores.do_all()
            rounds += 1
            rescued = rules.reap()
        except DatabaseError:
            log.warning("the reaper could not reach the database; it tries again")
        else:
            if rescued:
                log.info("%s abandoned jobs were rescued", rescued)
        finally:
            connections.close_all()
        stopping.wait(REAP_EVERY_S)
