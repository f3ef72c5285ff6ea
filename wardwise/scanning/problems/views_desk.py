"""The desk's pages for problem files: the list, a file, its parts, its verbs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wardwise.design import searching
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.partners.permissions import Permission
from wardwise.scanning.problems import evidence, forms, queries, rules
from wardwise.scanning.problems.models import Problem

PAGE = 25


@needs(Permission.SEE_PROBLEMS)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: DeskRequest) -> HttpResponse:
    """Problem files, open ones first asked for, newest first."""
    if request.method == "POST":
        return searching.to_results(request)
    form = forms.SearchForm(searching.question(request), partnership=request.partnership)
    found = queries.search(queries.visible_to(request.person, request.partnership), **form.asked())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    may = Permission.WORK_ON_PROBLEMS in request.permissions
    shown = {"form": form, "page": page, "may_work": may, "is_lost": searching.is_lost(request)}
    return render(request, "problems/list.html", shown)


@needs(Permission.SEE_PROBLEMS)
@require_safe
def page(request: DeskRequest, number: int) -> HttpResponse:
    """One problem file."""
    return _page(request, _problem(request, number))


@needs(Permission.WORK_ON_PROBLEMS)
@require_http_methods(["GET", "POST"])
def open_new(request: DeskRequest) -> HttpResponse:
    """Open a problem file with its objective."""
    form = forms.ObjectiveForm(request.POST or None, partnership=request.partnership, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            problem = rules.open_problem(partnership=request.partnership, by=request.person, **given)
            return redirect("problems:page", request.partnership.slug, problem.pk)
        except Refused as no:
            form.add_error(None, no.message)
    return render(request, "problems/part.html", {"form": form}, status=422 if form.errors else 200)


@needs(Permission.WORK_ON_PROBLEMS)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, number: int, part: str) -> HttpResponse:
    """Change one part of the file. Two at once: the second is told, and keeps what they typed."""
    problem = _problem(request, number)
    if part not in forms.PARTS:
        raise Http404
    kind, code = forms.PARTS[part], 200
    form = kind(request.POST or None, partnership=request.partnership, initial=_values(problem, kind))
    if request.method == "POST":
        code = 422
        if form.is_valid():
            try:
                verb = rules.assess if part == "assessment" else rules.edit
                verb(problem, by=request.person, **form.cleaned_data)
                messages.success(request, "The problem file was saved.")
                return redirect("problems:page", request.partnership.slug, number)
            except Refused as no:
                form.add_error(None, no.message)
                form.show_again(_problem(request, number).version)
                code = 409
    now = _problem(request, number) if code == 409 else problem
    return render(request, "problems/part.html", {"form": form, "problem": now, "clash": code == 409}, status=code)


@needs(Permission.WORK_ON_PROBLEMS)
@require_POST
def do(request: DeskRequest, number: int, verb: str) -> HttpResponse:
    """Use one verb; if it is refused, the page says why and keeps what was typed."""
    problem = _problem(request, number)
    if verb not in forms.VERBS:
        raise Http404
    kind, rule = forms.VERBS[verb]
    form = kind(request.POST, problem=problem)
    if not form.is_valid():
        return _page(request, problem, form, 422)
    try:
        getattr(rules, rule)(problem, by=request.person, **form.cleaned_data)
    except Refused as no:
        form.add_error(None, no.message)
        problem = _problem(request, number)
        form.show_again(problem)
        return _page(request, problem, form, 409)
    messages.success(request, form.done)
    return redirect("problems:page", request.partnership.slug, number)


@needs(Permission.WORK_ON_PROBLEMS)
@require_POST
def judge(request: DeskRequest, number: int, hypothesis: int) -> HttpResponse:
    """Say what the evidence says of a hypothesis."""
    found = get_object_or_404(
        _problem(request, number).hypotheses.select_related("problem__partnership"), pk=hypothesis
    )
    form = forms.JudgeForm(request.POST)
    if form.is_valid():
        try:
            rules.judge_hypothesis(found, by=request.person, verdict=form.cleaned_data["verdict"])
            messages.success(request, "What the evidence says was saved.")
        except Refused as no:
            messages.error(request, no.message)
    return redirect("problems:page", request.partnership.slug, number)


@needs(Permission.WORK_ON_PROBLEMS)
@require_POST
def remove_evidence(request: DeskRequest, number: int, link: int) -> HttpResponse:
    """Take a link away."""
    problem = _problem(request, number)
    found = get_object_or_404(problem.evidence, pk=link)
    try:
        rules.remove_evidence(problem, kind=found.kind, key=found.key, by=request.person)
        messages.success(request, "The link was taken away. The log keeps that it was there.")
    except Refused as no:
        messages.error(request, no.message)
    return redirect("problems:page", request.partnership.slug, number)


def _problem(request: DeskRequest, number: int) -> Problem:
    return get_object_or_404(queries.visible_to(request.person, request.partnership), pk=number)


def _values(problem: Problem, kind: type[forms.PartForm]) -> dict[str, Any]:
    """What stands in the file now, by the names of a form's fields."""
    return {name: getattr(problem, f"{name}_id", getattr(problem, name)) for name in kind.base_fields}


def _page(request: DeskRequest, problem: Problem, tried: Any = None, code: int = 200) -> HttpResponse:
    may_work = Permission.WORK_ON_PROBLEMS in request.permissions
    shown = {
        "problem": problem,
        "form": tried,
        "may_work": may_work,
        "verbs": _verbs(problem, tried) if may_work else [],
        "evidence": [_link(request, link) for link in problem.evidence.select_related("added_by")],
        "hypotheses": problem.hypotheses.all(),
        "judge": forms.JudgeForm,
        "log": queries.log(problem),
        "peer_check": queries.last_peer_check(problem),
        "osara": _stages(problem),
    }
    return render(request, "problems/page.html", shown, status=code)


def _verbs(problem: Problem, tried: Any) -> list[dict[str, Any]]:
    """The verbs that can be used now, each with its form; the one that was tried keeps what was typed."""
    if problem.is_closed:
        names = ["reopen"]
    else:
        names = ["move", "hypothesis", "evidence", "peer-check"]
        names += ["close"] if problem.stage == Problem.Stage.ASSESSMENT else []
    found = []
    for name in names:
        kind, _ = forms.VERBS[name]
        is_tried = type(tried) is kind
        found.append({"name": name, "form": tried if is_tried else kind(problem=problem), "is_open": is_tried})
    return found


def _link(request: DeskRequest, link: Any) -> dict[str, Any]:
    """A link with its address, for those who may open what it points to."""
    source, url = evidence.SOURCES.get(link.kind), ""
    if source and source.permission in request.permissions:
        try:
            url = reverse(source.url_name, args=[request.partnership.slug, link.key])
        except NoReverseMatch:
            url = ""
    return {"link": link, "words": source.words if source else link.kind, "url": url}


def _stages(problem: Problem) -> list[dict[str, Any]]:
    """The steps of OSARA with where the problem is among them."""
    here = rules.ORDER.index(problem.stage)
    labels = dict(Problem.Stage.choices)
    return [
        {"words": labels[stage], "is_done": at < here, "is_here": at == here} for at, stage in enumerate(rules.ORDER)
    ]
