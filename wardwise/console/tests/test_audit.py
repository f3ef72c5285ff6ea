"""`wardwise audit verify` finds what was changed, removed or cut off."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wardwise.console.main import main
from wardwise.office.audit import rules
from wardwise.office.audit.models import Event

pytestmark = pytest.mark.django_db


def verify(*words: str):
    return CliRunner().invoke(main, ["audit", "verify", *words])


@pytest.fixture
def three_events():
    for verb in ("one", "two", "three"):
        rules.record(f"tests.{verb}", by=None)


def test_an_empty_audit_is_whole():
    assert verify().exit_code == 0


def test_a_whole_audit_is_told_in_words(three_events):
    result = verify()
    assert (result.exit_code, result.output) == (0, "The audit is whole: 3 events, each in its place.\n")


def test_a_changed_event_is_found_and_named(three_events):
    Event.objects.filter(number=2).update(verb="tests.nothing")
    result = verify("--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["broken_at"] == 2
    assert "BROKEN at event 2" in verify().output


def test_events_cut_off_at_the_end_are_missed(three_events):
    Event.objects.filter(number=3).delete()
    assert json.loads(verify("--json").output) == {
        "is_whole": False,
        "rows": 2,
        "broken_at": 3,
        "reason": "event 3 is missing: events were cut off at the end",
    }
