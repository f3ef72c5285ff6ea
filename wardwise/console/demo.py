"""`wardwise demo`: a fictitious partnership to look round in, to try things out and to teach with."""

from __future__ import annotations

import time

import click

from wardwise.console.base import BadInput, as_json, progress, start_with_database, tell


@click.command()
@click.option("--fresh", is_flag=True, help="Take the demo away and make it anew, with dates that fit today.")
@click.option("--yes", is_flag=True, help="With --fresh: do not ask.")
@click.option("--beside", is_flag=True, help="Make it even though there are real partnerships here.")
@as_json
def demo(fresh: bool, yes: bool, beside: bool, wants_json: bool) -> None:
    """Make the fictitious partnership of Sallowby: a town, four years of records, a campaign, residents' reports.

    Nobody lives there and nothing there happened. Made twice, it is made once.

    \b
    wardwise demo
    wardwise demo --fresh --yes
    """
    start_with_database()
    from django.conf import settings

    from wardwise.demo import build

    if fresh and build.find() is not None:
        if not yes and (
            wants_json or not click.confirm("Everything in this installation is made anew. Go on?", err=True)
        ):
            raise BadInput("not_confirmed", "Say --yes to take the demo away and make it anew.")
        build.demolish()
    if (here := build.find()) is not None:
        tell(
            {"partnership": here.slug, "made": False},
            f"{here.name} is here already. See it with: wardwise serve",
            "To make it anew: wardwise demo --fresh",
            wants_json=wants_json,
        )
        return
    took = make(beside=beside, wants_json=wants_json)
    tell(
        {"partnership": build.SLUG, "made": True, "seconds": round(took, 1)},
        f"Sallowby was made in {took:.0f} seconds. See it with: wardwise serve",
        wants_json=wants_json,
    )
    if not wants_json:
        tell_about_demo(settings.WARDWISE_ORIGIN)


def make(*, beside: bool, wants_json: bool = False) -> float:
    """Build it with progress; how many seconds it took."""
    from wardwise.demo import build

    began = time.monotonic()
    with progress(build.STEPS, wants_json=wants_json) as step:
        build.build_demo(beside=beside, tell=step)
    return time.monotonic() - began


def ensure_demo() -> bool:
    """For `wardwise serve --demo`: make the demo if there is no partnership yet. Is it here now?"""
    from wardwise.demo import build
    from wardwise.partners.models import Partnership

    if not Partnership.objects.exists():
        click.echo("Making the demo partnership (once) ...")
        make(beside=False)
    return build.find() is not None


def tell_about_demo(origin: str) -> None:
    """The cast with their password, and five places to begin."""
    from pathlib import Path

    from django.conf import settings

    from wardwise.demo import build, cast

    secret = cast.password(Path(settings.WARDWISE_HOME))
    click.echo(f"\nSign in at {origin}/accounts/login/ with the password  {secret}")
    for one in cast.CAST:
        click.echo(f"  {one.email:<28}{one.title}")
    click.echo("\nWhat to look at:")
    for words, path in build.tour():
        click.echo(f"  {words:<44}{origin}{path}")
    click.echo()
