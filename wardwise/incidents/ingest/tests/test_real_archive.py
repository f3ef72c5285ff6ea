"""The real archive of Bedfordshire, 32 months: the figures that were measured independently."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from wardwise.incidents import measures
from wardwise.incidents.ingest import police_uk
from wardwise.incidents.ingest.ground import Ground, Scheme
from wardwise.incidents.measures import Selection
from wardwise.incidents.store import Store
from wardwise.methods.geometry import shape_to_national_grid

pytestmark = pytest.mark.real_data
ALL = Selection("2021-05", "2023-12", everywhere=True)


@pytest.fixture(scope="module")
def archive() -> Path:
    found = Path(__file__).resolve().parents[5] / "shared" / "data" / "police-uk"
    if not found.is_dir():
        pytest.skip("the folder of real data is not beside this checkout")
    return found / "bedfordshire-2021-05-to-2023-12.zip"


@pytest.fixture(scope="module")
def wards(archive: Path) -> Ground:
    features = json.loads((archive.parents[1] / "boundaries" / "luton-wards.geojson").read_text())["features"]
    shapes = [shape_to_national_grid(shapely.geometry.shape(feature["geometry"])) for feature in features]
    return Ground("Luton", {"ward-2013": Scheme([f["properties"]["WD13CD"] for f in features], shapes)})


@pytest.fixture(scope="module")
def loaded(archive: Path, wards: Ground, tmp_path_factory: pytest.TempPathFactory):
    store = Store(tmp_path_factory.mktemp("real") / "store")
    return store, police_uk.load(store, archive, wards)


def test_the_accounting(loaded):
    tally = loaded[1].kinds["street"]
    assert tally.is_complete
    assert tally.read == 161_832
    assert tally.refusals == {"repeated-id": 184}
    assert tally.flags["no-location"] == 5_522
    assert loaded[1].kinds["stop-and-search"].read == 10_587
    assert loaded[1].kinds["stop-and-search"].flags["exact-repeat"] == 318
    assert all(tally.is_complete for tally in loaded[1].kinds.values())


def test_councils_as_published(loaded):
    totals: dict[str, int] = {}
    for held in loaded[0].catalogue("police-uk-street"):
        for name, rows in held.report["forces"]["bedfordshire"]["councils"].items():
            totals[name] = totals.get(name, 0) + rows
    assert totals["Luton"] == 58_545
    assert (
        sum(rows for name, rows in totals.items() if name not in ("Luton", "Bedford", "Central Bedfordshire")) == 926
    )


def test_anti_social_behaviour_is_all_there(loaded):
    asb = Selection("2021-05", "2023-12", categories=("anti-social-behaviour",), everywhere=True)
    assert measures.monthly_counts(loaded[0], asb).counts.sum() == 30_787


def test_july_2022_and_no_other_month_has_moved_points(loaded):
    found = measures.point_overlap(loaded[0])
    assert found.months[found.has_moved].astype(str).tolist() == ["2022-07"]


def test_loading_twice_changes_nothing(loaded, archive, wards):
    store, first = loaded
    before = store.snapshot()
    again = police_uk.load(store, archive, wards)
    assert (again.changed, store.snapshot()) == (False, before)
    assert again.as_dict()["kinds"] == first.as_dict()["kinds"]


def test_what_lies_in_the_wards_is_what_the_lsoas_say(loaded):
    inside = measures.monthly_counts(loaded[0], Selection("2021-05", "2023-12")).counts.sum()
    assert abs(int(inside) - 58_545) < 0.005 * 58_545
