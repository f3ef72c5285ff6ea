"""The library's pages of signing in speak our words, in our frame."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

pytestmark = pytest.mark.django_db
THEIRS = re.compile(r"Two-Factor|Password Reset|Reset My|Bad Token|Sign In|Authenticator App|Log ?in\b|placeholder=")
OUTSIDE = {
    "login/": "Sign in",
    "password/reset/": "Choose a new password",
    "password/reset/done/": "Look at your e-mail",
    "password/reset/key/1-set-password/": "This link does not work any more",
    "password/reset/key/done/": "Your password was changed",
    "inactive/": "Your account is closed",
}
INSIDE = {
    "": "Your account",
    "password/change/": "Change your password",
    "reauthenticate/": "Is it still you?",
    "2fa/": "The second step of signing in",
    "2fa/webauthn/": "Your security keys",
    "logout/": "Sign out",
}


def read(client, path: str) -> str:
    page: str = client.get(f"/accounts/{path}", follow=True).content.decode()
    assert 'class="ww-deskbar"' in page
    assert not THEIRS.search(page), THEIRS.search(page)
    return page


@pytest.mark.parametrize(("path", "words"), OUTSIDE.items())
def test_page_before_signing_in_is_in_our_words(client, path, words):
    assert f"{words}</h1>" in read(client, path)


@pytest.mark.parametrize(("path", "words"), INSIDE.items())
def test_account_page_is_in_our_words(sign_in, analyst, path, words):
    assert f"{words}</h1>" in read(sign_in(analyst), path)


def test_missing_password_is_asked_for_by_name(client, db):
    page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert page.count("Enter the work e-mail address") == 2
    assert page.count("Enter the password") == 2


def test_second_step_asks_for_its_code_in_our_words(client, analyst):
    TOTP.activate(analyst, generate_totp_secret())
    page = client.post(
        "/accounts/login/", {"login": analyst.email, "password": "correct horse battery"}, follow=True
    ).content.decode()
    assert "The second step</h1>" in page
    assert "Use a security key" in page
    assert 'type="application/json">{"ids": {"authenticate": "mfa_webauthn_authenticate"' in page
    assert not THEIRS.search(page), THEIRS.search(page)
    wrong = client.post("/accounts/2fa/authenticate/", {"code": ""}).content.decode()
    assert "Enter the code" in wrong


def test_recovery_codes_are_shown_to_whoever_has_just_shown_who_they_are(client, analyst):
    client.force_login(analyst)
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    TOTP.activate(analyst, generate_totp_secret())
    assert "Make new recovery codes?</h1>" in read(client, "2fa/recovery-codes/generate/")
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert read(client, "2fa/recovery-codes/").count("<li><code>") == 10
    assert "10 left" in read(client, "2fa/")
    assert "Turn the authenticator app off?</h1>" in read(client, "2fa/totp/deactivate/")
