"""`wardwise audit`: has anybody touched the record of who did and read what?"""

from __future__ import annotations

import click

from wardwise.console.base import BAD_ANSWER, as_json, start_with_database, tell


@click.group()
def audit() -> None:
    """Prove that the record of who did and read what is whole.

    \b
    wardwise audit verify
    """


@audit.command()
@as_json
def verify(wants_json: bool) -> None:
    """Walk the whole chain: exit code 0 if it is whole, 1 if a row was changed, removed or put elsewhere.

    Run it every night and after every restore.

    \b
    wardwise audit verify
    wardwise audit verify --json
    """
    start_with_database()
    from wardwise.office.audit import rules

    verdict = rules.verify()
    answer = {
        "is_whole": verdict.is_whole,
        "rows": verdict.rows,
        "broken_at": verdict.broken_at,
        "reason": verdict.reason,
    }
    if verdict.is_whole:
        tell(answer, f"The audit is whole: {verdict.rows:,} events, each in its place.", wants_json=wants_json)
        return
    tell(
        answer,
        f"The audit is BROKEN at event {verdict.broken_at:,}: {verdict.reason}.",
        f"Events in order before it: {verdict.rows:,}. Keep this database as it is, and compare it with a backup.",
        wants_json=wants_json,
    )
    raise SystemExit(BAD_ANSWER)
