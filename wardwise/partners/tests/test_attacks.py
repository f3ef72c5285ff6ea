"""What somebody tries who wants to stay longer, come in by the side, or read what was stolen."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from wardwise.partners import queries, rules
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Membership, Organisation, Post

TOMORROW = queries.today() + dt.timedelta(days=1)
NEXT_YEAR = queries.today() + dt.timedelta(days=365)
LOGIN = "/accounts/login/"


def test_leaver_cannot_put_off_the_own_last_day(manager) -> None:
    post = Post.objects.get(person=manager)
    rules.end_post(post, until=TOMORROW, by=manager)
    with pytest.raises(Refused) as refusal:
        rules.end_post(post, until=NEXT_YEAR, by=manager)
    assert refusal.value.code == "ended_already"
    assert Post.objects.get(person=manager).until == TOMORROW


def test_role_that_has_ended_is_not_opened_again_by_a_later_last_day(manager, analyst) -> None:
    post = Post.objects.get(person=analyst)
    rules.end_post(post, until=queries.today() - dt.timedelta(days=9), by=manager)
    with pytest.raises(Refused):
        rules.end_post(Post.objects.get(pk=post.pk), until=NEXT_YEAR, by=manager)


def test_membership_that_has_ended_is_not_opened_again_by_a_later_last_day(manager, luton) -> None:
    membership = Membership.objects.filter(partnership=luton).order_by("pk").first()
    assert membership is not None
    rules.end_membership(membership, until=TOMORROW, by=manager)
    with pytest.raises(Refused) as refusal:
        rules.end_membership(membership, until=NEXT_YEAR, by=manager)
    assert refusal.value.code == "ended_already"


def test_agreement_names_members_only_whoever_calls_the_rule(manager, luton) -> None:
    stranger = Organisation.objects.create(name="Elsewhere Ltd", kind="business")
    words = {"title": "t", "purpose": "p", "gateway": "g", "starts_on": queries.today(), "expires_on": NEXT_YEAR}
    with pytest.raises(Refused) as refusal:
        rules.sign_agreement(partnership=luton, organisations=[stranger], by=manager, **words)
    assert refusal.value.code == "not_a_member"


@pytest.mark.parametrize("slug", ["about", "leave", "desk", "static"])
def test_partnership_cannot_take_an_address_of_the_site(db, slug) -> None:
    with pytest.raises(Refused):
        rules.create_partnership(slug=slug, name="Safer X", place="X", by=None)


def test_stolen_database_gives_no_second_steps(analyst) -> None:
    secret = generate_totp_secret()
    TOTP.activate(analyst, secret)
    kept = str(Authenticator.objects.values_list("data", flat=True).get(type=Authenticator.Type.TOTP))
    assert secret not in kept
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap()
    assert totp.validate_code(code_of(secret))


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_wrong_passwords_are_counted_by_the_address_our_proxy_saw(analyst, settings) -> None:
    """A made-up X-Forwarded-For gives no new tries; and one who guesses does not lock out all behind the proxy."""
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    wrong = {"login": "nobody@luton.example", "password": "wrong wrong wrong"}

    def tried(number: int, seen: str) -> str:
        headers = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, {seen}"}
        answer = Client().post(LOGIN, {**wrong, "login": f"n{number}@luton.example"}, **headers)
        return answer.content.decode()

    pages = [tried(number, "203.0.113.5") for number in range(14)]
    assert "Too many" in pages[-1]
    assert "Too many" not in tried(99, "203.0.113.6")


def test_sign_in_believes_the_proxy_exactly_when_there_is_one(settings) -> None:
    assert bool(settings.SECURE_PROXY_SSL_HEADER) == bool(settings.ALLAUTH_TRUSTED_PROXY_COUNT)


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(analyst, client, where) -> None:
    cache.clear()
    given = {"login": analyst.email, "password": "correct horse battery", "next": where}
    answer = client.post(f"{LOGIN}?next={where}", given)
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/"


def test_forgotten_password_answers_the_same_to_everybody(analyst, mailoutbox) -> None:
    cache.clear()
    answers = [Client().post("/accounts/password/reset/", {"email": e}) for e in (analyst.email, "no@no.example")]
    assert len({(a.status_code, a["Location"]) for a in answers}) == 1
    assert analyst.email in mailoutbox[0].to
    assert "evil" not in mailoutbox[0].body


def test_forgotten_password_makes_no_link_to_another_host(analyst, client, mailoutbox) -> None:
    cache.clear()
    answer = client.post("/accounts/password/reset/", {"email": analyst.email}, HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert not mailoutbox


@pytest.mark.parametrize(
    "page", ["signup/", "email/", "confirm-email/", "signup/passkey/", "3rdparty/", "login/code/"]
)
def test_library_s_other_doors_are_shut(client, db, page) -> None:
    assert client.get(f"/accounts/{page}").status_code == 404


def test_session_of_before_sign_in_is_not_the_session_of_after(analyst, luton) -> None:
    cache.clear()
    client = Client()
    client.post("/luton/report/tell-us/")
    before = client.cookies["wardwise_session"].value
    client.post(LOGIN, {"login": analyst.email, "password": "correct horse battery"})
    assert client.cookies["wardwise_session"].value != before


@pytest.mark.parametrize("page", ["", "login/", "logout/", "password/change/", "2fa/", "password/reset/", "nothing/"])
def test_no_page_of_the_account_stays_in_a_browser_s_cache(sign_in, analyst, page) -> None:
    assert "no-store" in sign_in(analyst).get(f"/accounts/{page}")["Cache-Control"]
