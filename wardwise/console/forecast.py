"""`wardwise methods forecast`: a forecast of places from files to a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wardwise.console.base import BadInput, as_json, tell

if TYPE_CHECKING:
    from wardwise.console.forecast_files import Given
    from wardwise.methods.forecasts.ensemble import EnsembleForecast

SEED = 20_220_701  # the same task gives the same answer, on any day


@click.command()
@click.argument("taskdir", type=click.Path(path_type=Path))
@as_json
def forecast(taskdir: Path, wants_json: bool) -> None:
    """Where will the next events be? Reads a task's folder, and writes scores.csv into it.

    The folder holds events.csv (x, y, day, category: past events), area.geojson, cells.csv (cell_id, xmin, ymin,
    xmax, ymax, area) and task.json (target, cell_size, origin_day, horizon_days, time_unit, unit). The answer has
    cell_id, score (the higher, the sooner a cell is taken) and expected (events in the cell within the horizon).

    It is checked on the latest past windows of the task. If it does not beat a decayed count there, it says so. If
    anything is wrong with the input, nothing is written (exit code 2).

    \b
    wardwise methods forecast tasks/burglary-2024-01
    """
    # One thread: the arrays are small, and a second one would only wait and be counted.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np

    from wardwise.console.forecast_files import read_task, write_scores
    from wardwise.methods.forecasts.ensemble import Ensemble

    given = read_task(taskdir)
    try:
        found = Ensemble().fit(given.past, given.places, given.task, rng=np.random.default_rng(SEED))
    except ValueError as problem:
        raise BadInput("cannot_forecast", str(problem)) from None
    path = write_scores(taskdir, given.cell_ids, found)
    answer = as_answer(given, found, path)
    if answer["warning"]:
        click.echo(f"Warning: {answer['warning']}", err=True)
    tell(answer, *in_words(given, found), wants_json=wants_json)


def as_answer(given: Given, found: EnsembleForecast, path: Path) -> dict[str, Any]:
    check = found.check
    return {
        "scores": str(path),
        "cells": len(given.cell_ids),
        "target": given.target,
        "expected": found.total,
        "events_outside": given.outside,
        "points_moved_on_day": found.break_day,
        "weights": found.weights,
        "checked_windows": check.windows if check else 0,
        "auc5": check.auc5 if check else None,
        "auc5_decayed_count": check.auc5_decayed if check else None,
        "bits": check.bits if check else None,
        "bits_decayed_count": check.bits_decayed if check else None,
        "beats_decayed_count": check.beats_decayed_count if check else None,
        "warning": warning(found),
    }


def warning(found: EnsembleForecast) -> str:
    """What the user must know before using the forecast; empty if nothing."""
    if found.check is None:
        return "There is too little past to check this forecast. It may be no better than a plain count of the past."
    if not found.check.beats_decayed_count:
        return "On this task's own past the forecast did NOT beat a decayed count. A plain count would do as well."
    return ""


def in_words(given: Given, found: EnsembleForecast) -> list[str]:
    import numpy as np

    start = np.datetime64(int(given.task.origin), "D")
    target = "all kinds" if given.target == "ALL" else given.target
    lines = [
        f"Wrote scores.csv: {len(given.cell_ids):,} cells. Expected within {given.task.days:g} days from {start}: "
        f"{found.total:,.1f} events ({target})."
    ]
    if given.outside:
        lines.append(f"Events outside the cells: {given.outside:,} of {given.past.x.size:,}; they count for none.")
    if found.break_day is not None:
        month = str(np.datetime64(int(found.break_day), "D"))[:7]
        lines.append(f"The map points moved in {month}: earlier events count at the new points near them.")
    if check := found.check:
        lines.append(
            f"Checked on the latest {check.windows} past windows ({check.events:,} events): AUC5 {check.auc5:.3f}, "
            f"decayed count {check.auc5_decayed:.3f}; bits per event {check.bits:.2f}, {check.bits_decayed:.2f}."
        )
    return lines
