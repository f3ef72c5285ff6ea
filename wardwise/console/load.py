"""`wardwise load`: put what publishers and partners supply into Wardwise. Nothing is changed by a file in error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wardwise.console.base import start_django

T = TypeVar("T")
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
as_json = click.option("--json", "wants_json", is_flag=True, help="Print one JSON object and nothing else.")
skip = click.option("--skip-refused", is_flag=True, help="Leave out what cannot be taken, and load the rest.")


@click.group()
def load() -> None:
    """Load areas, populations, look-ups and incidents.

    Each command reads a whole file, says what became of every row of it, and either takes it or changes nothing
    (exit code 2). Loading the same file again changes nothing.

    \b
    wardwise load boundaries luton-wards.geojson --scheme ward-2013
    """


@load.command()
@click.argument("path", type=FILE)
@click.option("--scheme", required=True, help="The kind of area and the year of its boundaries: ward-2013.")
@click.option("--partnership", help="The partnership in whose place these areas lie; if not given, the only one.")
@click.option("--elsewhere", is_flag=True, help="They lie in no partnership's place: a neighbour to compare with.")
@click.option("--source", default="", help="Who publishes the boundaries, and under which licence.")
@click.option("--approximate", is_flag=True, help="Mark the scheme as good for trying out, not for publication.")
@click.option(
    "--crs",
    type=click.Choice(["WGS84", "BNG"], case_sensitive=False),
    help="Degrees or National Grid metres, if the file does not say or says it wrongly.",
)
@click.option("--code-property", default="", help="The property that holds the area's code, if it is not found.")
@click.option("--name-property", default="", help="The property that holds the area's name, if it is not found.")
@skip
@as_json
def boundaries(path: Path, partnership: str | None, elsewhere: bool, wants_json: bool, **options: Any) -> None:
    """Load the areas of a GeoJSON file.

    \b
    wardwise load boundaries luton-wards.geojson --scheme ward-2013
    wardwise load boundaries bedford-wards.geojson --scheme ward-2013 --elsewhere
    """
    start_django()
    from django.db import transaction

    from wardwise.partners import rules as partner_rules
    from wardwise.places import queries, rules

    def run() -> tuple[Any, dict[str, Any]]:
        with transaction.atomic():
            report = rules.load_boundaries(path, by=None, **options)
            new = 0
            if ours is not None:
                areas = queries.areas_of(report.scheme).filter(code__in=report.codes).defer("boundary")
                new = partner_rules.cover(partnership=ours, areas=areas, by=None)
        return report, {"partnership": ours.slug if ours else None, "newly_covered": new}

    ours = _refusable(lambda: _covering(partnership, elsewhere), wants_json)
    report, more = _refusable(run, wants_json)
    more["months_matched"] = _match_incidents(ours) if ours else 0
    about = _about_boundaries(report, ours, more["newly_covered"])
    if more["months_matched"]:
        about.append(f"{more['months_matched']} months of incidents were matched to the areas again.")
    _tell(path, report, more, wants_json, about)


def _covering(slug: str | None, elsewhere: bool) -> Any:
    """The partnership in whose place the areas lie: the one named, or the only one; none if they lie elsewhere."""
    from wardwise.partners import queries as partners
    from wardwise.partners.exceptions import Refused

    if not elsewhere:
        return partners.partnership_called(slug) if slug else partners.only_partnership()
    if slug:
        raise Refused("two_places", "Areas lie in the place of a partnership or elsewhere: say one of the two.")
    return None


def _match_incidents(partnership: Any) -> int:
    """Incidents that were loaded before their boundaries learn in which areas they lie."""
    from wardwise.incidents.ingest import rules

    written = rules.match_areas(partnership=partnership, by=None)
    return sum(len(months) for months in written.values())


@load.command()
@click.argument("path", type=FILE)
@click.option("--scheme", required=True, help="The scheme whose codes the file uses: lsoa-2021.")
@click.option("--source", required=True, help="Who says so: “ONS mid-year estimates 2023”.")
@skip
@as_json
def population(path: Path, wants_json: bool, **options: Any) -> None:
    """Load how many people live in areas: a CSV with the columns code, year, residents and perhaps households.

    \b
    wardwise load population lsoa-population.csv --scheme lsoa-2021 --source "ONS mid-year estimates 2023"
    """
    start_django()
    from wardwise.places import rules

    report = _refusable(lambda: rules.load_population(path, by=None, **options), wants_json)
    _tell(path, report, {}, wants_json, [])


@load.command("look-up")
@click.argument("path", type=FILE)
@click.option("--from-scheme", required=True, help="The scheme of the column “from”: lsoa-2011.")
@click.option("--to-scheme", required=True, help="The scheme of the column “to”: lsoa-2021.")
@click.option("--source", required=True, help="Who says so: “ONS LSOA (2011) to LSOA (2021) look-up”.")
@skip
@as_json
def look_up(path: Path, wants_json: bool, **options: Any) -> None:
    """Load which areas of one vintage lie in which of another: a CSV with from, to and perhaps share.

    \b
    wardwise load look-up lsoa-2011-to-2021.csv --from-scheme lsoa-2011 --to-scheme lsoa-2021 --source "ONS"
    """
    start_django()
    from wardwise.places import rules

    report = _refusable(lambda: rules.load_look_up(path, by=None, **options), wants_json)
    _tell(path, report, {}, wants_json, _about_look_up(report))


def _refusable(run: Callable[[], T], wants_json: bool) -> T:
    """What `run` answers; or the refusal, told in words or JSON, and exit code 2."""
    from wardwise.partners.exceptions import Refused
    from wardwise.places.exceptions import PlacesError

    try:
        return run()
    except (PlacesError, Refused) as error:
        refused = [vars(row) for row in getattr(error, "refused", ())]
        if wants_json:
            click.echo(json.dumps({"error": error.code, "message": error.message, "refusals": refused}))
        else:
            click.echo(f"Nothing was changed. {error.message}", err=True)
        sys.exit(2)


def _tell(path: Path, report: Any, more: dict[str, Any], wants_json: bool, about: list[str]) -> None:
    if wants_json:
        click.echo(json.dumps({**report.as_dict(), **more}))
        return
    click.echo(f"Read {report.read:,} from {path.name}")
    for word in ("loaded", "updated", "unchanged"):
        click.echo(f"  {word:<10}{getattr(report, word):>8,}")
    click.echo(f"  {'refused':<10}{len(report.refused):>8,}")
    for row in report.refused[:20]:
        click.echo(f"    {row}")
    for line in about:
        click.echo(line)


def _about_boundaries(report: Any, partnership: Any, newly_covered: int) -> list[str]:
    lines = [f"Coordinates: {report.crs}. Codes from {report.code_property}, names from {report.name_property}."]
    lines += [f"Repaired {code}: {how}." for code, how in report.repaired[:10]]
    if report.overlaps:
        worst = "; ".join(f"{o.first} and {o.second} share {o.shared_m2:,.0f} m²" for o in report.overlaps[:5])
        lines.append(f"{len(report.overlaps)} pairs of areas overlap, which areas of one scheme should not: {worst}.")
    else:
        lines.append("No two areas overlap.")
    if report.is_approximate:
        lines.append(f"{report.scheme} is marked as approximate: good for trying out, not for publication.")
    if partnership:
        lines.append(f"{newly_covered} areas were added to the place of {partnership.slug}.")
    else:
        lines.append("They were added to no partnership's place.")
    return lines


def _about_look_up(report: Any) -> list[str]:
    lines = [f"{report.removed} older rows were replaced."] if report.removed else []
    if report.without_look_up:
        some = ", ".join(report.without_look_up[:5])
        lines.append(f"{len(report.without_look_up)} areas have no row and would lose their records: {some}.")
    if report.incomplete:
        some = ", ".join(report.incomplete[:5])
        lines.append(f"{len(report.incomplete)} areas are led to less than the whole: {some}.")
    return lines
