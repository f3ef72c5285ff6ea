"""The desk's pages of evaluations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wardwise.analysis import measured
from wardwise.assessment.outcomes import counting, findings, forms, pictures, queries, rules, zones
from wardwise.assessment.outcomes.models import LOGIC, Design, Verdict
from wardwise.partners import queries as partners
from wardwise.partners.answers import sent, tried
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.partners.permissions import Permission
from wardwise.places import queries as places
from wardwise.response.operations import queries as operations
from wardwise.response.operations.models import Operation

P = Permission


def found(request: DeskRequest, pk: int) -> Design:
    """The design, if this person may read it."""
    return get_object_or_404(queries.visible_to(request.person, request.partnership), pk=pk)


def here(request: DeskRequest, name: str, pk: int) -> str:
    return reverse(f"outcomes:{name}", args=[request.partnership.slug, pk])


@needs(P.SEE_OPERATIONS)
def list_page(request: DeskRequest) -> HttpResponse:
    """Every operation with its designs and what came of them."""
    rows = operations.visible_to(request.person, request.partnership).prefetch_related("designs__verdicts")
    may_design = P.DESIGN_EVALUATIONS in request.permissions
    return render(request, "outcomes/list.html", {"operations": rows, "may_design": may_design})


@needs(P.DESIGN_EVALUATIONS)
def draft_page(request: DeskRequest, operation_pk: int) -> HttpResponse:
    """Begin a design."""
    seen = operations.visible_to(request.person, request.partnership)
    operation = get_object_or_404(seen, pk=operation_pk)
    form = forms.DesignForm(sent(request), operation=operation, initial=forms.start_of(operation))
    made: list[Design] = []
    if request.method == "POST" and form.is_valid():

        def draft() -> None:
            made.append(rules.draft_design(operation=operation, draft=form.draft, by=request.person))

        if tried(form, draft):
            return redirect(here(request, "design", made[0].pk))
    back = reverse("outcomes:list", args=[request.partnership.slug])
    return design_form(request, form, operation, back)


def design_form(
    request: DeskRequest, form: forms.DesignForm, operation: Operation, back: str, version: str = ""
) -> HttpResponse:
    outline = places.as_geojson(operations.area_choices(request.partnership))
    context = {"form": form, "operation": operation, "back": back, "version": version, "outline": outline}
    context["begun"] = rules.has_begun(operation, partners.today())
    return render(request, "outcomes/draft.html", context, status=422 if form.errors else 200)


@needs(P.DESIGN_EVALUATIONS)
def change_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    design = found(request, pk)
    if design.is_fixed:
        messages.error(request, "This design was fixed. Nobody can change it any more.")
        return redirect(here(request, "design", pk))
    form = forms.DesignForm(sent(request), operation=design.operation, initial=forms.answers_of(design))
    version = request.POST.get("version", str(design.version))
    if request.method == "POST" and form.is_valid():
        read = int(version) if version.isdecimal() and len(version) < 10 else 0

        def change() -> None:
            rules.change_design(design=design, draft=form.draft, version=read, by=request.person)

        if tried(form, change):
            return redirect(here(request, "design", pk))
    return design_form(request, form, design.operation, here(request, "design", pk), version)


@needs(P.SEE_OPERATIONS)
def design_page(request: DeskRequest, pk: int) -> HttpResponse:
    """A design: as a draft with what it could show and what is missing, or as it was fixed."""
    design = found(request, pk)
    power = counting.power_of(design)
    may_design = P.DESIGN_EVALUATIONS in request.permissions and not design.is_fixed
    context = {
        "design": design,
        "operation": design.operation,
        "subject": measured.subject_of(tuple(design.categories), design.sources[0]),
        "source": pictures.source_words(design),
        "before": measured.Period(design.before_first, design.before_last).words,
        "after": measured.Period(design.after_first, design.after_last).words,
        "level": findings.level_of(design, is_late=rules.would_be_late(design)),
        "late": rules.would_be_late(design),
        "power": power,
        "chart": pictures.detectable(design, power),
        "map": pictures.ground(design),
        "weak": findings.design_cautions(design, power),
        "logic": [(rules.LOGIC_WORDS[name].capitalize(), getattr(design, name)) for name in LOGIC],
        "missing": rules.missing_for_fixing(design),
        "may_design": may_design,
        "may_run": P.RUN_EVALUATIONS in request.permissions and design.is_fixed,
        "verdicts": design.verdicts.all(),
        "coverage": round(100 * (1 - design.alpha)),
    }
    return render(request, "outcomes/design.html", context)


@needs(P.DESIGN_EVALUATIONS)
@require_POST
def fix(request: DeskRequest, pk: int) -> HttpResponse:
    """Fix a design for good."""
    try:
        rules.fix(design=found(request, pk), by=request.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The design is fixed. Nobody can change it any more.")
    return redirect(here(request, "design", pk))


@needs(P.DESIGN_EVALUATIONS)
@require_POST
def discard(request: DeskRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        rules.discard_design(design=found(request, pk), by=request.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(here(request, "design", pk))
    messages.success(request, "The draft was thrown away.")
    return redirect(reverse("outcomes:list", args=[request.partnership.slug]))


@needs(P.RUN_EVALUATIONS)
@require_POST
def run(request: DeskRequest, pk: int) -> HttpResponse:
    """Judge the operation by its fixed design."""
    try:
        verdict = rules.run(design=found(request, pk), by=request.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(here(request, "design", pk))
    return redirect(here(request, "verdict", verdict.pk))


def found_verdict(request: DeskRequest, pk: int) -> Verdict:
    return get_object_or_404(queries.verdicts_visible_to(request.person, request.partnership), pk=pk)


@needs(P.SEE_OPERATIONS)
def verdict_page(request: DeskRequest, pk: int) -> HttpResponse:
    """A verdict, whole."""
    verdict = found_verdict(request, pk)
    design = verdict.design
    context = {
        "verdict": verdict,
        "design": design,
        "operation": design.operation,
        "interval": pictures.interval(verdict),
        "series": pictures.series(verdict),
        "long_zones": [
            {"words": zone.words, "short": zone.short, "is_around": name == zones.BUFFER}
            for name, zone in design.grounds.items()
            if zone.short != zone.words and name != zones.BUFFER_CONTROL
        ],
        "is_latest": queries.latest(design) == verdict,
        "not_measured": queries.NOT_MEASURED,
        "others": queries.other_designs(design),
        "may_note": P.RUN_EVALUATIONS in request.permissions and verdict.published_at is None,
        "may_publish": P.PUBLISH in request.permissions,
    }
    return render(request, "outcomes/verdict.html", context)


@needs(P.RUN_EVALUATIONS)
def notes_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Add what people know to a verdict."""
    verdict = found_verdict(request, pk)
    names = ("implementation", "outcome", "perception", "equality")
    form = forms.NotesForm(sent(request), initial={name: getattr(verdict, f"{name}_note") for name in names})
    back = here(request, "verdict", pk)
    if request.method == "POST" and form.is_valid():

        def keep() -> None:
            rules.note(verdict=verdict, **form.cleaned_data, by=request.person)

        if tried(form, keep):
            messages.success(request, "The notes were saved.")
            return redirect(back)
    context = {"form": form, "verdict": verdict, "back": back}
    return render(request, "outcomes/notes.html", context, status=422 if form.errors else 200)


@needs(P.PUBLISH)
@require_POST
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a verdict to the public, or take it back."""
    verdict, is_public = found_verdict(request, pk), request.POST.get("publish") == "yes"
    try:
        rules.publish(verdict=verdict, is_public=is_public, by=request.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(here(request, "verdict", pk))
