"""Taking a report: once, completely, without keeping the code."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection

from wardwise.office.audit.models import Event
from wardwise.office.working_days.rules import end_of_working_day
from wardwise.partners.exceptions import NotAllowed
from wardwise.scanning.reports import codes, photos, queries, rules
from wardwise.scanning.reports.exceptions import Reports
from wardwise.scanning.reports.models import Contact, Report
from wardwise.scanning.reports.tests.making import PHONE, a_picture, a_report, a_ward, answers, submitted


def test_same_token_makes_one_report_and_shows_the_same_code(luton):
    token = codes.new_token()
    first = rules.submit(partnership=luton, answers=answers(), token=token)
    again = rules.submit(partnership=luton, answers=answers(words="Typed anew"), token=token)
    assert (again.report.pk, again.code) == (first.report.pk, first.code)
    assert Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_report(luton):
    token, taken = codes.new_token(), []
    together = threading.Barrier(2)

    def click():
        together.wait()
        taken.append(rules.submit(partnership=luton, answers=answers(), token=token))
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len({(t.report.pk, t.code) for t in taken}) == 1
    assert Report.objects.count() == 1


def test_token_of_one_partnership_opens_nothing_in_another(luton, bedford):
    token = codes.new_token()
    rules.submit(partnership=luton, answers=answers(), token=token)
    assert queries.of_token(bedford, token) is None


def test_neither_code_nor_token_is_kept(luton):
    token = codes.new_token()
    taken = rules.submit(partnership=luton, answers=answers(), token=token)
    row = Report.objects.filter(pk=taken.report.pk).values()[0]
    assert not [name for name, value in row.items() if taken.code in str(value) or token in str(value)]


def test_reference_tells_nothing_of_order_and_has_no_letters_that_are_misread(luton):
    references = [a_report(luton).reference for _ in range(20)]
    assert len(set(references)) == 20
    assert references != sorted(references)
    assert all(re.fullmatch(r"[BCDFGHJKMNPQRTVWXZ2346789]{4}-[BCDFGHJKMNPQRTVWXZ2346789]{4}", r) for r in references)


def test_report_is_found_by_both_reference_and_code_however_they_are_typed(luton):
    taken = submitted(luton)
    typed = taken.code.lower().replace("-", " ")
    assert queries.of_codes(luton, f" {taken.report.reference.lower()} ", typed) == taken.report


def test_report_is_not_found_by_one_of_them_or_in_another_partnership(luton, bedford):
    taken, other = submitted(luton), submitted(luton)
    for partnership, reference, code in [
        (luton, taken.report.reference, ""),
        (luton, "", taken.code),
        (luton, taken.report.reference, other.code),
        (bedford, taken.report.reference, taken.code),
        (luton, taken.report.reference, "💥" * 500),
        (luton, "\x00", taken.code),
    ]:
        assert queries.of_codes(partnership, reference, code) is None


def test_unknown_kind_and_area_of_another_partnership_are_refused(luton, bedford):
    for wrong in [{"kind": "youths"}, {"area": a_ward(bedford)}]:
        with pytest.raises(Reports) as refused:
            a_report(luton, **wrong)
        assert refused.value.code == "unknown"


def test_ward_is_found_from_the_point(luton):
    ward = a_ward(luton)
    assert a_report(luton, easting=508_500.0, northing=221_500.0).area == ward
    assert a_report(luton, easting=1.0, northing=2.0).area is None


def test_contact_is_kept_apart_and_can_be_withdrawn(luton):
    report = a_report(luton, contacts=PHONE)
    rules.withdraw_contact(report)
    rules.withdraw_contact(report)
    assert not Contact.objects.exists()
    assert Event.objects.filter(verb="reports.contact_withdrawn").count() == 1


def test_audit_holds_no_word_of_the_report(luton):
    a_report(luton, contacts=PHONE)
    event = Event.objects.get(verb="reports.received")
    assert event.detail == {"channel": "web", "kind": "fly-tipping"}


def test_photo_is_stored_under_a_random_name_that_only_we_can_read(luton, wardwise_home):
    photo = photos.clean(_file(a_picture()))
    rules.submit(partnership=luton, answers=answers(), token=codes.new_token(), photo=photo)
    (file,) = (wardwise_home / "uploads" / "reports").iterdir()
    assert re.fullmatch(r"[0-9a-f]{40}\.jpg", file.name)
    assert file.stat().st_mode & 0o077 == 0


def test_staff_take_a_report_by_phone_and_others_may_not(luton, caseworker, analyst, outsider):
    taken = rules.take(partnership=luton, answers=answers(), token="t", channel="phone", by=caseworker)
    assert (taken.report.channel, taken.report.taken_by) == ("phone", caseworker)
    for other in (analyst, outsider):
        with pytest.raises(NotAllowed):
            rules.take(partnership=luton, answers=answers(), token="u", channel="phone", by=other)


def test_words_added_later_are_marked_as_news(luton):
    report = a_report(luton)
    rules.add_words(report, words="It happened again")
    report.refresh_from_db()
    assert report.has_news
    assert report.additions.get().words == "It happened again"


def _file(content: bytes):
    import io

    return io.BytesIO(content)


def test_word_is_promised_within_the_partnerships_own_number_of_working_days(luton, wardwise_home):
    own = wardwise_home / "partnerships" / "luton"
    own.mkdir(parents=True)
    (own / "routes.json").write_text('{"acknowledge_within_working_days": 2}')
    report = a_report(luton)
    assert report.promised_by == end_of_working_day(report.received_at, 2)
