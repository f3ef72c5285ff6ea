"""The list, one operation, and its plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wardwise.partners import queries as partners
from wardwise.partners.answers import done, sent, tried
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.places import queries as places
from wardwise.response.operations import forms, panels, pictures, quantities, queries, rules
from wardwise.response.operations.models import Operation, Quantity
from wardwise.response.operations.views.answers import P, form_page, found, here


@needs(P.SEE_OPERATIONS)
def list_page(request: DeskRequest) -> HttpResponse:
    """Every operation this person may read, the newest first; narrowed by its state if asked."""
    rows = queries.visible_to(request.person, request.partnership).prefetch_related("areas")
    wanted = request.GET.get("status", "")
    if wanted in Operation.Status.values:
        rows = rows.filter(status=wanted)
    return render(
        request,
        "operations/list.html",
        {
            "operations": rows,
            "statuses": Operation.Status.choices,
            "wanted": wanted,
            "may_plan": P.RUN_OPERATIONS in request.permissions,
        },
    )


@needs(P.RUN_OPERATIONS)
def plan_page(request: DeskRequest) -> HttpResponse:
    """Plan a campaign, an operation or patrols."""
    first = {"lead": request.person.pk, "lead_organisation": request.person.organisation_id}
    form = forms.OperationForm(sent(request), partnership=request.partnership, initial=first)
    aims = forms.EarlyAims(sent(request), prefix="aims")
    if request.method == "POST" and form.is_valid() and aims.is_valid():
        made: list[Operation] = []

        def plan() -> None:
            wanted = forms.aims_of(aims)
            made.append(
                rules.plan_operation(partnership=request.partnership, plan=form.plan, aims=wanted, by=request.person)
            )

        if tried(form, plan):
            return done(request, "Planned. Add its phases and partners next.", here(request, made[0]))
    back = reverse("operations:list", args=[request.partnership.slug])
    return plan_form(request, form, back, "Plan a campaign or operation", aims)


def plan_form(
    request: DeskRequest, form: forms.OperationForm, back: str, title: str, aims: Any = None, version: int = 0
) -> HttpResponse:
    if aims is not None and aims.is_bound and not aims.is_valid():
        form.add_error(None, "Write both the aim and how anybody could check it, or leave both empty.")
    outline = places.as_geojson(queries.area_choices(request.partnership))
    context = {"form": form, "aims": aims, "back": back, "title": title, "version": version, "outline": outline}
    return render(request, "operations/plan.html", context, status=422 if form.errors else 200)


@needs(P.RUN_OPERATIONS)
def change_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Change the plan."""
    operation = found(request, pk)
    initial = forms.plan_of(operation)
    form = forms.OperationForm(sent(request), partnership=request.partnership, initial=initial)
    version = request.POST.get("version", str(operation.version))
    if request.method == "POST" and form.is_valid():
        read = int(version) if version.isdecimal() and len(version) < 10 else 0

        def change() -> None:
            rules.change_operation(operation=operation, plan=form.plan, version=read, by=request.person)

        if tried(form, change):
            return done(request, "The plan was changed.", here(request, operation))
    version_now = int(version) if version.isdecimal() and len(version) < 10 else 0
    return plan_form(request, form, here(request, operation), f"Change {operation.name}", version=version_now)


@needs(P.SEE_OPERATIONS)
def operation_page(request: DeskRequest, pk: int) -> HttpResponse:
    """All of one operation."""
    operation = found(request, pk)
    phases = list(operation.phases.all())
    stated = list(queries.stated(operation))
    logged = quantities.totals(quantity.figure for quantity in queries.logged(request.person, operation))
    shares = queries.balance(request.person, operation)
    return render(
        request,
        "operations/operation.html",
        {
            "operation": operation,
            "steps": [
                (to, Operation.Status(to).label)
                for to, permission in rules.MOVES[operation.status].items()
                if permission in request.permissions
            ],
            "missing": rules.missing_for_approval(operation) if operation.status == "planned" else [],
            "phases": phases,
            "timeline": pictures.timeline(phases, partners.today()),
            "map": pictures.ground(operation),
            "delivered": [q for q in stated if q.kind != Quantity.Kind.OUTCOME],
            "outcomes": [q for q in stated if q.kind == Quantity.Kind.OUTCOME],
            "logged": [total for total in logged if total.kind != "outcome"],
            "kinds": dict(Quantity.Kind.choices),
            "balance": pictures.balance(shares),
            "activities": queries.activities(request.person, operation),
            "panels": panels.panels_for(operation, request.permissions),
            "may_run": P.RUN_OPERATIONS in request.permissions and operation.status not in ("evaluated", "withdrawn"),
            "may_log": P.LOG_ACTIVITY in request.permissions
            and operation.status in ("approved", "live", "stopped", "results-published"),
            "may_correct": P.LOG_ACTIVITY in request.permissions,
        },
    )


