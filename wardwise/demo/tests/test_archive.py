"""Is the archive one that a publisher could have made, faults and all?"""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from wardwise.demo import archive
from wardwise.demo.land import Size
from wardwise.demo.town import Town, make_town


@pytest.fixture(scope="module")
def small() -> Town:
    return make_town(5, as_of="2026-08", size=Size(points=260, lsoas=14, wards=4))


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    path = tmp_path_factory.mktemp("archive")
    return path, archive.write_archive(small, path)


def rows_of(path, kind):
    for file in sorted(path.glob(f"*/*-{kind}.csv")):
        with file.open(newline="", encoding="utf-8") as opened:
            for row in csv.DictReader(opened):
                yield file.parent.name, row


def test_every_row_that_was_counted_was_written(folder):
    path, written = folder
    assert sum(1 for _ in rows_of(path, "street")) == written.street_rows
    assert sum(1 for _ in rows_of(path, "outcomes")) == written.outcome_rows
    assert sum(1 for _ in rows_of(path, "stop-and-search")) == written.stop_rows
    assert written.stop_rows > 100


def test_the_missing_month_has_no_folder(folder):
    path, written = folder
    months = {child.name for child in path.iterdir()}
    assert written.missing_month not in months
    assert len(months) == 47


def test_anti_social_behaviour_has_neither_identity_nor_outcome(folder):
    for _, row in rows_of(folder[0], "street"):
        is_asb = row["Crime type"] == "Anti-social behaviour"
        assert is_asb == (row["Crime ID"] == "") == (row["Last outcome category"] == "")


def test_identities_repeat_as_often_as_was_planted(folder):
    path, written = folder
    seen = Counter(row["Crime ID"] for _, row in rows_of(path, "street") if row["Crime ID"])
    assert sum(count - 1 for count in seen.values()) == written.repeated_ids
    assert max(seen.values()) == 2


def test_map_points_move_for_one_month_alone(folder, small):
    path, written = folder
    usual = {(row["Longitude"], row["Latitude"]) for month, row in rows_of(path, "street")
             if month != written.moved_month}  # fmt: skip
    moved = [(row["Longitude"], row["Latitude"]) in usual for month, row in rows_of(path, "street")
             if month == written.moved_month and row["Longitude"] and row["LSOA code"] < "Z0199"]  # fmt: skip
    assert 0 < sum(moved) / len(moved) < 0.25


def test_outcomes_point_to_crimes_and_never_come_before_them(folder):
    path, _ = folder
    month_of = {row["Crime ID"]: month for month, row in rows_of(path, "street") if row["Crime ID"]}
    for month, row in rows_of(path, "outcomes"):
        assert month_of.get(row["Crime ID"], "0000-00") <= month


def test_boundaries_are_geojson_in_degrees(small, tmp_path):
    wards, lsoas = archive.write_boundaries(small, tmp_path)
    features = json.loads(lsoas.read_text())["features"]
    assert [feature["properties"]["code"] for feature in features] == list(small.land.lsoas.codes)
    longitude, latitude = features[0]["geometry"]["coordinates"][0][0]
    assert -0.9 < longitude < -0.7
    assert 52.8 < latitude < 53.0
    assert len(json.loads(wards.read_text())["features"]) == len(small.land.wards.codes)
