"""`wardwise person`: who may sign in, as what, and what helps them back in."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from typing import TYPE_CHECKING, Any

import click

from wardwise.console.base import BadInput, as_json, start_with_database, tell
from wardwise.console.partnership import DAY, day, member

if TYPE_CHECKING:
    from wardwise.partners.models import Person

ROLES = (
    "analyst", "caseworker", "sergeant", "manager", "chair", "board-member", "partner", "governance-lead",
    "administrator",
)  # fmt: skip


@click.group()
def person() -> None:
    """Make accounts for people who work in a partnership, give them roles, and end them when they leave.

    \b
    wardwise person add luton amina@luton.example --name "Amina Khan" --organisation "Luton Council" --role manager
    """


@person.command("add")
@click.argument("slug")
@click.argument("email")
@click.option("--name", help="Needed for a new account.")
@click.option("--organisation", "employer", help="Whom they work for. Needed for a new account.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--job-title", default="")
@click.option("--until", type=DAY, help="Last day, for temporary posts.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
@as_json
def add_person(
    slug: str,
    email: str,
    name: str | None,
    employer: str | None,
    role: str,
    job_title: str,
    until: dt.datetime | None,
    password_stdin: bool,
    wants_json: bool,
) -> None:
    """Give EMAIL a role in the partnership SLUG, with an account if they have none.

    A new account gets a password, which is shown once: hand it over in person, and have it changed.

    \b
    wardwise person add luton amina@luton.example --name "Amina Khan" --organisation "Luton Council" --role manager
    wardwise person add luton amina@luton.example --role analyst
    """
    start_with_database()
    from wardwise.partners import queries, rules

    ours = queries.partnership_called(slug)
    known, fresh = find_person(email), ""
    post: dict[str, Any] = {"role": role, "since": day(None), "until": until.date() if until else None, "by": None}
    if known is None:
        if not name or not employer:
            raise BadInput("new_account", f"{email} has no account yet: give --name and --organisation too.")
        fresh = read_line() if password_stdin else new_password()
        known = rules.hire(
            partnership=ours,
            email=email,
            name=name,
            job_title=job_title,
            organisation=member(slug, employer),
            password=fresh,
            **post,
        )
    else:
        rules.appoint(person=known, partnership=ours, **post)
    answer: dict[str, Any] = {"email": known.email, "role": role}
    lines = [f"{known.email} is {role} in {ours.name}."]
    if fresh and not password_stdin:
        answer["password"] = fresh
        lines += [f"Password, shown this once: {fresh}"]
    tell(answer, *lines, wants_json=wants_json)


@person.command("leave")
@click.argument("slug")
@click.argument("email")
@as_json
def leave(slug: str, email: str, wants_json: bool) -> None:
    """End every role of EMAIL in the partnership SLUG: from this moment they see nothing of it.

    \b
    wardwise person leave luton amina@luton.example
    """
    start_with_database()
    from wardwise.partners import queries, rules

    ours = queries.partnership_called(slug)
    ended = rules.end_posts(person=known_person(email), partnership=ours, by=None)
    tell({"email": email, "posts_ended": ended}, f"{ended} roles of {email} were ended.", wants_json=wants_json)


@person.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
@as_json
def password(email: str, password_stdin: bool, wants_json: bool) -> None:
    """Give EMAIL a new password and sign them out everywhere.

    \b
    wardwise person password amina@luton.example
    """
    start_with_database()
    from wardwise.partners import rules

    fresh = read_line() if password_stdin else new_password()
    rules.renew_password(person=known_person(email), password=fresh, by=None)
    shown = {} if password_stdin else {"password": fresh}
    lines = [] if password_stdin else [f"Password, shown this once: {fresh}"]
    tell({"email": email, **shown}, f"{email} has a new password.", *lines, wants_json=wants_json)


@person.command("second-step")
@click.argument("email")
@as_json
def second_step(email: str, wants_json: bool) -> None:
    """Forget the second step of EMAIL, who lost their phone or key and their recovery codes.

    Be sure that it is they who ask: from now on their password alone lets them in, until they set another one up. If
    the phone was stolen, give them a new password too.

    \b
    wardwise person second-step amina@luton.example
    """
    start_with_database()
    from wardwise.partners import rules

    forgotten = rules.forget_second_step(person=known_person(email), by=None)
    words = f"{email} signs in without a second step now." if forgotten else f"{email} had no second step."
    tell({"email": email, "was_on": forgotten}, words, wants_json=wants_json)


def read_line() -> str:
    return sys.stdin.readline().rstrip("\n")


def new_password() -> str:
    """Four groups of four that can be read out on the telephone: about 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def find_person(email: str) -> Person | None:
    from wardwise.partners.models import Person

    return Person.objects.filter(email=email.strip().lower()).first()


def known_person(email: str) -> Person:
    found = find_person(email)
    if found is None:
        raise BadInput("unknown_person", f"Nobody has an account with the address {email}.")
    return found
