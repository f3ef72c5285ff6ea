"""Where a second step is required, the desk opens to nobody without one."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import override_settings

from wardwise.office.audit.models import Event
from wardwise.partners import rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def required():
    with override_settings(SECOND_STEP="required"):
        yield


def test_desk_sends_who_has_none_to_set_one_up(required, sign_in, analyst, luton):
    answer = sign_in(analyst).get(f"/desk/{luton.slug}/", follow=True)
    assert answer.redirect_chain == [("/accounts/2fa/", 302)]
    assert "Set one up to go on" in answer.content.decode()


def test_nothing_is_done_by_sending_a_form_without_one(required, sign_in, manager, luton):
    before = Event.objects.filter(verb="partners.access_reviewed").count()
    answer = sign_in(manager).post(f"/desk/{luton.slug}/partners/people/review/")
    assert answer.status_code == 302
    assert Event.objects.filter(verb="partners.access_reviewed").count() == before


def test_desk_opens_to_who_has_one(required, sign_in, analyst, luton):
    TOTP.activate(analyst, generate_totp_secret())
    client = sign_in(analyst)
    assert client.get(f"/desk/{luton.slug}/").status_code == 200
    assert "Go on to the desk" in client.get("/accounts/2fa/").content.decode()


def test_an_outsider_learns_nothing_from_it(required, sign_in, outsider, luton):
    assert sign_in(outsider).get(f"/desk/{luton.slug}/").status_code == 404


def test_where_it_is_offered_nobody_is_sent_away(sign_in, analyst, luton):
    client = sign_in(analyst)
    assert client.get(f"/desk/{luton.slug}/").status_code == 200
    assert "Set one up to go on" not in client.get("/accounts/2fa/").content.decode()


def test_a_lost_second_step_is_taken_away_and_the_audit_says_so(analyst):
    TOTP.activate(analyst, generate_totp_secret())
    assert rules.forget_second_step(person=analyst, by=None)
    assert not rules.forget_second_step(person=analyst, by=None)
    assert Event.objects.filter(verb="partners.second_step_forgotten").count() == 1
