from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import pytest

from wardwise.places import rules
from wardwise.places.exceptions import JoinLosesRecords, UnknownScheme
from wardwise.places.tests.made import squares
from wardwise.places.tests.test_look_ups import load, vintages  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vintages")]


def join(codes, **options):
    return rules.join_schemes(codes, **{"from_scheme": "lsoa-2011", "to_scheme": "lsoa-2021", **options})


def test_without_a_look_up_every_record_is_lost_and_the_join_stops():
    with pytest.raises(JoinLosesRecords) as caught:
        join(["A", "D", "D"])
    assert caught.value.coverage.share_lost == 1
    assert caught.value.coverage.lost == (("D", 2.0), ("A", 1.0))


def test_an_unknown_scheme_is_refused():
    with pytest.raises(UnknownScheme, match="lsoa-2031"):
        join(["A"], to_scheme="lsoa-2031")


def test_equal_codes_are_no_join_unless_somebody_says_so():
    look_up = rules.same_codes("lsoa-2021")
    assert join(["D"] * 99, look_up=look_up).counts.tolist() == [99]
    with pytest.raises(JoinLosesRecords, match=r"1 of 50 records \(2\.0%\) find no area of lsoa-2021; .* A \(1\)"):
        join(["D"] * 49 + ["A"], look_up=look_up)


def test_exactly_one_record_in_a_hundred_may_be_lost():
    look_up = rules.same_codes("lsoa-2021")
    coverage = join(["D"] * 99 + ["A"], look_up=look_up).coverage
    assert (coverage.matched, coverage.unmatched, coverage.codes, coverage.matched_codes) == (99, 1, 2, 1)


def test_a_divided_area_shares_its_records_out(tmp_path):
    load(tmp_path, "from,to,share\nA,B,0.75\nA,C,0.25\nD,D,1\n")
    joined = join(["A", "D", "A"], counts=[10, 5, 2])
    assert dict(zip(joined.codes.tolist(), joined.counts.tolist(), strict=True)) == {"B": 9, "C": 3, "D": 5}
    assert joined.coverage.share_lost == 0


def test_the_part_of_an_area_that_leads_nowhere_is_lost_too(tmp_path):
    load(tmp_path, "from,to,share\nA,B,0.75\nD,D,1\n")
    with pytest.raises(JoinLosesRecords) as caught:
        join(["A", "D"], counts=[4, 6])
    assert caught.value.coverage.lost == (("A", 1.0),)
    assert join(["A", "D"], counts=[4, 6], greatest_loss=0.2).counts.tolist() == [3, 6]


def test_a_scheme_joined_to_itself_keeps_every_known_code(tmp_path):
    squares(tmp_path, "A", "B", scheme="ward-2013")
    joined = join(["B", "A", "B"], from_scheme="ward-2013", to_scheme="ward-2013")
    assert joined.counts.tolist() == [1, 2]


def test_missing_and_negative_counts_and_unequal_lengths_are_refused():
    for counts, reason in [([np.nan], "1 of 1 are missing"), ([-1], "negative"), ([1, 2], "differ in shape")]:
        with pytest.raises(ValueError, match=reason):
            join(["A"], counts=counts)


def test_no_records_lose_nothing():
    assert join([]).coverage.share_lost == 0


def luton_records(archive):
    """The LSOA code of every street row that names a Luton LSOA."""
    with zipfile.ZipFile(archive) as folder:
        for name in sorted(folder.namelist()):
            if name.endswith("-street.csv"):
                with folder.open(name) as stream:
                    rows = csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline=""))
                    yield from (row["LSOA code"] for row in rows if row["LSOA name"].startswith("Luton "))


@pytest.mark.real_data
def test_the_real_records_do_not_fit_the_boundaries_of_2011(shared_data):
    for scheme in ("lsoa-2011", "lsoa-2021"):
        path = next((shared_data / "boundaries").glob(f"luton-{scheme}*.geojson"))
        rules.load_boundaries(path, scheme=scheme, by=None)
    codes = list(luton_records(shared_data / "police-uk" / "bedfordshire-2021-05-to-2023-12.zip"))
    with pytest.raises(JoinLosesRecords) as caught:
        join(codes, from_scheme="lsoa-2021", to_scheme="lsoa-2011", look_up=rules.same_codes("lsoa-2011"))
    coverage = caught.value.coverage
    assert (coverage.records, coverage.unmatched) == (58_545, 12_147)
    assert round(coverage.share_lost, 3) == 0.207
    assert coverage.lost[0] == ("E01033803", 3_432)
    assert "12,147 of 58,545 records (20.7%)" in str(caught.value)
    assert join(codes, from_scheme="lsoa-2021", to_scheme="lsoa-2021").coverage.share_lost == 0
