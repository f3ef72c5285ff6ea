"""What the public sees, and who decided it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from wardwise.partners.answers import done, sent, tried
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.response.operations import forms, queries, rules
from wardwise.response.operations.views.answers import P, form_page, found, here


@needs(P.SEE_OPERATIONS)
def public_page(request: DeskRequest, pk: int) -> HttpResponse:
    """What the public sees of an operation, and what it could see."""
    operation = found(request, pk)
    lines = operation.lines.select_related("answers")
    figures = queries.live_quantities(operation).exclude(activity__visibility="plain-clothes")
    shown = next((one for one in queries.public(request.partnership) if one.pk == operation.pk), None)
    context = {
        "operation": operation,
        "lines": lines,
        "figures": figures,
        "shown": shown,
        "delay": queries.PUBLIC_DELAY_DAYS,
        "may_publish": P.PUBLISH in request.permissions,
        "may_write": P.RUN_OPERATIONS in request.permissions,
    }
    return render(request, "operations/public.html", context)


@needs(P.RUN_OPERATIONS)
def line_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Write a sentence for the public."""
    operation = found(request, pk)
    form = forms.LineForm(sent(request), operation=operation)
    back = here(request, operation, "public")
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: rules.write_line(operation=operation, **form.cleaned_data, by=request.person))
    ):
        return done(request, "Kept. It is public once somebody who may has approved it.", back)
    return form_page(request, form, "Write for the public", "Keep it", back)


@needs(P.SEE_OPERATIONS)
@require_POST
def tell(request: DeskRequest, pk: int, what: str, item_pk: int = 0) -> HttpResponse:
    """Approve or take back what the public sees; strike a line."""
    operation, by = found(request, pk), request.person
    is_approved = request.POST.get("approve") == "yes"
    try:
        if what == "operation":
            (rules.publish if is_approved else rules.unpublish)(operation=operation, by=by)
        elif what == "figures":
            quantity = get_object_or_404(queries.quantity_seen_by(by, operation), pk=item_pk)
            rules.approve_figure(quantity=quantity, is_approved=is_approved, by=by)
        elif what == "lines":
            line = get_object_or_404(operation.lines, pk=item_pk)
            rules.approve_line(line=line, is_approved=is_approved, by=by)
        else:
            rules.drop_line(line=get_object_or_404(operation.lines, pk=item_pk), by=by)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(here(request, operation, "public"))
