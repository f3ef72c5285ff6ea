from __future__ import annotations

import datetime as dt

import pytest

from wardwise.partners import queries as partners
from wardwise.response.operations.models import Operation
from wardwise.web.desk import home

pytestmark = pytest.mark.django_db


def tiles(person, partnership) -> dict[str, home.Tile]:
    found = home.tiles_for(home.Sight(person, partnership, partners.permissions_of(person, partnership)))
    return {tile.words: tile for tile in found}


@pytest.fixture
def late_operation(luton, sergeant) -> Operation:
    return Operation.objects.create(
        partnership=luton,
        kind="operation",
        name="Operation Sample",
        lead=sergeant,
        lead_organisation=sergeant.organisation,
        trigger="Reports",
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 2, 1),
        status="live",
        created_by=sergeant,
    )


def test_each_sees_what_their_role_opens_and_nothing_else(luton, analyst, volunteer_partner, governance_lead):
    assert set(tiles(analyst, luton)) >= {"reports waiting", "problems open", "operations live"}
    assert set(tiles(volunteer_partner, luton)) == {"operations live"}
    assert tiles(governance_lead, luton) == {}


def test_what_is_late_comes_first_and_says_so(luton, sergeant, late_operation):
    found = home.tiles_for(home.Sight(sergeant, luton, partners.permissions_of(sergeant, luton)))
    assert found[0].words == "operations live"
    assert found[0].is_late
    assert "1 past the planned end" in found[0].note


def test_another_partnerships_work_is_not_counted(bedford, outsider, late_operation):
    assert tiles(outsider, bedford)["operations live"].figure == "0"


def test_with_nothing_loaded_the_page_says_so(luton, analyst, sign_in):
    page = sign_in(analyst).get("/desk/luton/").content.decode()
    assert "police data loaded yet" in page
    assert "Luton today" in page


def test_who_holds_no_role_here_finds_nothing(luton, outsider, sign_in):
    assert sign_in(outsider).get("/desk/luton/").status_code == 404
