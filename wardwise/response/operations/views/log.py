"""Logging what was done, and figures with their history."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wardwise.partners import queries as partners
from wardwise.partners.answers import done, sent, tried
from wardwise.partners.doors import DeskRequest, needs
from wardwise.response.operations import forms, queries, rules
from wardwise.response.operations.views.answers import P, form_page, found, here


@needs(P.LOG_ACTIVITY)
def log_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Log what was done, with its figures."""
    operation = found(request, pk)
    first = {
        "form_key": uuid4(),
        "starts_on": partners.today(),
        "organisation": request.person.organisation_id,
        "footing": "additional",
    }
    form = forms.ActivityForm(sent(request), partnership=request.partnership, initial=first)
    figures = forms.QuickFigures(sent(request), prefix="figures")
    if request.method == "POST" and form.is_valid() and figures.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "nothing_found"}
        rows = forms.quick_figures(form, figures)
        if tried(form, lambda: rules.log_activity(operation=operation, **given, figures=rows, by=request.person)):
            return done(request, "The activity was logged.", f"{here(request, operation)}#log")
    if figures.is_bound and not figures.is_valid():
        form.add_error(None, "A figure is not complete: see below.")
    context = {"form": form, "figures": figures, "operation": operation, "back": here(request, operation)}
    return render(request, "operations/log.html", context, status=422 if form.errors else 200)


@needs(P.LOG_ACTIVITY)
def withdraw_activity_page(request: DeskRequest, pk: int, activity_pk: int) -> HttpResponse:
    """Take back an activity that was logged wrongly."""
    operation = found(request, pk)
    activity = get_object_or_404(queries.activities(request.person, operation), pk=activity_pk)
    form = forms.ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: rules.withdraw_activity(activity=activity, reason=reason, by=request.person)):
            return done(request, "The activity was taken back. It stays in the log.", here(request, operation))
    words = f"{activity} by {activity.organisation.name}. It stays in the log with your reason and no longer counts."
    return form_page(request, form, "Take back an activity", "Take it back", here(request, operation), words=words)


@needs(P.LOG_ACTIVITY)
def figure_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Record a figure for the operation as a whole."""
    operation = found(request, pk)
    form = forms.FigureForm(sent(request), initial={"as_of": partners.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: rules.record_figure(operation=operation, figure=form.figure, by=request.person))
    ):
        return done(request, "The figure was recorded.", f"{here(request, operation)}#figures")
    words = (
        "A running total for the whole operation, as somebody stated it. What came of one activity is logged with it."
    )
    return form_page(request, form, "Record a figure", "Record it", here(request, operation), words=words)


@needs(P.SEE_OPERATIONS)
def figure_history_page(request: DeskRequest, pk: int, quantity_pk: int) -> HttpResponse:
    """A figure with everything it replaced."""
    operation = found(request, pk)
    seen = queries.quantity_seen_by(request.person, operation)
    quantity = get_object_or_404(seen, pk=quantity_pk)
    is_current = queries.live_quantities(operation).filter(pk=quantity.pk).exists()
    context = {
        "operation": operation,
        "quantity": quantity,
        "history": queries.history(quantity),
        "may_correct": is_current and P.LOG_ACTIVITY in request.permissions,
    }
    return render(request, "operations/figure.html", context)


@needs(P.LOG_ACTIVITY)
def correct_page(request: DeskRequest, pk: int, quantity_pk: int) -> HttpResponse:
    """Put a right figure in the place of a wrong one."""
    operation = found(request, pk)
    quantity = get_object_or_404(queries.quantity_seen_by(request.person, operation), pk=quantity_pk)
    form = forms.CorrectionForm(sent(request), initial=forms.figure_of(quantity))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def correct() -> None:
            rules.correct_figure(quantity=quantity, figure=form.figure, reason=reason, by=request.person)

        if tried(form, correct):
            return done(request, "The figure was corrected. The old one is kept.", here(request, operation))
    words = f"Now it reads: {quantity}."
    return form_page(request, form, "Correct a figure", "Correct it", here(request, operation), words=words)


@needs(P.LOG_ACTIVITY)
def withdraw_figure_page(request: DeskRequest, pk: int, quantity_pk: int) -> HttpResponse:
    """Take a figure back altogether."""
    operation = found(request, pk)
    quantity = get_object_or_404(queries.quantity_seen_by(request.person, operation), pk=quantity_pk)
    form = forms.ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: rules.withdraw_figure(quantity=quantity, reason=reason, by=request.person)):
            return done(request, "The figure was taken back. Its history stays.", here(request, operation))
    words = f"“{quantity}” no longer counts, and stays in the history with your reason."
    return form_page(request, form, "Take back a figure", "Take it back", here(request, operation), words=words)
