from __future__ import annotations

import pytest

from wardwise.places import queries, rules
from wardwise.places.exceptions import LoadRefused, UnknownScheme
from wardwise.places.models import LookUp
from wardwise.places.tests.made import squares, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def vintages(tmp_path):
    """A of 2011 was cut into B and C; D stayed D; E has gone."""
    squares(tmp_path, "A", "D", "E", scheme="lsoa-2011")
    squares(tmp_path, "B", "C", "D", scheme="lsoa-2021")


def load(folder, text, **options):
    options = {"from_scheme": "lsoa-2011", "to_scheme": "lsoa-2021", "source": "Made up", **options}
    return rules.load_look_up(written(folder, text, "look-up.csv"), by=None, **options)


@pytest.mark.parametrize("row", ["Z,B,1", "A,Z,1", "A,B,0", "A,B,1.01", "A,B,nan", "A,B,half", "D,D,1"])
def test_a_row_that_makes_no_sense_is_refused_and_nothing_is_loaded(tmp_path, vintages, row):
    with pytest.raises(LoadRefused) as caught:
        load(tmp_path, f"from,to,share\nD,D,1\n{row}\n")
    assert [refused.row for refused in caught.value.refused] == [3]
    assert not LookUp.objects.exists()


def test_shares_that_sum_to_more_than_the_whole_are_refused(tmp_path, vintages):
    with pytest.raises(LoadRefused, match="counted twice"):
        load(tmp_path, "from,to,share\nA,B,0.7\nA,C,0.4\n")


def test_a_scheme_to_itself_or_to_an_unknown_one_is_refused(tmp_path, vintages):
    with pytest.raises(LoadRefused, match="two different"):
        load(tmp_path, "from,to\nD,D\n", to_scheme="lsoa-2011")
    with pytest.raises(UnknownScheme):
        load(tmp_path, "from,to\nD,D\n", to_scheme="lsoa-2031")


def test_what_the_look_up_does_not_lead_anywhere_is_reported(tmp_path, vintages):
    report = load(tmp_path, "from,to,share\nA,B,0.5\nA,C,0.3\nD,D,\n")
    assert (report.read, report.loaded, report.removed) == (3, 3, 0)
    assert (report.without_look_up, report.incomplete) == (("E",), ("A",))
    assert queries.look_up("lsoa-2011", "lsoa-2021") == {"A": {"B": 0.5, "C": 0.3}, "D": {"D": 1.0}}


def test_loading_again_changes_nothing_and_a_new_division_replaces_the_old(tmp_path, vintages):
    load(tmp_path, "from,to,share\nA,B,0.5\nA,C,0.5\nD,D,1\n")
    again = load(tmp_path, "from,to,share\nA,B,0.5\nA,C,0.5\nD,D,1\n")
    changed = load(tmp_path, "from,to\nA,B\n")
    assert (again.loaded, again.updated, again.unchanged, again.removed) == (0, 0, 3, 0)
    assert (changed.loaded, changed.updated, changed.unchanged, changed.removed) == (0, 1, 0, 1)
    assert queries.look_up("lsoa-2011", "lsoa-2021") == {"A": {"B": 1.0}, "D": {"D": 1.0}}
