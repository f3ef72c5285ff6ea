"""`wardwise load police-uk`: an archive of data.police.uk into a partnership's incident store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from wardwise.console.base import start_django

Tell = Callable[[int, int, str], None]


@click.command("police-uk")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--partnership", help="The partnership (its short name): luton. Needed where there are several.")
@click.option("--replace", is_flag=True, help="Replace also what came with a later archive.")
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON object and nothing else.")
def police_uk(path: Path, partnership: str | None, replace: bool, wants_json: bool) -> None:
    """Load an archive of data.police.uk: a zip file or its unpacked folder.

    Every row is loaded, loaded with a flag, or refused with a reason; the three sum to what was read (so
    rows_loaded are those without a flag). A month is replaced whole or not at all. An archive that cannot be loaded
    changes nothing (exit code 2); loading the same archive again changes nothing. Files of which the store holds
    another version from a later archive (one with a later last month) are left out unless you say --replace.

    \b
    wardwise load police-uk bedfordshire.zip
    wardwise load police-uk bedfordshire.zip --partnership luton
    """
    start_django()
    from wardwise.incidents.ingest import rules
    from wardwise.partners import queries as partners
    from wardwise.partners.exceptions import Refused

    try:
        ours = partners.partnership_called(partnership)
        with progress(quiet=wants_json) as tell:
            loaded = rules.load_police_uk(partnership=ours, path=path, by=None, replace=replace, tell=tell)
    except Refused as refused:
        refuse(refused, wants_json)
    found = loaded.as_dict()
    if left := found["files_left_as_newer"]:
        click.echo(
            f"WARNING: {len(left)} of its files were left out: the store holds another version of them from a later "
            f"archive. To load them all the same, add --replace. {', '.join(left[:3])}{' ...' if left[3:] else ''}",
            err=True,
        )
    if wants_json:
        click.echo(json.dumps({"partnership": ours.slug, **found}))
        return
    for kind, numbers in found["kinds"].items():
        click.echo(line(kind, numbers))
        for code, rows in sorted(numbers["refusals"].items()):
            click.echo(f"  refused  {rows:>10,}  {words('refusals', code)}")
        for code, rows in sorted(numbers["flags"].items()):
            click.echo(f"  flagged  {rows:>10,}  {words('flags', code)}")
    click.echo(line("in all", found))
    if found["missing_months"]:
        click.echo(f"Months the archive does not hold: {', '.join(found['missing_months'])}. They are shown as gaps.")
    written = sum(len(months) for months in found["months_written"].values())
    click.echo(
        f"{written} monthly files written." if written else "The store held all of this already: nothing changed."
    )


def line(kind: str, numbers: dict[str, Any]) -> str:
    """One line of the accounting: the three parts sum to what was read."""
    return (
        f"{kind}: {numbers['rows_read']:,} rows read = {numbers['rows_loaded']:,} loaded"
        f" + {numbers['rows_flagged']:,} loaded with a flag + {numbers['rows_refused']:,} refused"
    )


def words(vocabulary: str, code: str) -> str:
    from wardwise.incidents import vocab

    return vocab.load(vocabulary).name(code)


def refuse(refused: Any, wants_json: bool) -> None:
    """Say why nothing was changed, and leave with exit code 2."""
    if wants_json:
        click.echo(json.dumps({"error": refused.code, "message": refused.message}))
    else:
        click.echo(f"Nothing was changed. {refused.message}", err=True)
    sys.exit(2)


@contextmanager
def progress(quiet: bool = False) -> Iterator[Tell]:
    """A bar on a terminal, a plain line for each step in a pipe, nothing if quiet. All of it on stderr."""
    if quiet:
        yield lambda *_: None
    elif sys.stderr.isatty():
        with click.progressbar(length=1000, file=sys.stderr, item_show_func=lambda item: item or "") as bar:

            def move(done: int, total: int, step: str) -> None:
                bar.update(max(0, (1000 * done // total if total else 0) - bar.pos), step)

            yield move
    else:
        yield lambda _done, _total, step: click.echo(step, err=True)
