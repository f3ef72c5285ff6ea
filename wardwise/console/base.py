"""What every family of commands needs: starting Django, answers in words or JSON, progress, and refusals.

Words and JSON go to stdout; progress and complaints go to stderr. With `--json` a command prints one object on stdout
and nothing else there, also when it refuses: then the object has `error` and `message`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol

import click
import django
from django.core.exceptions import ImproperlyConfigured

DONE, BAD_ANSWER, BAD_INPUT = 0, 1, 2
STOPPED = 130  # by Ctrl+C, as shells say it
WANTS_JSON = "wardwise.json"

as_json = click.option("--json", "wants_json", is_flag=True, help="Print one JSON object and nothing else.")


class BadInput(click.ClickException):
    """The input or the call was wrong, and nothing was changed. `code` never changes and may be relied on."""

    exit_code = BAD_INPUT

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Console(click.Group):
    """The whole command: what goes wrong in an expected way is told in a sentence, never as a traceback."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[WANTS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadInput as problem:
            tell_refusal(problem.code, problem.message, ctx.meta[WANTS_JSON])
        except BrokenPipeError:  # the reader of our output has gone away: `wardwise ... | head`
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (open until the very end)
            raise SystemExit(DONE) from None
        except KeyboardInterrupt:
            tell_stopped(ctx.meta[WANTS_JSON])
        except Exception as problem:
            if str(problem) == "Query interrupted":  # what DuckDB makes of Ctrl+C
                tell_stopped(ctx.meta[WANTS_JSON])
            refusal = as_refusal(problem)
            if refusal is None:
                raise
            tell_refusal(*refusal, ctx.meta[WANTS_JSON])


def tell_refusal(code: str, message: str, wants_json: bool) -> NoReturn:
    """Say what was refused, in words or JSON, and end with 2."""
    if wants_json:
        click.echo(json.dumps({"error": code, "message": message}))
    else:
        click.echo(f"Nothing was changed. {message}", err=True)
    raise SystemExit(BAD_INPUT)


def tell_stopped(wants_json: bool) -> NoReturn:
    """Say that Ctrl+C ended it, and what to do."""
    message = "Nothing is half-written. Run the same command again to finish."
    if wants_json:
        click.echo(json.dumps({"error": "stopped", "message": message}))
    else:
        click.echo(f"\nStopped. {message}", err=True)
    raise SystemExit(STOPPED)


def as_refusal(problem: Exception) -> tuple[str, str] | None:
    """The code and the sentence of a failure that an operator can mend; none if it is a fault of ours."""
    from django.db import DatabaseError, OperationalError

    if isinstance(problem, ImproperlyConfigured):
        return "settings", str(problem)
    if type(problem) in (OperationalError, DatabaseError):  # the others are faults of ours
        reason = str(problem).strip().splitlines()[0]
        return "database", f"The database did not answer: {reason}. Check DATABASE_URL and WARDWISE_HOME."
    code, message = getattr(problem, "code", None), getattr(problem, "message", None)
    return (code, message) if isinstance(code, str) and isinstance(message, str) else None


def start_django() -> None:
    """Read the settings and load the features; commands call it first, so that `--help` stays quick."""
    os.umask(0o077)  # database, mail, incidents, logs: whatever we and our children write is this user's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardwise.config.settings")
    django.setup()


def start_with_database() -> None:
    """The same, with the database made or brought up to date, as `wardwise serve` does."""
    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def tell(answer: dict[str, Any], *lines: str, wants_json: bool) -> None:
    """The answer of a command: one JSON object, or lines in words."""
    if wants_json:
        click.echo(json.dumps(answer))
        return
    for line in lines:
        click.echo(line)


class Steps(Protocol):
    """Takes the name of the step that begins."""

    def __call__(self, step: str) -> None: ...


@contextmanager
def progress(count: int, *, wants_json: bool = False) -> Iterator[Steps]:
    """Show which of `count` steps is being done: a moving line on a terminal, a plain line each in a pipe."""
    done = 0
    on_terminal = sys.stderr.isatty()

    def begin(step: str) -> None:
        nonlocal done
        done += 1
        if wants_json:
            return
        text = f"[{min(done, count)}/{count}] {step}"
        click.echo(f"\r\x1b[K{text}" if on_terminal else text, err=True, nl=not on_terminal)

    try:
        yield begin
    finally:
        if done and on_terminal and not wants_json:
            click.echo("\r\x1b[K", err=True, nl=False)
