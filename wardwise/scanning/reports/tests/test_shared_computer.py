"""Somebody else has the same browser before, beside or after the resident; or very many connections."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wardwise.office.jobs import chores
from wardwise.scanning.reports import limits
from wardwise.scanning.reports.models import Draft
from wardwise.scanning.reports.tests.filling import HERE, codes_in, fill, send, token_of
from wardwise.scanning.reports.tests.making import PHONE, a_picture, submitted

STATUS = "/luton/report/status/"


def copy_of(client: Client) -> Client:
    """A browser into which somebody copied the session's cookie beforehand."""
    other = Client()
    other.cookies["wardwise_session"] = client.cookies["wardwise_session"].value
    return other


def test_cookie_noted_beforehand_opens_neither_the_next_draft_nor_the_status_page(client, luton):
    fill(client)
    planted = copy_of(client)
    fill(client, words={"words": "Something only I know"})
    assert planted.get(f"{HERE}words/").status_code == 302
    planted = copy_of(client)
    taken = submitted(luton, contacts=PHONE)
    client.post(STATUS, {"reference": taken.report.reference, "code": taken.code})
    assert client.get(f"{STATUS}yours/").status_code == 200
    assert planted.get(f"{STATUS}yours/").status_code == 302


def test_going_back_and_sending_again_shows_no_code_after_quick_exit(client, luton):
    fill(client)
    token = token_of(client)
    codes_in(client.post(f"{HERE}check/", {"token": token}).content.decode())
    client.get("/leave/")
    assert client.post(f"{HERE}check/", {"token": token})["Location"] == HERE
    fill(client)
    assert client.post(f"{HERE}check/", {"token": token})["Location"] == HERE


def test_token_alone_shows_no_code_in_another_browser(client, luton):
    fill(client)
    token = token_of(client)
    send(client)
    assert Client().post(f"{HERE}check/", {"token": token})["Location"] == HERE


@pytest.mark.parametrize("written", ["{}", " {}", "{} .", "lower"])
def test_writing_the_reference_in_another_way_gives_no_further_guesses(luton, monkeypatch, written):
    monkeypatch.setattr(limits, "WRONG_CODES_PER_REFERENCE", 1)
    reference = submitted(luton).report.reference
    other = reference.lower() if written == "lower" else written.format(reference)
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post(STATUS, {"reference": ref, "code": "BBBB"}).status_code
        for n, ref in enumerate((reference, other))
    ]
    assert answers == [422, 429]


def test_all_addresses_of_one_line_count_as_one_connection(rf):
    """One subscriber has a /64: eighteen million million million addresses to guess from."""
    seen = {limits.address(rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{n:x}")) for n in (1, 2, 0xFFFF)}
    assert len(seen) == 1
    assert limits.address(rf.get("/", REMOTE_ADDR="2001:db8:1:3::1")) not in seen
    assert limits.address(rf.get("/", REMOTE_ADDR="::ffff:192.0.2.7")) == "192.0.2.7"
    assert limits.address(rf.get("/", REMOTE_ADDR="not an address")) == "not an address"


def test_one_connection_cannot_fill_the_disk_with_drafts_and_photos(luton, monkeypatch, wardwise_home):
    monkeypatch.setattr(limits, "PHOTOS_AN_HOUR", 2)
    for _ in range(4):
        photo = SimpleUploadedFile("x.jpg", a_picture(), "image/jpeg")
        Client().post(f"{HERE}photo/", {"photo": photo})
    assert len(list((wardwise_home / "uploads" / "drafts").iterdir())) == 2
    monkeypatch.setattr(limits, "DRAFTS_AN_HOUR", 6)
    answers = [Client().post(HERE).status_code for _ in range(4)]
    assert answers == [302, 302, 429, 429]
    assert Draft.objects.count() == 6


def test_large_file_on_a_page_that_takes_none_is_no_fault_of_ours(client, luton, monkeypatch):
    monkeypatch.setattr("wardwise.design.uploads.MOST_BYTES", 10_000)
    fill(client)
    sent = {"words": "Three sofas", "photo": SimpleUploadedFile("big.jpg", b"\0" * 20_000, "image/jpeg")}
    assert client.post(f"{HERE}words/", sent).status_code == 302


def test_answers_left_behind_are_gone_after_an_hour_though_nobody_comes(client, luton, caplog):
    fill(client)
    long_ago = timezone.now() - dt.timedelta(minutes=61)
    Draft.objects.update(touched_at=long_ago)
    Session.objects.update(expire_date=long_ago)
    chores.do_all()
    assert not Draft.objects.exists()
    assert not Session.objects.exists()
    assert not caplog.records


def test_chore_that_fails_holds_none_up(monkeypatch, caplog):
    done = []
    monkeypatch.setattr(chores, "_chores", [lambda: 1 / 0, lambda: done.append(1)])
    chores.do_all()
    assert done == [1]
    assert "a chore failed" in caplog.text
