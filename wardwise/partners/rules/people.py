"""People: their accounts, their roles, and how they sign in."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from wardwise.office.audit import rules as audit
from wardwise.partners import queries
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import (
    Organisation,
    Partnership,
    Person,
    Post,
)
from wardwise.partners.permissions import Permission
from wardwise.partners.rules.checks import refuse_later, require, save_checked

KEPT_DAYS = 365


@transaction.atomic
def hire(
    *,
    partnership: Partnership,
    email: str,
    name: str,
    job_title: str,
    organisation: Organisation,
    role: str,
    since: dt.date,
    until: dt.date | None = None,
    password: str | None = None,
    by: Person | None,
) -> Person:
    """Make an account for somebody new and give them a role.

    Without a password from the operator they choose one themselves by “forgotten password”.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE, partnership)
    if not queries.members(partnership).filter(pk=organisation.pk).exists():
        raise Refused("not_a_member", f"{organisation.name} is not a member of the partnership today.")
    if Person.objects.filter(email=email.strip().lower()).exists():
        raise Refused("known_address", "Somebody already has an account with this e-mail address.")
    person = Person(email=email.strip().lower(), name=name, job_title=job_title, organisation=organisation)
    if password is None:
        person.set_unusable_password()
    else:
        set_checked_password(person, password)
    save_checked(person)
    audit.record("partners.person_added", by=by, partnership=partnership.slug, subject=person)
    appoint(person=person, partnership=partnership, role=role, since=since, until=until, by=by)
    return person


@transaction.atomic
def appoint(
    *,
    person: Person,
    partnership: Partnership,
    role: str,
    since: dt.date,
    until: dt.date | None = None,
    by: Person | None,
) -> Post:
    """Give a person a role in a partnership. Nobody gives themselves one."""
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE, partnership)
        if by.pk == person.pk:
            raise Refused("own_post", "You cannot give yourself a role. Ask a colleague who may.")
    if Post.objects.filter(queries.live_on(since), person=person, partnership=partnership, role=role).exists():
        raise Refused("already_in_post", f"{person.name} already holds this role on that day.")
    post = Post(person=person, partnership=partnership, role=role, since=since, until=until)
    save_checked(post)
    audit.record("partners.appointed", by=by, partnership=partnership.slug, subject=person, detail={"role": role})
    return post


@transaction.atomic
def end_post(post: Post, *, until: dt.date, by: Person) -> Post:
    """End a person's role on a day: leavers lose access the day after."""
    require(by, Permission.MANAGE_PEOPLE, post.partnership)
    if until < post.since:
        raise Refused("ends_before_start", "The last day cannot be before the first.")
    refuse_later(post.until, until)
    post.until = until
    post.save(update_fields=["until"])
    audit.record(
        "partners.post_ended",
        by=by,
        partnership=post.partnership.slug,
        subject=post.person,
        detail={"role": post.role, "until": until.isoformat()},
    )
    return post


@transaction.atomic
def end_posts(*, person: Person, partnership: Partnership, by: Person | None) -> int:
    """Somebody leaves a partnership: from this moment they see nothing of it. How many posts ended.

    The last day of a post is yesterday; a post that began today never was.
    """
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE, partnership)
    today = queries.today()
    posts = list(Post.objects.filter(queries.live_on(today), person=person, partnership=partnership))
    for post in posts:
        if post.since == today:
            post.delete()
        else:
            post.until = today - dt.timedelta(days=1)
            save_checked(post)
    detail = {"roles": sorted(post.role for post in posts)}
    audit.record("partners.posts_ended", by=by, partnership=partnership.slug, subject=person, detail=detail)
    return len(posts)


def set_checked_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Refused("password", " ".join(problem.messages)) from problem
    person.set_password(password)


@transaction.atomic
def renew_password(*, person: Person, password: str, by: Person | None) -> None:
    """Give somebody who lost theirs a new password; everywhere they are signed in, they are signed out."""
    set_checked_password(person, password)
    person.save(update_fields=["password"])
    audit.record("partners.password_renewed", by=by, subject=person)


@transaction.atomic
def forget_second_step(*, person: Person, by: Person | None) -> bool:
    """Somebody lost phone, key and recovery codes: their password alone lets them in again. Whether there was one."""
    found, _ = Authenticator.objects.filter(user=person).delete()
    if found:
        audit.record("partners.second_step_forgotten", by=by, subject=person)
    return bool(found)


def forget_leavers(today: dt.date | None = None) -> int:
    """Remove name, address, job title and every way of signing in of people who left a year ago. How many.

    Their number stays in the records they made and in the audit. Who comes back gets an account anew.
    """
    before = (today or queries.today()) - dt.timedelta(days=KEPT_DAYS)
    return sum(_forget(key, before) for key in list(queries.leavers(before).values_list("pk", flat=True)))


@transaction.atomic
def _forget(key: int, before: dt.date) -> bool:
    person = queries.leavers(before).select_for_update().filter(pk=key).first()
    if person is None:  # another worker was quicker, or they have come back
        return False
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    person.email, person.name, person.job_title = f"{key}{queries.FORGOTTEN}", "Somebody who left", ""
    person.is_active, person.last_login = False, None
    person.set_unusable_password()
    person.save()
    audit.record("partners.person_forgotten", by=None, subject=person)
    return True
