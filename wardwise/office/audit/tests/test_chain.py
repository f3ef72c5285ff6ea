from __future__ import annotations

import pytest
from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.office.audit.models import Event, Head

pytestmark = pytest.mark.django_db


def five_events():
    for number in range(5):
        audit.record("test.happened", by=None, partnership="luton", subject=f"thing:{number}", detail={"n": number})


def test_an_untouched_chain_is_whole():
    five_events()
    verdict = audit.verify()
    assert verdict.is_whole
    assert verdict.rows == 5


def test_an_empty_chain_is_whole():
    assert audit.verify() == audit.Verdict(0)


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "test.other"},
        {"detail": {"n": 9}},
        {"subject": "thing:9"},
        {"actor": "person:9"},
        {"partnership": "bedford"},
    ],
)
def test_a_changed_row_is_found(change):
    five_events()
    Event.objects.filter(number=3).update(**change)
    assert audit.verify().broken_at == 3


def test_a_missing_row_is_found():
    five_events()
    Event.objects.filter(number=2).delete()
    assert audit.verify().broken_at == 2


def test_rows_cut_off_at_the_end_are_found():
    five_events()
    Event.objects.filter(number=5).delete()
    assert audit.verify().broken_at == 5


def test_swapped_rows_are_found():
    five_events()
    Event.objects.filter(number=2).update(number=99)
    Event.objects.filter(number=3).update(number=2)
    Event.objects.filter(number=99).update(number=3)
    assert audit.verify().broken_at == 2


def test_a_row_rehashed_without_the_key_is_found(settings):
    five_events()
    forged = Event.objects.get(number=5)
    forged.verb = "test.forged"
    real_key = settings.AUDIT_KEY
    settings.AUDIT_KEY = "x" * 50
    forged.hash = audit.digest(forged)
    forged.save()
    Head.objects.update(hash=forged.hash)
    settings.AUDIT_KEY = real_key
    assert audit.verify().broken_at == 5


def test_an_event_is_undone_with_the_transaction_it_belongs_to():
    five_events()
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("test.happened", by=None)
        raise RuntimeError
    assert (audit.verify().rows, audit.verify().is_whole) == (5, True)
