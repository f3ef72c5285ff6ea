"""Pieces of work for the tests."""

from __future__ import annotations

import time
from pathlib import Path

from wardwise.office.jobs.work import JobFailed, Progress, work


@work
def count(progress: Progress, *, to: int) -> dict[str, object]:
    for number in range(to):
        progress.to(number, to, f"Counting {number}")
    progress.to(to, to, "Counted")
    return {"words": f"Counted to {to}."}


@work
def refuse(progress: Progress) -> None:
    raise JobFailed("The file is not an archive. Choose the zip file you downloaded.")


@work
def stumble(progress: Progress) -> None:
    raise ZeroDivisionError("secret detail")


@work
def dawdle_once(progress: Progress, *, folder: str) -> dict[str, object]:
    """Sleeps for ever the first time (to be killed), ends at once the second time."""
    mark = Path(folder) / "begun"
    if mark.exists():
        return {"words": "Done at the second attempt."}
    mark.touch()
    while True:
        progress.to(1, 2, "Dawdling")
        time.sleep(0.05)
