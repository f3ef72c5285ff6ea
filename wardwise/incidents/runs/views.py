"""The desk's list of runs, and a run that is done again to compare."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wardwise.incidents.home import store_of
from wardwise.incidents.runs import queries, rules
from wardwise.incidents.runs.models import Run
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.partners.permissions import Permission

PAGE = 50
BREAK = r"\s*\n\s*"  # JSON's own: a break in a text is written as \n
PLAIN_LIST = re.compile(rf"\[{BREAK}([^\[\]{{}}]*?){BREAK}\]")


@needs(Permission.EXPLORE)
def run_list(request: DeskRequest) -> HttpResponse:
    runs = queries.visible_to(request.person, request.partnership)
    page = Paginator(runs.defer("parameters", "result"), PAGE).get_page(request.GET.get("page"))
    return render(request, "runs/list.html", {"page": page})


@needs(Permission.EXPLORE)
def run_page(request: DeskRequest, number: int) -> HttpResponse:
    run = _find(request, number)
    context = {
        "run": run,
        "parameters": sorted(run.parameters.items()),
        "result": in_lines(run.result),
        "data_changed": store_of(request.partnership).snapshot() != run.snapshot,
        "can_repeat": rules.can_repeat(run),
    }
    return render(request, "runs/run.html", context)


@needs(Permission.EXPLORE)
@require_POST
def run_repeat(request: DeskRequest, number: int) -> HttpResponse:
    run = _find(request, number)
    try:
        found = rules.repeat(run, by=request.person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        (messages.success if found.same else messages.warning)(request, found.words)
    return redirect("runs:run", request.partnership.slug, number)


def in_lines(result: Any) -> str:
    """An answer to be read: indented, with a list of figures on one line."""
    text = json.dumps(result, indent=2, sort_keys=True, ensure_ascii=False)
    return PLAIN_LIST.sub(lambda found: f"[{re.sub(BREAK, ' ', found[1])}]", text)


def _find(request: DeskRequest, number: int) -> Run:
    run = queries.visible_to(request.person, request.partnership).filter(number=number).first()
    if run is None:
        raise Http404
    return run
