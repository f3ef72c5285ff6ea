"""The files of a forecast task: read, checked and written. Whatever is wrong with them is said in a sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wardwise.console.base import BadInput
from wardwise.methods.doors import Floats
from wardwise.methods.forecasts.interface import Forecast, Past, Places, Task, past, places

METRES = {"m": 1.0, "ft": 0.3048}
EVERY = "ALL"
EVENTS = ("x", "y", "day", "category")
CELLS = ("cell_id", "xmin", "ymin", "xmax", "ymax", "area")
SLIVER = 1e-6  # of a cell: a smaller part inside the area is taken for as much


@dataclass(frozen=True)
class Given:
    """A whole task in metres, ready to be forecast."""

    past: Past
    places: Places
    task: Task
    cell_ids: list[str]
    target: str
    outside: int


def read_task(folder: Path) -> Given:
    """Everything in the folder, or a refusal."""
    wanted = _read_json(folder / "task.json")
    metres = METRES.get(str(wanted.get("unit")))
    if metres is None:
        raise BadInput("bad_task", 'task.json: unit must be "m" or "ft".')
    task = _task(wanted)
    _check_area(_read_json(folder / "area.geojson"))
    cell_ids, cells = _places(folder / "cells.csv", _number(wanted, "cell_size"), metres)
    known, target = _past(folder / "events.csv", wanted, task, metres)
    outside = int((cells.cells_of(known.x, known.y) < 0).sum())
    if outside == known.x.size:
        raise BadInput("no_events", "events.csv: all events lie outside the cells. Are they in the same coordinates?")
    return Given(known, cells, task, cell_ids, target, outside)


def write_scores(folder: Path, cell_ids: Sequence[str], forecast: Forecast) -> Path:
    """Write `scores.csv` whole or not at all."""
    path = folder / "scores.csv"
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".scores-", suffix=".csv")
    except OSError as problem:
        raise BadInput("cannot_write", f"{folder} cannot be written to: {problem.strerror}.") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("cell_id", "score", "expected"))
            marks = (f"{value:.9g}" for value in forecast.score.tolist())
            expected = (f"{value:.9g}" for value in forecast.expected.tolist())
            writer.writerows(zip(cell_ids, marks, expected, strict=True))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _task(wanted: dict[str, Any]) -> Task:
    unit = wanted.get("time_unit")
    if unit not in ("day", "month"):
        raise BadInput("bad_task", 'task.json: time_unit must be "day" or "month".')
    origin, days = _number(wanted, "origin_day"), _number(wanted, "horizon_days")
    if not (days > 0 and origin == int(origin) and abs(origin) < 1_000_000):
        raise BadInput("bad_task", "task.json: origin_day must be a whole day and horizon_days above 0.")
    date = np.datetime64(int(origin), "D")
    if "origin_date" in wanted and str(wanted["origin_date"])[:10] != str(date):
        raise BadInput("bad_task", f"task.json: origin_day is {date}, and origin_date {wanted['origin_date']}.")
    if unit == "month" and date != date.astype("datetime64[M]"):
        raise BadInput("bad_task", f"task.json: with months, origin_day must be the first of one, not {date}.")
    return Task(origin, days, monthly=unit == "month")


def _number(wanted: dict[str, Any], name: str) -> float:
    value = wanted.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise BadInput("bad_task", f"task.json: {name} must be a number, not {value!r}.")
    return float(value)


def _check_area(found: dict[str, Any]) -> None:
    """The cells carry their areas already; an empty file would mean that they were made from nothing."""
    shapes = [feature.get("geometry") or {} for feature in found.get("features") or [] if isinstance(feature, dict)]
    shapes = shapes or [found.get("geometry") or found]
    kinds = ("Polygon", "MultiPolygon")
    if not any(shape.get("type") in kinds and any(shape.get("coordinates") or []) for shape in shapes):
        raise BadInput("empty_area", "area.geojson: there is no polygon in it.")


def _places(path: Path, size: float, metres: float) -> tuple[list[str], Places]:
    columns = _read_csv(path, CELLS)
    cell_ids = columns["cell_id"]
    if not cell_ids:
        raise BadInput("no_cells", "cells.csv: there is no cell in it.")
    if len(set(cell_ids)) < len(cell_ids) or "" in cell_ids:
        again = len(cell_ids) - len(set(cell_ids))
        raise BadInput("bad_cells", f"cells.csv: {again:,} of {len(cell_ids):,} rows repeat a cell_id or have none.")
    west, south, east, north, area = (_floats(path.name, name, columns[name]) for name in CELLS[1:])
    if size <= 0 or not ((east > west) & (north > south) & (area >= 0)).all():
        raise BadInput("bad_cells", "cells.csv: sizes and areas must be above 0, and xmax, ymax beyond xmin, ymin.")
    if not area.any():
        raise BadInput("empty_area", "cells.csv: every area is 0: no cell lies in the study area.")
    try:
        corners = (_corner(west, east, size) * metres, _corner(south, north, size) * metres)
        sizes = np.maximum(area, SLIVER * size**2) * metres**2
        return cell_ids, places(*corners, sizes, size=size * metres)
    except ValueError as problem:
        raise BadInput("bad_cells", f"cells.csv: {problem}") from None


def _corner(low: Floats, high: Floats, size: float) -> Floats:
    """Corners of whole cells, also of those whose bounds were cut at the border."""
    full = np.abs(high - low - size) <= 0.01 * size
    if not full.any():
        raise ValueError(f"no cell is {size:g} wide, as cell_size says.")
    start = float(low[full].min())
    return np.asarray(start + np.floor((0.5 * (low + high) - start) / size + 1e-6) * size, dtype=np.float64)


def _past(path: Path, wanted: dict[str, Any], task: Task, metres: float) -> tuple[Past, str]:
    columns = _read_csv(path, EVENTS)
    target = wanted.get("target")
    if not isinstance(target, str) or not target:
        raise BadInput("bad_task", "task.json: target must be a category, or ALL.")
    if not columns["x"]:
        raise BadInput("no_events", "events.csv: there is no event in it, so there is nothing to learn from.")
    x, y, day = (_floats(path.name, name, columns[name]) for name in EVENTS[:3])
    if late := int((day >= task.origin).sum()):
        raise BadInput("late_events", f"events.csv: {late:,} of {day.size:,} events are not before the origin.")
    names = {name: code for code, name in enumerate(sorted(set(columns["category"])))}
    kind = np.array([names[name] for name in columns["category"]])
    chosen = np.ones(day.size, dtype=bool) if target == EVERY else kind == names.get(target, -1)
    if not chosen.any():
        there = ", ".join(list(names)[:20])
        raise BadInput("unknown_target", f"events.csv: no event has the category {target!r}. There are: {there}.")
    return past(x * metres, y * metres, day, kind, chosen), target


def _floats(file: str, name: str, values: list[str]) -> Floats:
    """Numbers of one column; refuses what is missing or not finite, with the number of rows."""
    try:
        numbers = np.array([float(value) for value in values])
    except ValueError:
        numbers = np.array([_float(value) for value in values])
    if bad := int((~np.isfinite(numbers)).sum()):
        line = int(np.argmax(~np.isfinite(numbers))) + 2
        raise BadInput(
            "bad_number", f"{file}: {name} is no number in {bad:,} of {numbers.size:,} rows, first in line {line}."
        )
    return numbers


def _float(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return np.nan


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise BadInput("missing_file", f"{path.name}: {problem.strerror}.") from None
    except (ValueError, RecursionError):
        raise BadInput("bad_file", f"{path.name} is not JSON, or it was cut off.") from None
    if not isinstance(found, dict):
        raise BadInput("bad_file", f"{path.name} must hold one JSON object.")
    return found


def _read_csv(path: Path, wanted: Sequence[str]) -> dict[str, list[str]]:
    """The wanted columns of a file, by name; every row must have as many fields as the header."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = _plain_columns(text) or _columns(path.name, text)
    except OSError as problem:
        raise BadInput("missing_file", f"{path.name}: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput("bad_file", f"{path.name} is not a CSV file in UTF-8, or it was cut off.") from None
    columns = {column[0].strip(): column[1:] for column in rows}
    if missing := [name for name in wanted if name not in columns]:
        raise BadInput("bad_file", f"{path.name}: the header has no {', '.join(missing)}.")
    return {name: columns[name] for name in wanted}


def _plain_columns(text: str) -> list[list[str]] | None:
    """The columns of a file without quotes whose rows are all of one length: five times as fast as row by row."""
    lines = text.replace("\r\n", "\n").rstrip("\n")
    if '"' in text or "\r" in lines or not lines:
        return None
    marks = np.frombuffer(lines.encode() + b"\n", dtype=np.uint8)
    commas = np.searchsorted(np.flatnonzero(marks == ord(",")), np.flatnonzero(marks == ord("\n")))
    size = int(commas[0]) + 1
    if (np.diff(commas, prepend=0) != size - 1).any():
        return None
    fields = lines.replace("\n", ",").split(",")
    return [fields[k::size] for k in range(size)]


def _columns(file: str, text: str) -> list[list[str]]:
    """The columns of any file; refuses rows of another length than the header, by line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    for row in reader:
        if row and rows and len(row) != len(rows[0]):
            where = f"line {reader.line_num} has {len(row)} fields and the header {len(rows[0])}"
            raise BadInput("bad_file", f"{file}: {where}: was it cut off?")
        if row:
            rows.append(row)
    return [list(column) for column in zip(*rows, strict=True)]
