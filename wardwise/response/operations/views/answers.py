"""What the pages of operations share: finding one, a page with a form, the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wardwise.partners.doors import DeskRequest
from wardwise.partners.permissions import Permission
from wardwise.response.operations import queries
from wardwise.response.operations.models import Operation

P = Permission


def found(request: DeskRequest, pk: int) -> Operation:
    """The operation, if this person may read it."""
    return get_object_or_404(queries.visible_to(request.person, request.partnership), pk=pk)


def here(request: DeskRequest, operation: Operation, name: str = "page", *more: int) -> str:
    return reverse(f"operations:{name}", args=[request.partnership.slug, operation.pk, *more])


def form_page(request: DeskRequest, form: Any, title: str, button: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": back, **more}
    return render(request, "operations/form.html", context, status=422 if form.errors else 200)
