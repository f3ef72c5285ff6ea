"""`wardwise serve`: database up to date, static files in place, the worker beside the web server."""

from __future__ import annotations

import signal
import subprocess
import sys
from urllib.parse import urlsplit

import click

from wardwise.console.base import start_django


@click.command()
@click.option("--demo", is_flag=True, help="Make the demo partnership first, if there is no partnership yet.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, help="Taken from WARDWISE_ORIGIN if not given.")
def serve(demo: bool, host: str, port: int | None) -> None:
    """Serve Wardwise, with its worker, until you press Ctrl+C.

    \b
    wardwise serve
    """
    start_django()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    port = port or urlsplit(settings.WARDWISE_ORIGIN).port or 8000
    click.echo(f"Wardwise is at {settings.WARDWISE_ORIGIN}")
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    server += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "wardwise.config.wsgi:application",
    ]
    worker = [sys.executable, "-m", "wardwise.console", "worker"]
    raise SystemExit(run_together(server, worker))


def run_together(server: list[str], worker: list[str]) -> int:
    """Run both until the server ends or we are told to stop, and leave neither behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C: or the two would outlive us
    running = [subprocess.Popen(server), subprocess.Popen(worker)]
    try:
        return running[0].wait()
    except KeyboardInterrupt:
        click.echo("Stopped.")
        return 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()  # a job of the worker's is taken over when Wardwise is next started


@click.command()
def worker() -> None:
    """Do the long work that pages ask for (loads, scans, releases), one job at a time.

    Run as many as you like, on as many machines as share the database and WARDWISE_HOME. Killing one loses
    nothing: another takes its job over after a minute.

    \b
    wardwise worker
    """
    start_django()
    from wardwise.office.jobs.worker import work_until_told_to_stop

    work_until_told_to_stop()
