"""`wardwise incidents`: what the incident store holds, and how good it is."""

from __future__ import annotations

import json
from typing import Any

import click

from wardwise.console.base import start_django
from wardwise.console.load_police_uk import progress, refuse


@click.group()
def incidents() -> None:
    """Look into the incident store: completeness, quality, accounting.

    \b
    wardwise incidents report luton
    """


@incidents.command()
@click.argument("partnership", required=False)
@click.option("--month", help="One month in full: 2022-07.")
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON object and nothing else.")
def report(partnership: str | None, month: str | None, wants_json: bool) -> None:
    """Show what became of every row, month by month, with gaps and moved map points.

    PARTNERSHIP may be left out where there is only one.

    \b
    wardwise incidents report luton
    wardwise incidents report luton --month 2022-07
    """
    start_django()
    from wardwise.incidents.ingest import queries
    from wardwise.partners import queries as partners
    from wardwise.partners.exceptions import Refused

    try:
        ours = partners.partnership_called(partnership)
        found = queries.sources_of(ours)
        if month and not any(m.month == month for source in found for m in source.months):
            raise Refused("unknown_month", f"The store holds nothing of {month}. A month is written like 2022-07.")
    except Refused as refused:
        refuse(refused, wants_json)
    chosen = [(source, [m for m in source.months if month in (None, m.month)]) for source in found]
    if wants_json:
        click.echo(
            json.dumps({source.source: {m.month: _as_dict(m, month) for m in months} for source, months in chosen})
        )
        return
    if not chosen:
        click.echo("The store is empty. Load an archive: wardwise load police-uk PATH --partnership " + ours.slug)
    for source, months in chosen:
        _print_source(source, months, in_full=month is not None)


def _as_dict(month: Any, in_full: str | None) -> dict[str, Any]:
    return {
        "is_missing": not month.is_held,
        **{f"rows_{key}": value for key, value in month.rows.as_dict().items() if key not in ("flags", "refusals")},
        "flags": month.rows.flags,
        "refusals": month.rows.refusals,
        "inside_the_partnership": month.inside,
        "share_on_known_points": month.point_share,
        "map_points_moved": month.has_moved_points,
        **({"report": month.report} if in_full else {}),
    }


def _print_source(source: Any, months: list[Any], in_full: bool) -> None:
    click.echo(f"{source.name} ({source.source})")
    click.echo("month          read     loaded    flagged    refused     inside  remarks")
    for m in months:
        if not m.is_held:
            why = "the force that supplies most rows is absent" if m.report else "nothing was published"
            click.echo(f"{m.month}  missing: {why}")
            continue
        rows = m.rows
        numbers = (rows.read, rows.loaded, rows.flagged, rows.refused, m.inside)
        remark = "  map points moved" if m.has_moved_points else ""
        click.echo(f"{m.month} {' '.join(f'{number:>10,}' for number in numbers)}{remark}")
        for name, count in [*m.flags, *m.refusals] if in_full else []:
            click.echo(f"    {count:>10,}  {name}")
    if not in_full:
        gaps = [m.month for m in months if not m.is_held]
        click.echo(f"Gaps: {', '.join(gaps)}. They are never counted as zero." if gaps else "No gaps.")
    click.echo("")


@incidents.command("match-areas")
@click.argument("partnership", required=False)
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON object and nothing else.")
def match_areas(partnership: str | None, wants_json: bool) -> None:
    """Match every stored row to the partnership's areas again, after boundaries were loaded.

    PARTNERSHIP may be left out where there is only one.

    \b
    wardwise incidents match-areas luton
    """
    start_django()
    from wardwise.incidents.ingest import rules
    from wardwise.partners import queries as partners
    from wardwise.partners.exceptions import Refused

    try:
        with progress(quiet=wants_json) as tell:
            written = rules.match_areas(partnership=partners.partnership_called(partnership), by=None, tell=tell)
    except Refused as refused:
        refuse(refused, wants_json)
    if wants_json:
        click.echo(json.dumps({"months_written": written}))
        return
    for source, months in written.items():
        click.echo(f"{source}: {len(months)} months matched to the areas")
    if not written:
        click.echo("Nothing to change: every row stands in its areas, or no boundaries are loaded.")
