"""Killed at any moment, a load leaves each month either old or new, and the next one finishes the work."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

from wardwise.incidents import measures
from wardwise.incidents.ingest import police_uk
from wardwise.incidents.ingest.tests.archives import asb, crime, folder
from wardwise.incidents.store import Store

MONTHS = [f"2024-{month:02}" for month in range(1, 7)]
KILLS = 50


def made(path: Path, rows: int) -> Path:
    files = {
        f"street_{month.replace('-', '_')}": [crime(1000 * i + n, month) for n in range(rows)] + [asb(month)] * rows
        for i, month in enumerate(MONTHS)
    }
    return folder(path, **files)


def load(store: str, archive: str) -> None:
    police_uk.load(Store(Path(store)), Path(archive))


def counts(store: Store) -> list[int]:
    found = measures.monthly_counts(store, measures.Selection(MONTHS[0], MONTHS[-1], everywhere=True))
    return found.counts.tolist()


def test_a_load_killed_at_fifty_moments_never_leaves_half_a_month(tmp_path):
    small, large, store = made(tmp_path / "small", 40), made(tmp_path / "large", 90), Store(tmp_path / "store")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["wardwise.incidents.ingest.police_uk"])
    load(str(store.folder), str(small))
    first = server.Process(target=counts, args=(store,))  # so that the server is up when the time is taken
    first.start()
    first.join()
    begun = time.perf_counter()
    whole = server.Process(target=load, args=(str(store.folder), str(large)))
    whole.start()
    whole.join()
    usual = time.perf_counter() - begun
    chance, killed = random.Random(20240101), 0
    for attempt in range(8 * KILLS):
        loading = server.Process(target=load, args=(str(store.folder), str((small, large)[attempt % 2])))
        loading.start()
        loading.join(timeout=chance.uniform(0, usual))
        loading.kill()
        loading.join()
        found = counts(store)
        assert set(found) <= {80, 180}, found
        if loading.exitcode == 0:  # it was done before we came: come sooner, however busy the machine is
            usual *= 0.9
        else:
            usual *= 1.02
            killed += 1
        if killed == KILLS:
            break
    assert killed == KILLS
    load(str(store.folder), str(small))
    assert counts(store) == [80] * len(MONTHS)
    assert not list(store.folder.rglob("*.new"))
    assert not police_uk.load(store, small).changed
