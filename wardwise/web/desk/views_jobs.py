"""Work in progress: the long work that people of this partnership have asked for."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wardwise.office.jobs import queries, rules
from wardwise.office.jobs.models import Job
from wardwise.partners import queries as partners
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.permissions import Permission

PAGE = 30


def find(request: DeskRequest, job_id: int) -> Job:
    job = visible(request).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def visible(request: DeskRequest) -> QuerySet[Job]:
    return queries.visible_to(request.partnership.slug, (p.name for p in request.permissions))


@needs(Permission.SEE_DESK)
def job_list(request: DeskRequest) -> HttpResponse:
    page = Paginator(visible(request), PAGE).get_page(request.GET.get("page"))
    names = partners.names_of(job.asked_by for job in page)
    rows = [(job, names.get(job.asked_by, "The system")) for job in page]
    return render(request, "desk/jobs/list.html", {"page": page, "rows": rows})


@needs(Permission.SEE_DESK)
def job_page(request: DeskRequest, job_id: int) -> HttpResponse:
    job = find(request, job_id)
    names = partners.names_of([job.asked_by, job.cancelled_by])
    link = str(job.result.get("link", ""))
    return render(
        request,
        "desk/jobs/job.html",
        {
            "job": job,
            "asked_by": names.get(job.asked_by, "The system"),
            "cancelled_by": names.get(job.cancelled_by, ""),
            "result_words": job.result.get("words", ""),
            "result_link": link if link.startswith("/") and not link.startswith("//") else "",
        },
    )


@needs(Permission.SEE_DESK)
def job_progress(request: DeskRequest, job_id: int) -> HttpResponse:
    """The part of the job's page that changes, for the module that keeps it fresh."""
    job = find(request, job_id)
    response = render(request, "desk/jobs/progress.html", {"job": job})
    response["X-Job-Ended"] = "yes" if job.is_ended else "no"
    response["Cache-Control"] = "no-store"
    return response


@needs(Permission.SEE_DESK)
@require_POST
def job_cancel(request: DeskRequest, job_id: int) -> HttpResponse:
    try:
        rules.cancel(find(request, job_id), by=request.person)
    except rules.NotNow as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "The work was cancelled.")
    return redirect("desk:job", request.partnership.slug, job_id)
