"""The status page: both codes or nothing, and never a word about anybody."""

from __future__ import annotations

import pytest
from django.test import Client

from wardwise.partners.models import Organisation
from wardwise.scanning.reports import limits, rules
from wardwise.scanning.reports.models import Contact, Report
from wardwise.scanning.reports.tests.making import PHONE, accepted, submitted

HERE = "/luton/report/status/"


@pytest.fixture
def taken(luton):
    return submitted(luton, contacts=PHONE)


@pytest.fixture
def opened(client, taken):
    client.post(HERE, {"reference": taken.report.reference, "code": taken.code})
    return client


def page(client) -> str:
    return client.get(f"{HERE}yours/").content.decode()


def test_wrong_pairs_are_told_apart_by_nothing(client, luton, taken):
    other = submitted(luton)
    answers = {
        client.post(HERE, {"reference": reference, "code": code}).content.split(b"<form")[0]
        for reference, code in [
            (taken.report.reference, other.code),
            ("BBBB-BBBB", taken.code),
            (taken.report.reference, "BBBB-BBBB-BBBB"),
        ]
    }
    assert len(answers) == 1


def test_one_connection_cannot_go_on_guessing(client, luton, taken, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_CODES_AN_HOUR", 3)
    wrong = {"reference": taken.report.reference, "code": "BBBB-BBBB-BBBB"}
    codes = [client.post(HERE, wrong).status_code for _ in range(5)]
    assert codes == [422, 422, 422, 429, 429]
    assert client.post(HERE, {**wrong, "code": taken.code}).status_code == 429


def test_one_reference_cannot_be_guessed_from_many_connections(luton, taken, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_CODES_PER_REFERENCE", 3)
    wrong = {"reference": taken.report.reference, "code": "BBBB-BBBB-BBBB"}
    codes = [Client(REMOTE_ADDR=f"10.0.0.{n}").post(HERE, wrong).status_code for n in range(4)]
    assert codes == [422, 422, 422, 429]


def test_no_address_is_kept_in_the_clear(client, luton, taken, monkeypatch):
    kept = []
    monkeypatch.setattr("wardwise.scanning.reports.limits.cache.add", lambda key, *rest: kept.append(key))
    client.post(HERE, {"reference": "BBBB-BBBB", "code": "x"}, REMOTE_ADDR="203.0.113.77")
    assert kept
    assert not [key for key in kept if "203.0.113.77" in key]


def test_codes_in_the_address_open_nothing(client, taken):
    assert (
        "Received" not in client.get(f"{HERE}?reference={taken.report.reference}&code={taken.code}").content.decode()
    )
    assert client.get(f"{HERE}yours/")["Location"] == HERE


def test_another_browser_does_not_see_what_this_one_opened(opened):
    assert Client().get(f"{HERE}yours/").status_code == 302
    assert Client().post(f"{HERE}withdraw/").status_code == 302
    assert Contact.objects.exists()


def test_opened_report_is_not_seen_at_another_partnerships_address(opened, bedford):
    assert opened.get("/bedford/report/status/yours/").status_code == 302


def test_page_closes_after_ten_minutes_and_when_asked(opened):
    session = opened.session
    session["report_open"] = [session["report_open"][0], 1.0]
    session.save()
    assert opened.get(f"{HERE}yours/").status_code == 302


def test_closing_the_page_shuts_it_on_this_device(opened):
    opened.post(f"{HERE}close/")
    assert opened.get(f"{HERE}yours/").status_code == 302


def test_nothing_personal_stands_on_the_page(opened, taken):
    shown = page(opened)
    for private in (PHONE.phone, PHONE.who_might_see, taken.report.words, taken.report.place_words, taken.code):
        assert private not in shown


def test_every_state_is_told_in_plain_words(opened, taken, luton, caseworker):
    council = Organisation.objects.get(name="Luton Council")
    report = rules.accept(taken.report, by=caseworker, version=1)
    assert "Being looked at" in page(opened)
    report = rules.route(report, to="organisation", organisation=council, by=caseworker, version=report.version)
    assert "We passed it to Luton Council" in page(opened)
    report = rules.undo_route(report, by=caseworker, version=report.version)
    report = rules.route(report, to="hate", by=caseworker, version=report.version)
    assert "We passed it to the police" in page(opened)
    assert "hate" not in page(opened).lower()
    words = {"closure": "done", "public_outcome": "We cleared it <b>on Monday</b>."}
    rules.close(report, by=caseworker, version=report.version, **words)
    assert "We cleared it &lt;b&gt;on Monday&lt;/b&gt;." in page(opened)


def test_merged_report_tells_what_became_of_the_other(opened, taken, luton, caseworker):
    other = accepted(luton, caseworker)
    rules.merge(taken.report, into=other, by=caseworker, version=1)
    assert "Someone else told us about the same thing" in page(opened)
    rules.close(other, closure="done", public_outcome="Cleared.", by=caseworker, version=other.version)
    assert "Cleared." in page(opened)


def test_more_can_be_told_and_contact_withdrawn(opened, taken):
    assert opened.post(f"{HERE}more/", {"words": "Again last night"}).status_code == 302
    assert opened.post(f"{HERE}more/", {"words": "  "}).status_code == 422
    assert taken.report.additions.get().words == "Again last night"
    opened.post(f"{HERE}withdraw/")
    assert not Contact.objects.exists()
    assert "how we may reach you" not in page(opened)


def test_forgotten_report_is_closed_to_a_page_that_was_open(opened, taken):
    Report.objects.update(forgotten_at=taken.report.received_at)
    assert opened.get(f"{HERE}yours/").status_code == 302
