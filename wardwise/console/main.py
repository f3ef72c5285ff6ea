"""The `wardwise` command. Each family of subcommands is a file in this folder.

Exit codes: 0 done; 1 done, and the answer is bad (a broken audit chain); 2 the input or the call was wrong and
nothing was changed; 130 stopped by Ctrl+C.
"""

from __future__ import annotations

import os

import click

from wardwise.console import (
    audit,
    backup,
    demo,
    incidents,
    load,
    load_police_uk,
    methods,
    methods_demo,
    partnership,
    person,
    reports,
    serve,
)
from wardwise.console.base import Console


@click.group(cls=Console, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="wardwise")
def main() -> None:
    """Wardwise: the shared workspace of a community safety partnership.

    Everything it keeps lies in one folder, WARDWISE_HOME (./var if not set). To look round:

    \b
    wardwise serve --demo

    To start a partnership of your own:

    \b
    wardwise partnership create luton --name "Safer Luton" --place Luton
    wardwise organisation add luton "Luton Council" --kind council --status responsible
    wardwise agreement add luton --title "Community safety" --purpose "To prevent crime together" \\
        --gateway "Crime and Disorder Act 1998 s.115" --organisation "Luton Council" --expires 2028-03-31
    wardwise person add luton amina@luton.example --name "Amina Khan" --organisation "Luton Council" --role manager
    wardwise load boundaries wards.geojson --scheme ward-2023 --partnership luton
    wardwise load police-uk bedfordshire.zip --partnership luton
    wardwise serve

    Exit codes: 0 done; 1 done, and the answer is bad; 2 the input or the call was wrong, and nothing was changed;
    130 stopped by Ctrl+C.
    """


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, hidden=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands, for developers: `wardwise manage makemigrations`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardwise.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wardwise manage", *arguments])


load.load.add_command(load_police_uk.police_uk)
methods.methods.add_command(methods_demo.demo)
for command in (
    partnership.partnership,
    partnership.organisation,
    partnership.agreement,
    person.person,
    load.load,
    incidents.incidents,
    reports.reports,
    methods.methods,
    audit.audit,
    demo.demo,
    backup.backup,
    backup.restore,
    backup.status,
    serve.serve,
    serve.worker,
):
    main.add_command(command)
