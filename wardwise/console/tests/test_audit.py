"""`wardwise audit verify` finds what was changed, removed or cut off."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from wardwise.console.main import main
from wardwise.office.audit import rules
from wardwise.office.audit.models import Event, Head

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
    whole, end = result.output.splitlines()
    assert (result.exit_code, whole) == (0, "The audit is whole: 3 events, each in its place.")
    assert end == f"Its end: 3:{Event.objects.get(number=3).hash}"


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
        "end": "",
    }


def test_events_cut_off_with_the_end_set_back_are_missed_by_who_noted_the_end(three_events):
    end = json.loads(verify("--json").output)["end"]
    assert verify("--after", end).exit_code == 0
    Event.objects.filter(number=3).delete()
    Head.objects.update(number=2, hash=Event.objects.get(number=2).hash)
    assert verify().exit_code == 0  # the database alone cannot tell
    result = verify("--after", end)
    assert result.exit_code == 1
    assert "event 3 is missing: 3 were noted" in result.output


def test_events_written_anew_after_a_cut_are_not_those_noted(three_events):
    end = json.loads(verify("--json").output)["end"]
    Event.objects.filter(number=3).delete()
    Head.objects.update(number=2, hash=Event.objects.get(number=2).hash)
    rules.record("tests.other", by=None)
    rules.record("tests.more", by=None)
    assert "event 3 is not the one that was noted" in verify("--after", end).output


@pytest.mark.parametrize("end", ["3", "three:" + "0" * 64, "3:short", "²:" + "0" * 64])
def test_an_end_that_is_none_is_told(three_events, end):
    result = verify("--after", end)
    assert result.exit_code == 2
    assert "a number, a colon" in result.output + result.stderr
