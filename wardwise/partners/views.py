"""The desk's pages of the partnership itself: members, people, roles, agreements, the audit."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardwise.office.audit import queries as audit_queries
from wardwise.office.audit import rules as audit
from wardwise.partners import audit_words, forms, naming, queries, rules
from wardwise.partners.doors import DeskRequest, needs
from wardwise.partners.exceptions import Refused
from wardwise.partners.permissions import WITHOUT_AGREEMENT, Permission
from wardwise.partners.roles import ROLES

AUDIT_PAGE = 50
REVIEW_DAYS = 7


def answer(request: DeskRequest, form: Form, title: str, button: str, back: str) -> HttpResponse:
    """A page with one form on it."""
    return render(
        request,
        "partners/form.html",
        {"form": form, "title": title, "button": button, "back": back, "today": queries.today()},
    )


def refuse(form: Form, refusal: Refused) -> None:
    form.add_error(None, refusal.message)


# The partnership and its members


@needs(Permission.SEE_DESK)
def members(request: DeskRequest) -> HttpResponse:
    today = queries.today()
    rows = [
        (m, m.since <= today and (m.until is None or m.until >= today))
        for m in queries.memberships(request.partnership)
    ]
    return render(
        request,
        "partners/members.html",
        {"rows": rows, "may_change": Permission.MANAGE_AGREEMENTS in request.permissions},
    )


@needs(Permission.MANAGE_AGREEMENTS)
def member_add(request: DeskRequest) -> HttpResponse:
    form = forms.AdmitForm(request.POST or None, initial={"since": queries.today()})
    if form.is_valid():
        try:
            rules.admit(partnership=request.partnership, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{form.cleaned_data['name']} is now a member.")
            return redirect("partners:members", request.partnership.slug)
    return answer(request, form, "Add a member organisation", "Add this organisation", "partners:members")


@needs(Permission.MANAGE_AGREEMENTS)
def member_end(request: DeskRequest, membership_id: int) -> HttpResponse:
    membership = get_object_or_404(queries.memberships(request.partnership), pk=membership_id)
    form = forms.LastDayForm(request.POST or None, initial={"until": queries.today()})
    if form.is_valid():
        try:
            rules.end_membership(membership, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{membership.organisation} leaves. Its people lose access after that day.")
            return redirect("partners:members", request.partnership.slug)
    return answer(
        request, form, f"{membership.organisation} leaves the partnership", "Record the last day", "partners:members"
    )


# People and their posts


@needs(Permission.MANAGE_PEOPLE)
def people(request: DeskRequest) -> HttpResponse:
    """Who has access and why: the list that is reviewed every week."""
    reviewed = audit_queries.latest(request.partnership.slug, "partners.access_reviewed")
    reviewer = naming.actor(reviewed.actor, queries.names_of([naming.key_of(reviewed.actor)])) if reviewed else ""
    return render(
        request,
        "partners/people.html",
        {
            "rows": queries.access(request.partnership),
            "reviewed": reviewed,
            "reviewer": reviewer,
            "is_due": reviewed is None or timezone.now() - reviewed.at > dt.timedelta(days=REVIEW_DAYS),
            "long_ago": timezone.now() - dt.timedelta(days=90),
        },
    )


@needs(Permission.MANAGE_PEOPLE)
@require_POST
def review(request: DeskRequest) -> HttpResponse:
    rules.confirm_review(request.partnership, by=request.person)
    messages.success(request, "Your review of who has access was recorded.")
    return redirect("partners:people", request.partnership.slug)


@needs(Permission.MANAGE_PEOPLE)
def person_add(request: DeskRequest) -> HttpResponse:
    form = forms.HireForm(request.partnership, request.POST or None, initial={"since": queries.today()})
    if form.is_valid():
        try:
            person = rules.hire(partnership=request.partnership, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request, f"{person} can sign in after choosing a password with “Forgotten your password?”."
            )
            return redirect("partners:person", request.partnership.slug, person.pk)
    return answer(request, form, "Add a person", "Add this person", "partners:people")


@needs(Permission.MANAGE_PEOPLE)
def person(request: DeskRequest, person_id: int) -> HttpResponse:
    found = get_object_or_404(queries.everybody(request.partnership).select_related("organisation"), pk=person_id)
    form = forms.AppointForm(request.POST or None, initial={"since": queries.today()})
    if form.is_valid():
        try:
            rules.appoint(person=found, partnership=request.partnership, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The role was given.")
            return redirect("partners:person", request.partnership.slug, found.pk)
    posts = queries.posts(request.partnership).filter(person=found)
    return render(
        request, "partners/person.html", {"found": found, "posts": posts, "form": form, "today": queries.today()}
    )


@needs(Permission.MANAGE_PEOPLE)
def post_end(request: DeskRequest, post_id: int) -> HttpResponse:
    post = get_object_or_404(queries.posts(request.partnership), pk=post_id)
    form = forms.LastDayForm(request.POST or None, initial={"until": queries.today()})
    if form.is_valid():
        try:
            rules.end_post(post, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{post.person} loses this role after that day.")
            return redirect("partners:person", request.partnership.slug, post.person_id)
    title = f"End the role {post.get_role_display()} of {post.person}"
    return answer(request, form, title, "Record the last day", "partners:people")


@needs(Permission.SEE_DESK)
def roles(request: DeskRequest) -> HttpResponse:
    """Who may do what, in words that can be signed: written from the roles themselves."""
    described = [(role, [p.value for p in Permission if p in role.may]) for role in ROLES]
    return render(
        request,
        "partners/roles.html",
        {
            "roles": described,
            "matrix": [(p.value, [p in role.may for role in ROLES]) for p in Permission],
            "without_agreement": [p.value for p in Permission if p in WITHOUT_AGREEMENT],
            "today": queries.today(),
        },
    )


# Sharing agreements


@needs(Permission.MANAGE_AGREEMENTS)
def agreements(request: DeskRequest) -> HttpResponse:
    soon = {agreement.pk for agreement in queries.expiring_soon(request.partnership)}
    rows = [(a, naming.standing(a, queries.today(), a.pk in soon)) for a in queries.agreements(request.partnership)]
    return render(request, "partners/agreements.html", {"rows": rows})


@needs(Permission.MANAGE_AGREEMENTS)
def agreement_add(request: DeskRequest) -> HttpResponse:
    form = forms.AgreementForm(request.partnership, request.POST or None, initial={"starts_on": queries.today()})
    if form.is_valid():
        given = {**form.cleaned_data, "organisations": list(form.cleaned_data["organisations"])}
        rules.sign_agreement(partnership=request.partnership, by=request.person, **given)
        messages.success(request, "The agreement was recorded.")
        return redirect("partners:agreements", request.partnership.slug)
    return answer(request, form, "Record a sharing agreement", "Record this agreement", "partners:agreements")  # type: ignore[arg-type]


@needs(Permission.MANAGE_AGREEMENTS)
def agreement(request: DeskRequest, agreement_id: int) -> HttpResponse:
    found = get_object_or_404(queries.agreements(request.partnership), pk=agreement_id)
    form = forms.RenewForm(request.POST or None)
    if form.is_valid():
        try:
            rules.renew_agreement(found, by=request.person, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The agreement was renewed.")
            return redirect("partners:agreement", request.partnership.slug, found.pk)
    standing = naming.standing(
        found, queries.today(), queries.expiring_soon(request.partnership).filter(pk=found.pk).exists()
    )
    return render(request, "partners/agreement.html", {"found": found, "form": form, "standing": standing})


# The audit


@needs(Permission.READ_AUDIT)
def audit_log(request: DeskRequest) -> HttpResponse:
    """Who did and read what. Reading it is recorded too."""
    slug = request.partnership.slug
    form = forms.AuditForm(request.partnership, audit_queries.verbs(slug), request.GET or None)
    found = audit_queries.visible_to(slug)
    if form.is_bound and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        found = audit_queries.search(
            slug,
            actor=form.actor,
            subject=form.cleaned_data["subject"],
            verb=form.cleaned_data["verb"],
            first=naming.start_of(first) if first else None,
            before=naming.start_of(last + dt.timedelta(days=1)) if last else None,
        )
    elif form.is_bound:
        found = found.none()
    page = Paginator(found, AUDIT_PAGE).get_page(request.GET.get("page"))
    names = queries.names_of(naming.key_of(event.actor) for event in page)
    rows = [
        {
            "event": event,
            "who": naming.actor(event.actor, names),
            "did": audit_words.did(event.verb),
            "record": audit_words.record(event.subject),
            "detail": naming.detail(event.detail),
        }
        for event in page
    ]
    if not form.errors:
        looked_for = {**(form.detail() if form.is_bound else {}), "page": page.number}
        subject = form.cleaned_data["subject"] if form.is_bound else ""
        audit.record("audit.read", by=request.person, partnership=slug, subject=subject, detail=looked_for)
    return render(request, "partners/audit.html", {"form": form, "page": page, "rows": rows})


@needs(Permission.READ_AUDIT)
@require_POST
def audit_verify(request: DeskRequest) -> HttpResponse:
    job = rules.check_audit(request.partnership, by=request.person)
    return redirect("desk:job", request.partnership.slug, job.pk)
