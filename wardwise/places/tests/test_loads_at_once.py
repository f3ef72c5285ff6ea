from __future__ import annotations

import threading

import pytest
from django.db import connection

from wardwise.office.audit import rules as audit
from wardwise.places.models import Area, AreaScheme
from wardwise.places.tests.made import squares


@pytest.mark.django_db(transaction=True)
def test_two_loads_of_one_scheme_at_once_leave_it_whole(tmp_path):
    failures: list[Exception] = []
    start = threading.Barrier(2, timeout=30)

    def run(codes: tuple[str, ...]) -> None:
        folder = tmp_path / "".join(codes)
        folder.mkdir()
        start.wait()
        try:
            squares(folder, *codes)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(codes,)) for codes in (("A", "B"), ("A", "C"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert AreaScheme.objects.count() == 1
    assert sorted(Area.objects.values_list("code", flat=True)) == ["A", "B", "C"]
    assert audit.verify().is_whole
