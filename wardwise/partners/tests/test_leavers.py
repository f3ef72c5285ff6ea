"""Who left a year ago is forgotten; who came back, or holds a post elsewhere, is not."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from wardwise.office.audit.models import Event
from wardwise.partners import queries, rules
from wardwise.partners.models import Person, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(analyst):
    """The analyst left on the last day of March 2024, after four years."""
    Person.objects.filter(pk=analyst.pk).update(joined_at=dt.datetime(2020, 4, 1, tzinfo=dt.UTC))
    Post.objects.filter(person=analyst).update(since=dt.date(2020, 4, 1), until=dt.date(2024, 3, 31))
    TOTP.activate(analyst, generate_totp_secret())
    return analyst


def test_a_year_after_leaving_name_and_address_and_second_step_are_gone(left):
    assert rules.forget_leavers(dt.date(2025, 4, 1)) == 1
    left.refresh_from_db()
    assert (left.name, left.job_title, left.email) == ("Somebody who left", "", f"{left.pk}{queries.FORGOTTEN}")
    assert not left.is_active
    assert not left.has_usable_password()
    assert not left.authenticator_set.exists()
    assert Event.objects.get(verb="partners.person_forgotten").subject == f"partners.person:{left.pk}"


def test_nothing_is_forgotten_before_the_year_is_over(left):
    assert rules.forget_leavers(dt.date(2025, 3, 31)) == 0
    left.refresh_from_db()
    assert left.email == "amina@luton.example"


def test_who_is_forgotten_is_forgotten_once(left):
    assert [rules.forget_leavers(dt.date(2025, 4, day)) for day in (1, 2)] == [1, 0]


def test_a_post_in_another_partnership_keeps_the_name(left, bedford):
    Post.objects.create(person=left, partnership=bedford, role="analyst", since=dt.date(2024, 4, 1))
    assert rules.forget_leavers(dt.date(2026, 1, 1)) == 0


def test_who_works_here_stays(analyst, manager):
    assert rules.forget_leavers() == 0
