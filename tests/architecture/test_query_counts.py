"""How many questions each page asks the database: a committed baseline, the same for one row and for many.

After a change that is meant: `WARDWISE_WRITE_QUERY_COUNTS=1 script/test tests/architecture/test_query_counts.py`, and
look at the difference. A page without a baseline yet may ask up to MOST.
"""

from __future__ import annotations

import json
import os

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.architecture.addresses import desk_routes, routes
from tests.architecture.filled import fill, keys
from tests.architecture.floors import ROOT

FILE = ROOT / "tests" / "query_counts.json"
MOST = 40


def counted(client: Client, addresses: list[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """For each page, how many questions each of its addresses asked, of those that answered."""
    found: dict[str, dict[str, int]] = {}
    for name, address in addresses:
        connection.queries_log.clear()  # it holds 9,000 questions and warns at the next
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code == 200:
            found.setdefault(name, {})[address] = len(captured)
    return found


def most(found: dict[str, dict[str, int]]) -> dict[str, int]:
    return {name: max(counts.values()) for name, counts in found.items()}


def hungriest(found: dict[str, dict[str, int]], number: int) -> list[tuple[str, str]]:
    """The addresses of each page that asked the most: the others would say nothing new."""
    return [(n, address) for n, counts in found.items() for address in sorted(counts, key=counts.get)[-number:]]


@pytest.mark.django_db
def test_pages_ask_no_more_than_their_baseline_however_many_rows_there_are(luton, manager, sergeant, client) -> None:
    client.force_login(manager)
    pages = [*desk_routes(), *(r for r in routes("wardwise.config.urls_site") if "partnership" in r.pattern)]
    fill(luton, manager, sergeant)
    known = keys()[:6]
    addresses = [(route.name, address) for route in pages for address in route.filled("luton", known)]
    answering = hungriest(counted(client, addresses), len(addresses))  # what is made once and kept is made now
    each = counted(client, answering)
    fill(luton, manager, sergeant, times=2)
    asked = hungriest(each, 2)
    counted(client, asked)
    few, many = most(each), most(counted(client, asked))
    grown = {name: (few[name], many[name]) for name in few if many.get(name, 0) > few[name]}
    assert grown == {}, "these ask more when there are more rows"
    if os.environ.get("WARDWISE_WRITE_QUERY_COUNTS"):
        FILE.write_text(json.dumps(dict(sorted(many.items())), indent=2) + "\n")
    baseline = json.loads(FILE.read_text())
    assert {n: c for n, c in many.items() if c > baseline.get(n, MOST)} == {}, "these ask more than their baseline"
