"""How sign-in differs from the library's way: nobody can make an account for themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the partnership; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
