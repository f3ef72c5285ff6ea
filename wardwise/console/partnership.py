"""What an operator needs to start a partnership from nothing, without a web page.

`wardwise partnership`, `organisation`, `agreement` and `person`. After the first manager can sign in, the rest is
done on the desk by people who answer for it.
"""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from typing import TYPE_CHECKING, Any

import click

from wardwise.console.base import BadInput, as_json, start_with_database, tell

if TYPE_CHECKING:
    from wardwise.partners.models import Organisation, Person

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = (
    "police", "council", "fire", "health", "probation", "youth-justice", "violence-reduction", "housing", "charity",
    "business", "education", "community",
)  # fmt: skip
STATUSES = ("responsible", "co-operating", "invited", "community")
ROLES = (
    "analyst", "caseworker", "sergeant", "manager", "chair", "board-member", "partner", "governance-lead",
    "administrator",
)  # fmt: skip


@click.group()
def partnership() -> None:
    """Found partnerships, and see which there are.

    \b
    wardwise partnership create luton --name "Safer Luton" --place Luton
    """


@partnership.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="What it calls itself: “Safer Luton”.")
@click.option("--place", required=True, help="The place as people say it: Luton.")
@click.option("--about", default="", help="A sentence for the public site.")
@click.option("--contact-email", default="", help="Where the public may write to.")
@click.option("--contact-phone", default="", help="Where the public may ring.")
@click.option("--police-force", default="", help="The force's name: “Bedfordshire Police”.")
@click.option("--police-report-url", default="", help="The force's own page for reporting crime.")
@as_json
def create(slug: str, wants_json: bool, **details: str) -> None:
    """Found a partnership. SLUG is its short name in addresses: small letters, digits and hyphens.

    \b
    wardwise partnership create luton --name "Safer Luton" --place Luton
    """
    start_with_database()
    from wardwise.partners import rules

    made = rules.create_partnership(slug=slug, by=None, **details)
    tell(
        {"slug": made.slug, "name": made.name},
        f"{made.name} was founded; its short name is {made.slug}. Next, its organisations:",
        f'  wardwise organisation add {made.slug} "{made.place} Council" --kind council --status responsible',
        wants_json=wants_json,
    )


@partnership.command("list")
@as_json
def list_partnerships(wants_json: bool) -> None:
    """Show every partnership of this installation, with what it has and what it still lacks.

    \b
    wardwise partnership list
    """
    start_with_database()
    from wardwise.partners import queries
    from wardwise.partners.models import Partnership

    found = [queries.standing(each) for each in Partnership.objects.order_by("slug")]
    lines = [f"{row['slug']}: {row['name']}{' (fictitious)' if row['is_fictitious'] else ''}" for row in found]
    details = [
        f"    {row['organisations']} organisations, {row['people']} people, {row['agreements']} live agreements, "
        f"{row['areas']} areas"
        for row in found
    ]
    told = [line for pair in zip(lines, details, strict=True) for line in pair]
    tell({"partnerships": found}, *(told or ["There is no partnership yet."]), wants_json=wants_json)


@click.group()
def organisation() -> None:
    """Admit organisations to a partnership.

    \b
    wardwise organisation add luton "Luton Council" --kind council --status responsible
    """


@organisation.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--status", type=click.Choice(STATUSES), required=True, help="Its standing in law in this partnership.")
@click.option("--since", type=DAY, help="First day; today if not given.")
@as_json
def add_organisation(
    slug: str, name: str, kind: str, status: str, since: dt.datetime | None, wants_json: bool
) -> None:
    """Make the organisation NAME a member of the partnership SLUG.

    \b
    wardwise organisation add luton "Luton Council" --kind council --status responsible
    wardwise organisation add luton "Bedfordshire Police" --kind police --status responsible
    """
    start_with_database()
    from wardwise.partners import queries, rules

    ours = queries.partnership_called(slug)
    made = rules.admit(partnership=ours, name=name, kind=kind, status=status, since=day(since), by=None)
    tell({"organisation": made.name}, f"{made.name} is a member of {ours.name}.", wants_json=wants_json)


@click.group()
def agreement() -> None:
    """Record sharing agreements: without a live one nobody of an organisation sees anything.

    \b
    wardwise agreement add luton --title "Community safety" --purpose "To prevent crime together" \\
        --gateway "Crime and Disorder Act 1998 s.115" --organisation "Luton Council" --expires 2028-03-31
    """


@agreement.command("add")
@click.argument("slug")
@click.option("--title", required=True)
@click.option("--purpose", required=True, help="What the organisations share records for.")
@click.option("--gateway", required=True, help="The legal power relied on, in words.")
@click.option("--organisation", "names", multiple=True, required=True, help="A party to it. Give it once for each.")
@click.option("--starts", type=DAY, help="First day; today if not given.")
@click.option("--expires", type=DAY, required=True, help="Last day. Access ends with it.")
@as_json
def add_agreement(
    slug: str,
    title: str,
    purpose: str,
    gateway: str,
    names: tuple[str, ...],
    starts: dt.datetime | None,
    expires: dt.datetime,
    wants_json: bool,
) -> None:
    """Record a signed sharing agreement of the partnership SLUG.

    \b
    wardwise agreement add luton --title "Community safety" --purpose "To prevent crime together" \\
        --gateway "Crime and Disorder Act 1998 s.115" --expires 2028-03-31 \\
        --organisation "Luton Council" --organisation "Bedfordshire Police"
    """
    start_with_database()
    from wardwise.partners import queries, rules

    ours = queries.partnership_called(slug)
    parties = [member(slug, name) for name in names]
    made = rules.sign_agreement(
        partnership=ours,
        title=title,
        purpose=purpose,
        gateway=gateway,
        organisations=parties,
        starts_on=day(starts),
        expires_on=expires.date(),
        by=None,
    )
    tell(
        {"title": made.title, "expires_on": made.expires_on.isoformat(), "organisations": list(names)},
        f"“{made.title}” opens access for {', '.join(names)} until {made.expires_on:%-d %B %Y}.",
        wants_json=wants_json,
    )


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


def day(given: dt.datetime | None) -> dt.date:
    from wardwise.partners import queries

    return given.date() if given else queries.today()


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


def member(slug: str, name: str) -> Organisation:
    """A member organisation by its name; the message names the members if there is none such."""
    from wardwise.partners import queries

    members = queries.members(queries.partnership_called(slug)).order_by("name")
    found = members.filter(name=name).first()
    if found is None:
        known = ", ".join(each.name for each in members) or "none yet"
        raise BadInput("unknown_organisation", f"“{name}” is not a member of {slug}. Members: {known}.")
    return found
