"""How sign-in differs from the library's way: nobody makes an account for themselves; second steps are sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the partnership; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondStep(DefaultMFAAdapter):
    """What an authenticator app shares with us, and the seed of the recovery codes, are kept sealed.

    The key lies outside the database: who steals only the database can work out no codes.
    """

    def encrypt(self, text: str) -> str:
        return seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return seal().decrypt(encrypted_text.encode()).decode()


def seal() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"second steps", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
