from __future__ import annotations

import datetime as dt

import pytest

from wardwise.office.feedback import queries, rules
from wardwise.office.feedback.models import Feedback

pytestmark = pytest.mark.django_db


def test_what_is_said_is_kept_without_a_time_of_day():
    rules.give(place="luton", answer="no", words="The map did not open")
    kept = Feedback.objects.get()
    assert (kept.answer, kept.words, type(kept.given_on)) == ("no", "The map did not open", dt.date)


def test_what_is_older_than_a_year_goes():
    for words, day in (("old", dt.date(2025, 3, 1)), ("a year old", dt.date(2025, 3, 2))):
        Feedback.objects.create(place="bedford", answer="yes", words=words, given_on=day)
    assert rules.forget_old(dt.date(2026, 3, 2)) == 1
    assert [feedback.words for feedback in Feedback.objects.all()] == ["a year old"]


def test_a_program_that_never_stops_talking_is_refused(monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 2)
    monkeypatch.setattr(rules.timezone, "localdate", lambda: dt.date(2026, 3, 1))  # midnight may pass meanwhile
    for _ in range(2):
        rules.give(place="luton", answer="yes", words="")
    with pytest.raises(rules.TooMuch):
        rules.give(place="luton", answer="yes", words="")
    rules.give(place="bedford", answer="yes", words="")


def test_one_place_does_not_see_what_was_said_of_another():
    rules.give(place="luton", answer="yes", words="")
    rules.give(place="bedford", answer="no", words="")
    assert queries.given_about("luton").count() == 1
    assert queries.counts("luton") == {"Yes": 1, "Partly": 0, "No": 0}
