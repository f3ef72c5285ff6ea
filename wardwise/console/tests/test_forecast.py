"""`wardwise methods forecast`: files in, a file out, and nothing out if anything is wrong."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from click.testing import CliRunner

from wardwise.console.main import main

ORIGIN = 19_723  # 2024-01-01
SIDE = 12


@pytest.fixture
def folder(tmp_path):
    """Ninety weeks of events of two kinds in a small town: most of it in few cells."""
    tmp_path = tmp_path / "task"
    tmp_path.mkdir()
    rng = np.random.default_rng(1)
    rate = rng.gamma(0.2, 1.0, SIDE**2)
    cell = rng.choice(SIDE**2, 1_500, p=rate / rate.sum())
    day = np.sort(ORIGIN - 1 - rng.integers(0, 630, 1_500))
    places = zip(100 * (cell % SIDE) + 50, 100 * (cell // SIDE) + 50, day, rng.choice(["A", "B"], 1_500), strict=True)
    (tmp_path / "events.csv").write_text(
        "x,y,day,category\n" + "".join(f"{x},{y},{d},{c}\n" for x, y, d, c in places)
    )
    corners = [(100 * (k % SIDE), 100 * (k // SIDE)) for k in range(SIDE**2)]
    cells = "".join(f"c{k},{x},{y},{x + 100},{y + 100},10000\n" for k, (x, y) in enumerate(corners))
    (tmp_path / "cells.csv").write_text("cell_id,xmin,ymin,xmax,ymax,area\n" + cells)
    ring = [[0, 0], [1200, 0], [1200, 1200], [0, 1200], [0, 0]]
    (tmp_path / "area.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    put(tmp_path)
    return tmp_path


def put(folder, **changed):
    task = {"target": "A", "cell_size": 100, "origin_day": ORIGIN, "origin_date": "2024-01-01", "horizon_days": 30,
            "time_unit": "day", "unit": "m", "crs": "EPSG:27700", "coverage": 0.01}  # fmt: skip
    (folder / "task.json").write_text(json.dumps({**task, **changed}))


def run(folder, *words):
    return CliRunner().invoke(main, ["methods", "forecast", str(folder), *words])


def scores(folder):
    return list(csv.DictReader((folder / "scores.csv").read_text().splitlines()))


def test_every_cell_gets_a_score_and_an_expectation(folder):
    answer = run(folder)
    assert answer.exit_code == 0, answer.output
    rows = scores(folder)
    assert [row["cell_id"] for row in rows] == [f"c{k}" for k in range(SIDE**2)]
    assert all(float(row["score"]) > 0 and float(row["expected"]) > 0 for row in rows)
    assert sum(float(row["expected"]) for row in rows) == pytest.approx(750 * 30 / 630, rel=0.3)
    assert sorted(path.name for path in folder.iterdir()) == [
        "area.geojson", "cells.csv", "events.csv", "scores.csv", "task.json"]  # fmt: skip


def test_the_answer_says_how_it_compares_with_a_decayed_count(folder):
    answer = json.loads(run(folder, "--json").stdout)
    assert answer["checked_windows"] == 4
    beats = answer["auc5"] > answer["auc5_decayed_count"] and answer["bits"] > answer["bits_decayed_count"]
    assert answer["beats_decayed_count"] is beats
    assert bool(answer["warning"]) is not beats


def test_who_gets_no_better_forecast_than_a_count_is_told(folder):
    """All events ever lie in one cell: nothing can beat a count."""
    (folder / "events.csv").write_text(
        "x,y,day,category\n" + "".join(f"50,50,{ORIGIN - k},A\n" for k in range(1, 600))
    )
    answer = run(folder)
    assert answer.exit_code == 0
    assert "did NOT beat a decayed count" in answer.stderr


def test_too_little_past_to_check_is_told(folder):
    (folder / "events.csv").write_text(f"x,y,day,category\n50,50,{ORIGIN - 3},A\n250,50,{ORIGIN - 9},A\n")
    answer = run(folder)
    assert (answer.exit_code, "too little past" in answer.stderr) == (0, True)
    assert max(scores(folder), key=lambda row: float(row["score"]))["cell_id"] == "c0"


def test_order_of_events_unit_and_repetition_do_not_matter(folder):
    run(folder)
    first = [float(row["expected"]) for row in scores(folder)]
    head, *rows = (folder / "events.csv").read_text().splitlines()
    (folder / "events.csv").write_text("\r\n".join([head, *rows[::-1]]))
    run(folder)
    assert [float(row["expected"]) for row in scores(folder)] == pytest.approx(first, rel=1e-6)


def test_feet_are_feet(folder):
    run(folder)
    first = [float(row["score"]) for row in scores(folder)]
    for name, columns in (("events.csv", (0, 1)), ("cells.csv", (1, 2, 3, 4))):
        head, *rows = csv.reader((folder / name).read_text().splitlines())
        stretched = [[float(v) / 0.3048 if k in columns else v for k, v in enumerate(row)] for row in rows]
        if name == "cells.csv":
            stretched = [[*row[:5], 10_000 / 0.3048**2] for row in stretched]
        (folder / name).write_text("\n".join(",".join(map(str, row)) for row in [head, *stretched]))
    put(folder, unit="ft", cell_size=100 / 0.3048)
    assert run(folder).exit_code == 0
    assert [float(row["score"]) for row in scores(folder)] == pytest.approx(first, rel=1e-3)


def test_events_outside_are_counted_and_told(folder):
    with (folder / "events.csv").open("a") as file:
        file.write(f"-5000,50,{ORIGIN - 5},A\n")
    assert json.loads(run(folder, "--json").stdout)["events_outside"] == 1


def test_cells_cut_at_the_border_are_cells_of_the_same_lattice(folder):
    text = (folder / "cells.csv").read_text()
    (folder / "cells.csv").write_text(text.replace("c0,0,0,100,100,10000", "c0,40,70,100,100,1800"))
    assert run(folder).exit_code == 0
    assert len(scores(folder)) == SIDE**2


def cut(text):
    return text[: len(text) // 2 - 4]


HOSTILE = {
    "no events file": ("events.csv", None, "missing_file"),
    "no cells file": ("cells.csv", None, "missing_file"),
    "no task file": ("task.json", None, "missing_file"),
    "no area file": ("area.geojson", None, "missing_file"),
    "cut events": ("events.csv", lambda text: text[: text.rindex(",")], "bad_file"),
    "cut task": ("task.json", cut, "bad_file"),
    "cut area": ("area.geojson", cut, "bad_file"),
    "cut cells": ("cells.csv", lambda text: text[: text.rindex(",")], "bad_file"),
    "bytes": ("events.csv", lambda text: "\x00\x01\x02", "bad_file"),
    "no events": ("events.csv", lambda text: "x,y,day,category\n", "no_events"),
    "empty file": ("events.csv", lambda text: "", "bad_file"),
    "no header": ("events.csv", lambda text: text.partition("\n")[2], "bad_file"),
    "NaN": ("events.csv", lambda text: text + "NaN,50,19000,A\n", "bad_number"),
    "word": ("events.csv", lambda text: text + "here,50,19000,A\n", "bad_number"),
    "infinite": ("events.csv", lambda text: text + f"50,inf,{ORIGIN - 1},A\n", "bad_number"),
    "future": ("events.csv", lambda text: text + f"50,50,{ORIGIN},A\n", "late_events"),
    "elsewhere": ("events.csv", lambda text: "x,y,day,category\n-9e9,50,19000,A\n", "no_events"),
    "same id": ("cells.csv", lambda text: text.replace("c1,", "c0,"), "bad_cells"),
    "no cells": ("cells.csv", lambda text: text.partition("\n")[0], "no_cells"),
    "no areas": ("cells.csv", lambda text: text.replace("10000", "0"), "empty_area"),
    "negative area": ("cells.csv", lambda text: text.replace("10000", "-1", 1), "bad_cells"),
    "same place": ("cells.csv", lambda text: text.replace("c1,100,0,200,100", "c1,0,0,100,100"), "bad_cells"),
    "empty area": ("area.geojson", lambda text: '{"type": "FeatureCollection", "features": []}', "empty_area"),
    "empty polygon": ("area.geojson", lambda text: '{"type": "Polygon", "coordinates": []}', "empty_area"),
    "list": ("task.json", lambda text: "[1]", "bad_file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_is_said_and_nothing_is_written(folder, name):
    file, change, code = HOSTILE[name]
    path = folder / file
    if change is None:
        path.unlink()
    else:
        path.write_text(change(path.read_text()))
    answer = run(folder, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["error"]) == (2, code)
    assert not (folder / "scores.csv").exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"target": "Piracy"}, "unknown_target"),
        ({"target": None}, "bad_task"),
        ({"unit": "miles"}, "bad_task"),
        ({"time_unit": "hour"}, "bad_task"),
        ({"cell_size": "100"}, "bad_task"),
        ({"cell_size": 37}, "bad_cells"),
        ({"cell_size": 0}, "bad_cells"),
        ({"horizon_days": 0}, "bad_task"),
        ({"origin_day": 1e300}, "bad_task"),
        ({"origin_date": "2024-02-01"}, "bad_task"),
        ({"time_unit": "month", "origin_day": ORIGIN + 5, "origin_date": "2024-01-06"}, "bad_task"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused(folder, changed, code):
    put(folder, **changed)
    answer = run(folder, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["error"]) == (2, code)


def test_an_earlier_answer_stays_when_a_new_one_is_refused(folder):
    run(folder)
    before = (folder / "scores.csv").read_bytes()
    put(folder, target="Piracy")
    assert run(folder).exit_code == 2
    assert (folder / "scores.csv").read_bytes() == before


def test_there_is_no_such_folder(tmp_path):
    answer = run(tmp_path / "nowhere")
    assert answer.exit_code == 2
    assert "task.json" in answer.stderr


def test_a_folder_that_cannot_be_written_to_is_refused(folder, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("wardwise.console.forecast_files.tempfile.mkstemp", refuse)
    answer = run(folder, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["error"]) == (2, "cannot_write")


def test_an_interrupted_answer_leaves_no_file(folder, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("wardwise.console.forecast_files.Path.replace", stop)
    assert run(folder).exit_code != 0
    names = {path.name for path in folder.iterdir()}
    assert names == {"events.csv", "cells.csv", "area.geojson", "task.json"}
