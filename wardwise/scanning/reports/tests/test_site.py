"""The public pages of reporting, without JavaScript and without good will."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wardwise.scanning.reports import limits
from wardwise.scanning.reports.models import Contact, Draft, Report
from wardwise.scanning.reports.tests.filling import HERE, PAGES, codes_in, fill, send, token_of
from wardwise.scanning.reports.tests.making import a_picture, a_ward


def text(response) -> str:
    return response.content.decode()


def test_999_comes_first_and_every_worry_has_its_place(client, luton):
    page = text(client.get("/luton/report/"))
    assert page.index("Call 999") < page.index("/luton/report/crime/")
    for code in ("emergency", "crime", "hate", "information", "safeguarding"):
        assert client.get(f"/luton/report/{code}/").status_code == 200


def test_crimestoppers_learns_nothing_from_our_link_and_no_feedback_is_promised(client, luton):
    page = text(client.get("/luton/report/information/"))
    link = page[page.index('<a class="govuk-link" href="https://crimestoppers-uk.org"') :].split(">")[0]
    assert 'rel="noreferrer noopener external"' in link
    assert "even if nothing seems to happen at once" in page
    assert "<form" not in page


def test_routes_of_a_partnership_replace_ours_and_a_broken_file_never_takes_the_page_away(
    client, luton, bedford, wardwise_home, caplog
):
    folder = wardwise_home / "partnerships" / "luton"
    folder.mkdir(parents=True)
    (folder / "routes.json").write_text('{"routes": [{"code": "hate", "title": "Tell Stop Hate Luton"}]}')
    assert "Tell Stop Hate Luton" in text(client.get("/luton/report/hate/"))
    assert "Tell Stop Hate Luton" not in text(client.get("/bedford/report/hate/"))
    for broken in ("{", "[]", '{"routes": [3]}', '{"routes": [{"code": "x"}]}', '{"routes": "no"}', "\x00"):
        (folder / "routes.json").write_text(broken)
        assert "True Vision" in text(client.get("/luton/report/hate/"))
    evil = '{"routes": [{"code": "hate", "contacts": [{"label": "x", "url": "javascript:alert(1)"}]}]}'
    (folder / "routes.json").write_text(evil)
    assert "javascript:" not in text(client.get("/luton/report/hate/"))


def test_unknown_partnership_and_unknown_pages_are_not_found(client, luton):
    for address in ("/nowhere/report/", "/luton/report/nothing/", f"{HERE}nothing/", "/nowhere/report/tell-us/kind/"):
        assert client.get(address).status_code == 404


def test_resident_reports_from_start_to_status(client, luton):
    fill(client)
    reference, code = codes_in(text(send(client)))
    report = Report.objects.get()
    assert (report.reference, report.kind, report.words) == (reference, "fly-tipping", "Three sofas and a fridge")
    assert timezone.localtime(report.occurred_from).hour == 18
    assert not Draft.objects.exists()
    page = text(client.post("/luton/report/status/", {"reference": reference, "code": code}, follow=True))
    assert "Nobody has looked at it yet" in page


def test_pressing_send_twice_makes_one_report_and_shows_the_code_again(client, luton):
    fill(client)
    token = token_of(client)
    pages = [text(client.post(f"{HERE}check/", {"token": token})) for _ in range(2)]
    assert codes_in(pages[0]) == codes_in(pages[1])
    assert Report.objects.count() == 1


def test_code_is_not_shown_again_half_an_hour_later(client, luton):
    fill(client)
    token = token_of(client)
    client.post(f"{HERE}check/", {"token": token})
    Report.objects.update(received_at=timezone.now() - dt.timedelta(minutes=31))
    response = client.post(f"{HERE}check/", {"token": token})
    assert response.status_code == 302
    assert response["Location"] == HERE


def test_forged_token_sends_nothing(client, luton):
    fill(client)
    token_of(client)
    for token in ("", "forged", "x" * 100_000, "\x00"):
        assert client.post(f"{HERE}check/", {"token": token}).status_code == 302
    assert not Report.objects.exists()


def test_unanswered_page_is_asked_before_sending(client, luton):
    client.post(HERE)
    client.post(f"{HERE}words/", PAGES["words"])
    assert client.get(f"{HERE}check/")["Location"] == f"{HERE}kind/"


def test_answers_are_in_no_address_and_in_no_cache(client, luton):
    fill(client)
    for page in ("where/", "words/", "check/"):
        response = client.get(HERE + page)
        assert "no-store" in response["Cache-Control"]
    assert all("=" not in str(value) for value in [client.post(f"{HERE}words/", PAGES["words"])["Location"]])


def test_what_was_typed_stays_after_an_error_and_when_coming_back(client, luton):
    fill(client)
    page = text(client.post(f"{HERE}when/", {**PAGES["when"], "day_month": "13"}))
    assert 'value="13"' in page
    assert "Enter a real date" in page
    assert "Three sofas and a fridge" in text(client.get(f"{HERE}words/"))


def test_what_was_written_survives_a_draft_that_ran_out(client, luton):
    client.post(HERE)
    Draft.objects.update(touched_at=timezone.now() - dt.timedelta(minutes=61))
    response = client.post(f"{HERE}words/", PAGES["words"], follow=True)
    assert "What you wrote on the last page is kept" in text(response)
    assert Draft.objects.latest("touched_at").answers["words"] == PAGES["words"]


def test_draft_of_one_browser_is_not_seen_by_another(client, luton):
    fill(client)
    other = Client()
    assert other.get(f"{HERE}words/")["Location"] == HERE
    assert other.get(f"{HERE}photo/picture/").status_code == 404


def test_draft_of_one_partnership_is_not_seen_in_another(client, luton, bedford):
    fill(client)
    assert client.get("/bedford/report/tell-us/words/")["Location"] == "/bedford/report/tell-us/"


def test_quick_exit_deletes_what_was_answered(client, luton, settings):
    fill(client)
    assert "/leave/" in text(client.get(f"{HERE}words/"))
    response = client.get("/leave/")
    assert response["Location"] == settings.WARDWISE_EXIT_URL
    assert not Draft.objects.exists()
    assert client.get(f"{HERE}words/")["Location"] == HERE


def test_script_in_what_was_written_stays_words(client, luton):
    fill(client, words={"words": "<script>alert(1)</script>"})
    page = text(client.get(f"{HERE}check/"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("kind", {}),
        ("kind", {"group": "place", "place": "noise"}),
        ("kind", {"group": "people", "people": "youths"}),
        ("where", {}),
        ("where", {"place_words": "x" * 301}),
        ("where", {"spot": "nan, nan"}),
        ("where", {"spot": "1e999, 3"}),
        ("where", {"area": "999999"}),
        ("when", {**PAGES["when"], "day_year": "2999"}),
        ("when", {**PAGES["when"], "day_year": "1066"}),
        ("when", {**PAGES["when"], "day_day": "٣١٢"}),
        ("when", {**PAGES["when"], "how_long": "until"}),
        ("words", {"words": "   "}),
        ("words", {"words": "x" * 5_001}),
        ("words", {"words": "a\x00b"}),
        ("contact", {}),
        ("contact", {"wants": "yes", "how": "phone"}),
        ("contact", {"wants": "yes", "how": "email", "email": "not an address"}),
        ("contact", {"wants": "yes", "how": "pigeon"}),
    ],
)
def test_bad_answer_is_refused_with_words_and_keeps_the_draft(client, luton, page, answers):
    fill(client)
    response = client.post(f"{HERE}{page}/", answers)
    assert response.status_code == 422
    assert "There is a problem" in text(response)
    assert client.get(f"{HERE}check/").status_code == 200


def test_body_in_another_encoding_is_no_error(client, luton):
    fill(client)
    body = "words=caf\xe9".encode("latin-1")
    response = client.post(f"{HERE}words/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302


def test_spot_far_away_is_refused_and_ward_of_another_place_too(client, luton, bedford):
    a_ward(luton)
    elsewhere = a_ward(bedford, "Castle", 300_000)
    fill(client)
    for answers in ({"spot": "55.9, -3.2"}, {"area": str(elsewhere.pk)}):
        assert client.post(f"{HERE}where/", answers).status_code == 422
    assert client.post(f"{HERE}where/", {"spot": "51.8787, -0.4200"}).status_code == 302


def test_photo_is_cleaned_shown_back_and_kept_with_the_report(client, luton, wardwise_home):
    photo = SimpleUploadedFile("x.php", a_picture(), "text/html")
    fill(client, photo={"photo": photo})
    picture = client.get(f"{HERE}photo/picture/")
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in picture["Content-Security-Policy"]
    send(client)
    assert Report.objects.get().photos.count() == 1
    assert list((wardwise_home / "uploads" / "drafts").iterdir()) == []


@pytest.mark.parametrize("size", [12_000_000, 27_000_000])
def test_photo_that_is_too_big_is_refused_with_words(client, luton, size):
    fill(client)
    photo = SimpleUploadedFile("big.jpg", a_picture() + b"\0" * size, "image/jpeg")
    response = client.post(f"{HERE}photo/", {"photo": photo})
    assert response.status_code == 422
    assert "smaller than 10 MB" in text(response)


def test_photo_can_be_taken_away(client, luton, wardwise_home):
    fill(client, photo={"photo": SimpleUploadedFile("x.jpg", a_picture())})
    client.post(f"{HERE}photo/", {"remove": "on"})
    assert Draft.objects.get().photo == ""
    assert list((wardwise_home / "uploads" / "drafts").iterdir()) == []


def test_contact_rules_are_kept_as_they_were_given(client, luton):
    given = {"wants": "yes", "how": "text", "phone": "07700 900123", "who_might_see": "My flatmate", "email": ""}
    fill(client, contact=given)
    assert "Do not leave a message" in text(client.get(f"{HERE}check/"))
    send(client)
    contact = Contact.objects.get()
    assert (contact.how, contact.phone, contact.may_leave_message) == ("text", "07700 900123", False)


def test_who_says_no_leaves_no_contact_even_if_boxes_were_filled_in(client, luton):
    fill(client, contact={"wants": "no", "how": "email", "email": "bad", "phone": "07700 900123"})
    send(client)
    assert not Contact.objects.exists()


def test_filled_trap_marks_the_report_and_loses_nothing(client, luton):
    fill(client)
    send(client, website="https://buy.example")
    assert Report.objects.get().is_suspect


def test_limit_is_gentle_and_loses_nothing(client, luton, monkeypatch):
    monkeypatch.setattr(limits, "REPORTS_AN_HOUR", 1)
    for expected in (200, 429):
        fill(client)
        response = send(client)
        assert response.status_code == expected
    assert Report.objects.count() == 1
    assert "Nothing is lost" in text(response)
    assert client.get(f"{HERE}check/").status_code == 200


def test_address_behind_our_proxy_cannot_be_made_up(rf, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = rf.get("/", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9", REMOTE_ADDR="10.0.0.1")
    assert limits.address(request) == "203.0.113.9"
    settings.SECURE_PROXY_SSL_HEADER = None
    assert limits.address(request) == "10.0.0.1"


def test_pages_of_a_victim_have_titles_that_give_nothing_away(client, luton):
    fill(client)
    for page in ("tell-us/words/", "tell-us/check/", "status/", "hate/", "safeguarding/"):
        title = text(client.get(f"/luton/report/{page}")).split("<title>")[1].split("</title>")[0].lower()
        assert not [word for word in ("hate", "crime", "abuse", "victim", "report") if word in title]
