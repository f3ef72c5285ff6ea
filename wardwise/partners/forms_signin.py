"""The library's forms of signing in, in our words and without words inside the boxes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

WORDS = {
    "login": "Work e-mail address",
    "email": "Work e-mail address",
    "oldpassword": "Your password now",
    "password": "Password",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
}


class InOurWords:
    """Names the boxes; what is missing is then asked for by that name."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = WORDS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class Login(InOurWords, account.LoginForm):
    """Sign in."""


class ResetPassword(InOurWords, account.ResetPasswordForm):
    """Ask for a link."""


class ResetPasswordKey(InOurWords, account.ResetPasswordKeyForm):
    """Choose a new password with the link."""


class ChangePassword(InOurWords, account.ChangePasswordForm):
    """Choose a new password with the old one."""


class Reauthenticate(InOurWords, account.ReauthenticateForm):
    """Show once more that it is you."""


class Authenticate(InOurWords, mfa.AuthenticateForm):
    """The second step."""


class ActivateTOTP(InOurWords, totp.ActivateTOTPForm):
    """Set up an app."""
