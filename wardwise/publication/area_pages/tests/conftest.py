from __future__ import annotations

import pytest

from wardwise.publication.area_pages import rules
from wardwise.publication.area_pages.tests.making import TODAY
from wardwise.response.operations.tests.factories import ward


@pytest.fixture
def dallow(luton):
    return ward(luton, "E05002216", "Dallow")


@pytest.fixture
def leagrave(luton):
    return ward(luton, "E05002225", "Leagrave", west=505_000.0, south=224_000.0)


@pytest.fixture
def castle_in_bedford(bedford):
    return ward(bedford, "E05002001", "Castle", west=505_000.0, south=249_000.0)


@pytest.fixture
def prepare(luton, dallow, manager):
    def make(today=TODAY):
        return rules.prepare(partnership=luton, area=dallow, by=manager, today=today)

    return make


@pytest.fixture
def approved(prepare, manager):
    def make(today=TODAY):
        return rules.approve(prepare(today), by=manager)

    return make
