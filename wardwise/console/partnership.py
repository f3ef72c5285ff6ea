"""What an operator needs to start a partnership from nothing, without a web page.

`wardwise partnership`, `organisation` and `agreement`; `person` makes the accounts. After the first manager can sign
in, the rest is done on the desk by people who answer for it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from wardwise.console.base import BadInput, as_json, start_with_database, tell

if TYPE_CHECKING:
    from wardwise.partners.models import Organisation

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = (
    "police", "council", "fire", "health", "probation", "youth-justice", "violence-reduction", "housing", "charity",
    "business", "education", "community",
)  # fmt: skip
STATUSES = ("responsible", "co-operating", "invited", "community")


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


@partnership.command("change")
@click.argument("slug")
@click.option("--name", help="What it calls itself: “Safer Luton”.")
@click.option("--place", help="The place as people say it: Luton.")
@click.option("--about", help="A sentence for the public site.")
@click.option("--contact-email", help="Where the public may write to.")
@click.option("--contact-phone", help="Where the public may ring.")
@click.option("--police-force", help="The force's name: “Bedfordshire Police”.")
@click.option("--police-report-url", help="The force's own page for reporting crime.")
@click.option(
    "--report-retention-days", type=click.IntRange(30, 3650), help="What reports say of people is kept so long."
)
@click.option("--suppress-below", type=click.IntRange(3, 100), help="Counts below this are not published.")
@as_json
def change(slug: str, wants_json: bool, **details: str | int | None) -> None:
    """Change what a partnership says of itself, and how long it keeps reports. What is not named stays.

    Pages that are released already keep their numbers; a new --suppress-below holds from the next release on.

    \b
    wardwise partnership change luton --contact-phone 01582510000
    wardwise partnership change luton --report-retention-days 365
    """
    start_with_database()
    from wardwise.partners import queries, rules

    given = {name: value for name, value in details.items() if value is not None}
    if not given:
        raise BadInput("nothing_to_change", "Say what to change: wardwise partnership change --help lists it.")
    changed = rules.change_partnership(queries.partnership_called(slug), by=None, **given)
    tell({"slug": changed.slug, "changed": sorted(given)}, f"{changed.name} was changed.", wants_json=wants_json)


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


def day(given: dt.datetime | None) -> dt.date:
    from wardwise.partners import queries

    return given.date() if given else queries.today()


def member(slug: str, name: str) -> Organisation:
    """A member organisation by its name; the message names the members if there is none such."""
    from wardwise.partners import queries

    members = queries.members(queries.partnership_called(slug)).order_by("name")
    found = members.filter(name=name).first()
    if found is None:
        known = ", ".join(each.name for each in members) or "none yet"
        raise BadInput("unknown_organisation", f"“{name}” is not a member of {slug}. Members: {known}.")
    return found
