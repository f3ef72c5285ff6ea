"""Starting a partnership without a web page."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner

from wardwise.console.main import main
from wardwise.office.audit.models import Event
from wardwise.partners import queries
from wardwise.partners.models import Partnership, Person, Post
from wardwise.partners.permissions import Permission

pytestmark = pytest.mark.django_db


def run(*words: str, **more):
    return CliRunner().invoke(main, list(words), **more)


def admit(name="Luton Council"):
    return run("organisation", "add", "luton", name, "--kind", "council", "--status", "responsible")


def agree(expires="2099-12-31"):
    return run("agreement", "add", "luton", "--title", "Safety", "--purpose", "Together", "--gateway", "CDA s.115",
               "--organisation", "Luton Council", "--expires", expires)  # fmt: skip


def hire(email="amina@luton.example", *more, role="manager", **kind):
    return run("person", "add", "luton", email, "--name", "Amina Khan", "--organisation", "Luton Council",
               "--role", role, *more, **kind)  # fmt: skip


@pytest.fixture
def started():
    run("partnership", "create", "luton", "--name", "Safer Luton", "--place", "Luton")
    admit()
    agree()
    return Partnership.objects.get(slug="luton")


def test_the_first_manager_may_do_what_a_manager_may(started):
    result = hire()
    assert result.exit_code == 0
    amina = Person.objects.get(email="amina@luton.example")
    assert Permission.MANAGE_PEOPLE in queries.permissions_of(amina, started)
    password = result.output.strip().splitlines()[-1].split()[-1]
    assert amina.check_password(password)


def test_the_audit_names_neither_the_person_nor_the_password(started):
    password = json.loads(hire("amina@luton.example", "--json").output)["password"]
    told = json.dumps(list(Event.objects.values("verb", "subject", "detail")))
    assert "Amina" not in told
    assert password not in told
    assert Event.objects.filter(verb="partners.person_added").count() == 1


def test_short_names_that_are_addresses_of_ours_are_refused():
    result = run("partnership", "create", "desk", "--name", "Safer Desk", "--place", "Desk", "--json")
    assert result.exit_code == 2
    assert json.loads(result.output)["error"] == "slug_reserved"
    assert not Partnership.objects.exists()


@pytest.mark.parametrize("slug", ["", "lu ton", "../luton", "Zürich", "l" * 41])
def test_short_names_that_do_not_fit_an_address_are_refused(slug):
    result = run("partnership", "create", slug, "--name", "Safer", "--place", "There")
    assert result.exit_code == 2
    assert not Partnership.objects.exists()


def test_an_address_that_is_none_is_refused():
    result = run(
        "partnership", "create", "luton", "--name", "S", "--place", "L", "--contact-email", "not one", "--json"
    )
    assert result.exit_code == 2
    assert "contact email" in json.loads(result.output)["message"]


def test_an_organisation_is_admitted_once(started):
    assert admit().exit_code == 2
    assert admit("Another Council").exit_code == 0


def test_nobody_works_for_an_organisation_that_is_no_member(started):
    result = run("person", "add", "luton", "x@example.org", "--name", "X", "--organisation", "Nobody Ltd",
                 "--role", "analyst", "--json")  # fmt: skip
    assert result.exit_code == 2
    assert "Luton Council" in json.loads(result.output)["message"]
    assert not Person.objects.exists()


def test_an_agreement_that_ends_before_it_starts_is_refused(started):
    assert agree(expires="2001-01-01").exit_code == 2
    assert started.agreements.count() == 1


def test_a_second_role_needs_no_second_account(started):
    hire()
    again = run("person", "add", "luton", "AMINA@luton.example", "--role", "analyst", "--json")
    assert json.loads(again.output) == {"email": "amina@luton.example", "role": "analyst"}
    assert Post.objects.count() == 2
    assert run("person", "add", "luton", "amina@luton.example", "--role", "analyst").exit_code == 2


def test_a_new_account_needs_a_name(started):
    result = run("person", "add", "luton", "new@luton.example", "--role", "analyst")
    assert result.exit_code == 2
    assert not Person.objects.exists()


def test_a_weak_password_is_refused_and_nothing_is_made(started):
    result = hire("weak@luton.example", "--password-stdin", input="password\n")
    assert result.exit_code == 2
    assert not Person.objects.exists()
    assert hire("strong@luton.example", "--password-stdin", input="a long enough one\n").exit_code == 0
    assert Person.objects.get().check_password("a long enough one")


def test_who_leaves_sees_nothing_from_that_moment(started):
    hire()
    amina = Person.objects.get()
    Post.objects.create(person=amina, partnership=started, role="analyst", since=dt.date(2020, 1, 1))
    assert json.loads(run("person", "leave", "luton", amina.email, "--json").output)["posts_ended"] == 2
    assert queries.permissions_of(amina, started) == frozenset()


def test_a_new_password_replaces_the_old_one(started):
    old = json.loads(hire("amina@luton.example", "--json").output)["password"]
    new = json.loads(run("person", "password", "amina@luton.example", "--json").output)["password"]
    amina = Person.objects.get()
    assert amina.check_password(new)
    assert not amina.check_password(old)
    assert run("person", "password", "nobody@luton.example").exit_code == 2


def test_the_list_says_what_is_lacking(started):
    hire()
    listed = json.loads(run("partnership", "list", "--json").output)["partnerships"]
    assert listed == [
        {"slug": "luton", "name": "Safer Luton", "is_fictitious": False, "organisations": 1, "people": 1,
         "agreements": 1, "areas": 0}
    ]  # fmt: skip
    assert "1 organisations" in run("partnership", "list").output


def test_what_a_partnership_says_of_itself_is_changed_and_the_rest_stays(started):
    result = run(
        "partnership", "change", "luton", "--contact-phone", "01582 510000", "--report-retention-days", "365"
    )
    assert (result.exit_code, result.output) == (0, "Safer Luton was changed.\n")
    started.refresh_from_db()
    assert (started.contact_phone, started.report_retention, started.name) == (
        "01582 510000",
        "one year",
        "Safer Luton",
    )
    assert Event.objects.get(verb="partners.partnership_changed").detail == {
        "fields": ["contact_phone", "report_retention_days"]
    }


@pytest.mark.parametrize(
    "words", [(), ("--suppress-below", "1"), ("--contact-email", "nobody"), ("--police-report-url", "javascript:x")]
)
def test_a_change_that_cannot_be_changes_nothing(started, words):
    assert run("partnership", "change", "luton", *words).exit_code == 2
    again = Partnership.objects.get(slug="luton")
    assert (again.suppress_below, again.contact_email, again.police_report_url) == (5, "", "")


@pytest.mark.parametrize(("days", "said"), [(730, "2 years"), (365, "one year"), (90, "90 days"), (400, "400 days")])
def test_retention_is_said_as_people_say_it(started, days, said):
    started.report_retention_days = days
    assert started.report_retention == said
