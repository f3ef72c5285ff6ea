"""The `wardwise` command. Each family of subcommands is a file in this folder.

Exit codes: 0 done; 1 done, and the answer is bad (a broken audit chain); 2 the input or the call was wrong and
nothing was changed.
"""

from __future__ import annotations

import os

import click

from wardwise.console import load, reports, serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wardwise")
def main() -> None:
    """Wardwise: the shared workspace of a community safety partnership."""


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, hidden=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands, for developers: `wardwise manage makemigrations`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardwise.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wardwise manage", *arguments])


main.add_command(load.load)
main.add_command(reports.reports)
main.add_command(serve.serve)
main.add_command(serve.worker)
