"""`wardwise reports`: forgetting in time, and paying what is owed to the incident store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from wardwise.console.base import start_django

if TYPE_CHECKING:
    from wardwise.partners.models import Partnership


@click.group()
def reports() -> None:
    """What residents reported: forget what is due, tell the incident store what it missed.

    \b
    wardwise reports forget
    """


@reports.command()
@click.option("--partnership", help="Just this one; otherwise every partnership.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program that listens.")
def forget(partnership: str | None, as_json: bool) -> None:
    """Remove what reports say of people once a partnership's retention has passed, and drafts left behind.

    Run it every day. Kind, place, time and what became of a report stay: they name nobody.

    \b
    wardwise reports forget
    wardwise reports forget --partnership luton --json
    """
    start_django()
    from wardwise.scanning.reports import rules

    done = {p.slug: rules.forget_old(partnership=p) for p in _chosen(partnership)}
    drafts = rules.forget_drafts()
    if as_json:
        click.echo(json.dumps({"reports_forgotten": done, "drafts_deleted": drafts}))
        return
    for slug, count in done.items():
        click.echo(f"{slug}: {count} reports emptied of what they said of people.")
    click.echo(f"{drafts} drafts deleted.")


@reports.command()
@click.option("--partnership", help="Just this one; otherwise every partnership.")
@click.option("--every", is_flag=True, help="Derive each row anew, not only those that are owed.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program that listens.")
def settle(partnership: str | None, every: bool, as_json: bool) -> None:
    """Make the incident store agree with the reports: needed only if the process died at a bad moment.

    \b
    wardwise reports settle
    wardwise reports settle --every
    """
    start_django()
    from wardwise.scanning.reports import rules

    done = {p.slug: rules.settle_all(partnership=p, every=every) for p in _chosen(partnership)}
    if as_json:
        click.echo(json.dumps({slug: {"told": s.told, "refused": s.refused} for slug, s in done.items()}))
    else:
        for slug, settled in done.items():
            click.echo(f"{slug}: {settled.told} rows settled, {settled.refused} refused.")
    if any(settled.refused for settled in done.values()):
        raise SystemExit(1)


def _chosen(slug: str | None) -> list[Partnership]:
    from wardwise.partners.models import Partnership

    found = list(Partnership.objects.filter(slug=slug) if slug else Partnership.objects.all())
    if slug and not found:
        raise click.UsageError(f"There is no partnership called {slug!r}.")
    return found
