"""`wardwise audit`: has anybody touched the record of who did and read what?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from wardwise.console.base import BAD_ANSWER, BadInput, as_json, start_with_database, tell

if TYPE_CHECKING:
    from wardwise.office.audit.rules import Noted


@click.group()
def audit() -> None:
    """Prove that the record of who did and read what is whole.

    \b
    wardwise audit verify
    """


@audit.command()
@click.option("--after", help="An end of the chain that an earlier run told: is it still there?")
@as_json
def verify(after: str | None, wants_json: bool) -> None:
    """Walk the whole chain: exit code 0 if it is whole, 1 if a row was changed, removed or put elsewhere.

    Run it every night and after every restore. It tells the end of the chain. Write that down where nobody who can
    write to the database can: given to the next run, it proves that nothing was cut off since.

    \b
    wardwise audit verify
    wardwise audit verify --after 1234:0a1b...
    wardwise audit verify --json
    """
    start_with_database()
    from wardwise.office.audit import rules

    verdict = rules.verify(noted=noted(after) if after else None)
    answer = {
        "is_whole": verdict.is_whole,
        "rows": verdict.rows,
        "broken_at": verdict.broken_at,
        "reason": verdict.reason,
        "end": verdict.end,
    }
    if verdict.is_whole:
        lines = [f"The audit is whole: {verdict.rows:,} events, each in its place."]
        lines += [f"Its end: {verdict.end}"] if verdict.end else []
        tell(answer, *lines, wants_json=wants_json)
        return
    tell(
        answer,
        f"The audit is BROKEN at event {verdict.broken_at:,}: {verdict.reason}.",
        f"Events in order before it: {verdict.rows:,}. Keep this database as it is, and compare it with a backup.",
        wants_json=wants_json,
    )
    raise SystemExit(BAD_ANSWER)


def noted(text: str) -> Noted:
    from wardwise.office.audit.rules import Noted

    number, _, letters = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and re.fullmatch(r"[0-9a-f]{64}", letters)):
        raise BadInput("bad_end", "--after takes what “Its end” told: a number, a colon and 64 letters and digits.")
    return Noted(int(number), letters)
