"""How a page of the desk answers what was sent to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from wardwise.partners.doors import DeskRequest
from wardwise.partners.exceptions import Refused


def sent(request: DeskRequest) -> QueryDict | None:
    """What was sent, even if it was nothing."""
    return request.POST if request.method == "POST" else None


def tried(form: forms.Form, call: Callable[[], Any]) -> bool:
    """Call a rule; if it refuses, say so at the top of the form."""
    try:
        call()
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def done(request: DeskRequest, words: str, url: str) -> HttpResponse:
    """Say what was done, on the page it leads to."""
    messages.success(request, words)
    return redirect(url)
