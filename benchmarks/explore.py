"""How long does the server take over the explore page, and how does that grow?

Run with `WARDWISE_HOME=... script/bench explore`. Input: the incident store of the partnership `luton` in
WARDWISE_HOME (load the archive first: README). Three sizes: a quarter, half and all of the months held. For each:
"cold" is a question never asked before in a process that has served one page; "warm" the same question again. Times
are CPU seconds of the whole request through Django's test client, so that a busy machine does not change them; the
peer is pandas, given the same rows in memory already and asked for the same counts only (no statistics, no
pictures).
"""

from __future__ import annotations

import os
import statistics
import time

import pandas as pd

CATEGORIES = ["burglary", "robbery", "vehicle-crime", "shoplifting", "public-order", "other-theft"]
HEAD = (
    "months",
    "rows in Luton",
    "cold, CPU s",
    "warm, CPU s",
    "pandas counts, CPU s",
    "cold / pandas",
    "queries",
    "kB",
)


def cpu(run):
    started = time.process_time()
    result = run()
    return time.process_time() - started, result


def ask(client, first, last, category=""):
    query = {"first": first, "last": last, **({"category": category} if category else {})}
    response = client.get("/desk/luton/explore/", query, secure=True)
    assert response.status_code == 200, response.status_code
    return response


def pandas_counts(frame, first, last, category):
    rows = frame[(frame.month >= first) & (frame.month <= last) & (frame.category == category)]
    middle = sorted(rows.month.unique())[rows.month.nunique() // 2]
    half = rows[rows.month < middle]
    return [
        frame[frame.category == category].groupby("month").size(),
        rows.groupby(["lsoa", "month"]).size(),
        rows[rows.found_by != "proactive"].groupby("lsoa").size(),
        rows.groupby(["easting", "northing"]).size().sort_values(),
        half.groupby(["easting", "northing"]).size(),
        frame.groupby(["easting", "northing"]).size(),
    ]


def frame_of(store):
    from wardwise.incidents.store import cursor

    paths = [str(held.path) for held in store.catalogue("police-uk-street")]
    with cursor() as db:
        query = (
            "SELECT strftime(month, '%Y-%m') AS month, category, found_by, area_lsoa_2021 AS lsoa, easting, "
            "northing FROM read_parquet(?) WHERE inside"
        )
        return pd.DataFrame(db.execute(query, [paths]).fetchnumpy())


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardwise.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from wardwise.incidents.home import store_of
    from wardwise.partners.models import Partnership, Person, Post

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", verbosity=0, interactive=False)
    partnership = Partnership.objects.get(slug="luton")
    person = Person.objects.get(pk=Post.objects.filter(partnership=partnership, role="analyst").first().person_id)
    store = store_of(partnership)
    months = store.months("police-uk-street")
    rows = sum(held.rows for held in store.catalogue("police-uk-street"))
    client = Client()
    client.force_login(person)
    frame = frame_of(store)
    cache.clear()
    ask(client, months[-1], months[-1])
    print(f"{rows:,} rows in the store, {len(frame):,} of them in Luton, {len(months)} months")
    lines = []
    for share in (0.25, 0.5, 1.0):
        first = months[-round(share * len(months))]
        held = int((frame.month >= first).sum())
        cold = statistics.median(cpu(lambda c=c, f=first: ask(client, f, months[-1], c))[0] for c in CATEGORIES)
        warm = statistics.median(cpu(lambda c=c, f=first: ask(client, f, months[-1], c))[0] for c in CATEGORIES)
        peer = statistics.median(
            cpu(lambda c=c, f=first: pandas_counts(frame, f, months[-1], c))[0] for c in CATEGORIES
        )
        with CaptureQueriesContext(connection) as queries:
            page = ask(client, first, months[-1], CATEGORIES[0])
        size = round(len(page.content) / 1000)
        lines.append((round(share * len(months)), held, cold, warm, peer, cold / peer, len(queries), size))
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD))
    for line in lines:
        print("| " + " | ".join(f"{cell:.3g}" if isinstance(cell, float) else f"{cell:,}" for cell in line) + " |")
