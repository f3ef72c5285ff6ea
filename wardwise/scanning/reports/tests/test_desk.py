"""The desk's pages for reports."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wardwise.office.audit.models import Event
from wardwise.scanning.problems.tests.making import a_problem
from wardwise.scanning.reports import codes, photos, rules
from wardwise.scanning.reports.models import Photo, Report
from wardwise.scanning.reports.tests.making import PHONE, a_picture, a_report, a_ward, answers, submitted

LIST = "/desk/luton/reports/"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def told(luton):
    return a_report(luton, contacts=PHONE)


def test_officer_of_another_partnership_finds_nothing_at_any_entrance(luton, bedford, outsider, told, sign_in):
    client = sign_in(outsider)
    photo = Photo.objects.create(report=told, file="x.jpg", width=1, height=1)
    gets = ["", "new/", f"{told.pk}/", f"{told.pk}/photo/{photo.pk}/"]
    posts = ["new/", f"{told.pk}/contact/", f"{told.pk}/accept/", f"{told.pk}/close/", f"{told.pk}/nothing/"]
    for slug in ("luton", "bedford"):
        for path in gets if slug == "luton" else gets[2:]:
            assert client.get(f"/desk/{slug}/reports/{path}").status_code == 404
        for path in posts if slug == "luton" else posts[1:]:
            assert client.post(f"/desk/{slug}/reports/{path}", {"version": 1}).status_code == 404
    assert Report.objects.get().state == "received"
    assert not Event.objects.filter(verb__in=["reports.opened", "reports.contact_opened"]).exists()


def test_nobody_without_signing_in_comes_further_than_the_door(client, told):
    for path in ("", f"{told.pk}/", "new/"):
        assert client.get(LIST + path).status_code == 302


@pytest.mark.parametrize("who", ["volunteer_partner", "governance_lead"])
def test_roles_that_do_not_read_reports_get_404(request, who, luton, told, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}{told.pk}/").status_code == 404


def test_analyst_reads_but_neither_moves_nor_sees_who_told(luton, told, analyst, sign_in):
    client = sign_in(analyst)
    page = text(client.get(f"{LIST}{told.pk}/"))
    assert "Three sofas" in page
    assert PHONE.phone not in page
    assert "/accept/" not in page
    for path in ("accept/", "contact/"):
        assert client.post(f"{LIST}{told.pk}/{path}", {"version": 1}).status_code == 404


def test_opening_a_report_is_recorded_each_time_and_the_list_is_not(luton, told, caseworker, sign_in):
    client = sign_in(caseworker)
    client.get(LIST)
    client.get(f"{LIST}{told.pk}/")
    client.get(f"{LIST}{told.pk}/")
    assert Event.objects.filter(verb="reports.opened", actor=f"person:{caseworker.pk}").count() == 2


def test_contact_is_shown_apart_with_its_warning_and_recorded(luton, told, caseworker, sign_in):
    client = sign_in(caseworker)
    assert PHONE.phone not in text(client.get(f"{LIST}{told.pk}/"))
    page = text(client.post(f"{LIST}{told.pk}/contact/"))
    assert page.index("Do not leave a message") < page.index(PHONE.phone)
    assert PHONE.who_might_see in page
    assert Event.objects.filter(verb="reports.contact_opened").count() == 1


def test_photo_is_served_as_a_picture_only_and_recorded(luton, caseworker, sign_in):
    photo = photos.clean(io.BytesIO(a_picture()))
    taken = rules.submit(partnership=luton, answers=answers(), token=codes.new_token(), photo=photo)
    response = sign_in(caseworker).get(f"{LIST}{taken.report.pk}/photo/{taken.report.photos.get().pk}/")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert Event.objects.filter(verb="reports.photo_opened").exists()


def test_photo_whose_file_is_gone_is_not_found(luton, told, caseworker, sign_in):
    photo = Photo.objects.create(report=told, file="gone.jpg", width=1, height=1)
    assert sign_in(caseworker).get(f"{LIST}{told.pk}/photo/{photo.pk}/").status_code == 404


def test_script_in_a_report_stays_words(luton, caseworker, sign_in):
    evil = "</dd><script>alert(1)</script>"
    report = a_report(luton, words=evil, place_words=evil)
    rules.add_words(report, words=evil)
    assert "<script>alert" not in text(sign_in(caseworker).get(f"{LIST}{report.pk}/"))


def test_two_officers_at_once_the_second_is_told_and_keeps_what_was_typed(luton, told, caseworker, manager, sign_in):
    client = sign_in(manager)
    rules.accept(told, by=caseworker, version=1)
    response = client.post(
        f"{LIST}{told.pk}/route/", {"version": 1, "to": "crime", "note": "Looks like a burglary to me"}
    )
    assert response.status_code == 409
    assert "A colleague dealt with this report" in text(response)
    assert "Looks like a burglary to me" in text(response)
    assert Report.objects.get().route == ""
    again = client.post(f"{LIST}{told.pk}/route/", {"version": 2, "to": "crime", "note": ""})
    assert again.status_code == 302


def test_every_verb_of_the_page_works_by_its_form(luton, told, caseworker, sign_in):
    client, problem = sign_in(caseworker), a_problem(luton, caseworker)
    outcome = {"closure": "done", "public_outcome": "Cleared on Monday."}
    dates = {"day_day": "2", "day_month": "6", "day_year": "2026"}
    dates |= {name.replace("day_", "last_day_", 1): value for name, value in dates.items()}
    story = [
        ("accept", {}, "triaged"),
        ("correct", {"kind": "litter", "area": "", "part": "night", **dates}, "triaged"),
        ("route", {"to": "safeguarding"}, "routed"),
        ("undo_route", {"note": "My mistake"}, "triaged"),
        ("link", {"problem": problem.pk}, "linked"),
        ("acknowledge", {}, "acknowledged"),
        ("close", outcome, "closed"),
        ("reopen", {}, "triaged"),
        ("unlink", {}, "triaged"),
        ("advise", {"advice": "Ring the council."}, "advised"),
    ]
    for verb, given, state in story:
        report = Report.objects.get()
        response = client.post(f"{LIST}{told.pk}/{verb}/", {"version": report.version, **given})
        assert response.status_code == 302, (verb, text(response))
        assert Report.objects.get().state == state
    assert Report.objects.get().kind == "litter"


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("route", {"to": "organisation"}),
        ("route", {"to": "moon"}),
        ("merge", {"into": "BBBB-BBBB"}),
        ("close", {"closure": "done", "public_outcome": "x"}),
        ("close", {"closure": "not-real", "public_outcome": ""}),
        ("accept", {"version": "x"}),
        ("correct", {"kind": "youths"}),
    ],
)
def test_bad_answers_are_refused_and_nothing_moves(luton, told, caseworker, sign_in, verb, given):
    response = sign_in(caseworker).post(f"{LIST}{told.pk}/{verb}/", {"version": 1, **given})
    assert response.status_code in (409, 422)
    assert "There is a problem" in text(response)
    assert Report.objects.get().state == "received"


def test_merging_takes_no_report_of_another_partnership(luton, bedford, told, caseworker, sign_in):
    other = a_report(bedford)
    response = sign_in(caseworker).post(f"{LIST}{told.pk}/merge/", {"version": 1, "into": other.reference})
    assert response.status_code == 422


def test_list_is_found_by_words_kind_area_and_state(luton, caseworker, sign_in):
    ward = a_ward(luton)
    wanted = a_report(luton, kind="litter", area=ward, words="Cans under the swing")
    other = a_report(luton)
    client = sign_in(caseworker)
    for question in (
        {"words": "swing cans"},
        {"kind": "litter"},
        {"area": ward.pk},
        {"words": wanted.reference.lower()},
    ):
        page = text(client.post(LIST, question, follow=True))
        assert wanted.reference in page
        assert other.reference not in page
    assert "No report fits" in text(client.get(f"{LIST}?state=closed"))


@pytest.mark.parametrize("question", ["kind=x", "area=x", "state=x", "page=x", "search=x", "search=%00"])
def test_list_takes_any_nonsense_without_falling_over(luton, told, caseworker, sign_in, question):
    assert sign_in(caseworker).get(f"{LIST}?{question}").status_code == 200


@pytest.mark.parametrize("words", ["\0", "a " * 300, "é" * 300, "%"])
def test_list_takes_any_words_without_falling_over(luton, told, caseworker, sign_in, words):
    assert sign_in(caseworker).post(LIST, {"words": words}, follow=True).status_code == 200


def test_oldest_comes_first_and_what_is_overdue_is_marked(luton, caseworker, sign_in):
    late, fresh = a_report(luton), a_report(luton)
    ago = timezone.now() - dt.timedelta(days=9)
    Report.objects.filter(pk=late.pk).update(received_at=ago, promised_by=ago + dt.timedelta(days=5))
    page = text(sign_in(caseworker).get(LIST))
    assert page.index(late.reference) < page.index(fresh.reference)
    assert page.count("Overdue</strong>") == 1


def test_list_asks_the_database_as_often_for_many_as_for_few(luton, caseworker, sign_in):
    client, ward = sign_in(caseworker), a_ward(luton)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    a_report(luton, area=ward)
    few = asked()
    for _ in range(30):
        a_report(luton, area=ward)
    assert asked() == few
    assert "page=2" in text(client.get(LIST))


def test_report_taken_by_phone_shows_its_codes_once(luton, caseworker, sign_in):
    client = sign_in(caseworker)
    given = {
        "channel": "phone",
        "token": codes.new_token(),
        "group": "behaviour",
        "behaviour": "noise",
        "words": "A drill at night",
        "place_words": "High Street",
        "day_day": "1",
        "day_month": "6",
        "day_year": "2026",
        "part": "night",
        "how_long": "still",
        "wants": "no",
    }
    pages = [text(client.post(f"{LIST}new/", given)) for _ in range(2)]
    report = Report.objects.get()
    assert all(report.reference in page for page in pages)
    assert (report.channel, report.taken_by, report.is_still_happening) == ("phone", caseworker, True)


def test_phone_form_keeps_what_was_typed_when_something_is_missing(luton, caseworker, sign_in):
    response = sign_in(caseworker).post(f"{LIST}new/", {"words": "A drill at night", "token": "t"})
    assert response.status_code == 422
    assert "A drill at night" in text(response)
    assert not Report.objects.exists()


def test_analyst_cannot_take_reports(luton, analyst, sign_in):
    assert sign_in(analyst).get(f"{LIST}new/").status_code == 404


def test_status_words_on_the_desk_are_those_the_resident_reads(luton, caseworker, sign_in):
    taken = submitted(luton)
    assert "Nobody has looked at it yet" in text(sign_in(caseworker).get(f"{LIST}{taken.report.pk}/"))