@needs(P.SEE_OPERATIONS)
def move_page(request: DeskRequest, pk: int, to: str) -> HttpResponse:
    """Take the next step, after a look at what it means."""
    operation = found(request, pk)
    if to not in rules.MOVES[operation.status]:
        return redirect(here(request, operation))
    form = forms.MoveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: rules.move(operation=operation, to=to, reason=reason, by=request.person)):
            return done(request, f"{operation.name}: {Operation.Status(to).label.lower()}.", here(request, operation))
    label = Operation.Status(to).label.lower()
    words = {
        "approved": "Once it is approved, work can be logged on it. If it is to be evaluated, fix the design before "
        "the first day.",
        "live": "Once it is live, its first day can no longer be moved.",
        "results-published": "Say that the results are out. What the public sees is chosen on the page “What the "
        "public sees”.",
    }.get(to, "")
    return form_page(request, form, f"{operation.name}: {label}", "Confirm", here(request, operation), words=words)


@needs(P.RUN_OPERATIONS)
def aim_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Add an aim."""
    operation = found(request, pk)
    form = forms.AimForm(sent(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: rules.add_aim(operation=operation, **form.cleaned_data, by=request.person))
    ):
        return done(request, "The aim was added.", here(request, operation))
    return form_page(request, form, "Add an aim", "Add the aim", here(request, operation))


@needs(P.RUN_OPERATIONS)
def phase_page(request: DeskRequest, pk: int, phase_pk: int = 0) -> HttpResponse:
    """Add a phase, or change one."""
    operation = found(request, pk)
    phase = get_object_or_404(operation.phases, pk=phase_pk) if phase_pk else None
    names = ("kind", "starts_on", "ends_on", "exit_criteria", "resources")
    initial = {name: getattr(phase, name) for name in names} if phase else {"starts_on": operation.starts_on}
    form = forms.PhaseForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            if phase:
                rules.change_phase(phase=phase, **form.cleaned_data, by=request.person)
            else:
                rules.add_phase(operation=operation, **form.cleaned_data, by=request.person)

        if tried(form, keep):
            return done(request, "The phase was saved.", here(request, operation))
    title = "Change a phase" if phase else "Add a phase"
    return form_page(request, form, title, "Keep the phase", here(request, operation))


@needs(P.RUN_OPERATIONS)
def partner_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Add a partner, or say anew what it does."""
    operation = found(request, pk)
    form = forms.PartnerForm(sent(request), partnership=request.partnership)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: rules.set_partner(operation=operation, **form.cleaned_data, by=request.person))
    ):
        return done(request, "The partner was saved.", here(request, operation))
    return form_page(request, form, "Add a partner", "Keep the partner", here(request, operation))


@needs(P.RUN_OPERATIONS)
@require_POST
def drop(request: DeskRequest, pk: int, what: str, item_pk: int) -> HttpResponse:
    """Take an aim, a phase or a partner off."""
    operation = found(request, pk)
    try:
        if what == "aims":
            rules.drop_aim(aim=get_object_or_404(operation.aims, pk=item_pk), by=request.person)
        elif what == "phases":
            rules.drop_phase(phase=get_object_or_404(operation.phases, pk=item_pk), by=request.person)
        else:
            rules.drop_partner(partner=get_object_or_404(operation.partners, pk=item_pk), by=request.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(here(request, operation))
