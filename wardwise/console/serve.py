"""`wardwise serve`: database up to date, static files in place, the worker beside the web server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from urllib.parse import urlsplit

import click

from wardwise.console.base import BadInput, start_django, start_with_database
from wardwise.console.demo import ensure_demo, tell_about_demo

STOP_WITHIN_S = 20.0
WORKER_TRIES_EVERY_S = (1.0, 2.0, 5.0, 15.0, 30.0)  # a worker that falls again and again is started ever more slowly
STEADY_AFTER_S = 60.0


@click.command()
@click.option("--demo", is_flag=True, help="Make the demo partnership first, if there is no partnership yet.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), help="Taken from WARDWISE_ORIGIN if not given.")
@click.option("--worker/--no-worker", "with_worker", default=True, show_default=True, help="Run a worker beside it.")
def serve(demo: bool, host: str, port: int | None, with_worker: bool) -> None:
    """Serve Wardwise, with its worker, until you press Ctrl+C.

    WARDWISE_ORIGIN is the address by which people reach it (on this machine alone, if not given), WARDWISE_DOORS what
    it serves (both, site or desk).

    \b
    wardwise serve
    wardwise serve --demo --port 8100
    WARDWISE_ORIGIN=https://safer.example.gov.uk wardwise serve --port 8000
    """
    if port:
        os.environ.setdefault("WARDWISE_ORIGIN", f"http://127.0.0.1:{port}")  # the children read it, too
    start_django()
    from django.conf import settings

    port = port or urlsplit(settings.WARDWISE_ORIGIN).port or 8000
    refuse_if_taken(host, port)
    start_with_database()
    from django.core.management import call_command

    from wardwise.office.backup import lock

    with lock.serving(settings.WARDWISE_HOME):
        call_command("collectstatic", verbosity=0, interactive=False)
        has_demo = demo and ensure_demo()

        def tell() -> None:
            click.echo(f"Wardwise is at {settings.WARDWISE_ORIGIN} (press Ctrl+C to stop)")
            if has_demo:
                tell_about_demo(settings.WARDWISE_ORIGIN)

        web = web_command(host, port)
        raise SystemExit(run(web, with_worker=with_worker, is_up=lambda: listens(host, port), when_up=tell))


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def refuse_if_taken(host: str, port: int) -> None:
    """Say so before anything is started if another program listens at the address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as problem:
        raise BadInput(
            "port_taken",
            f"Wardwise cannot listen at {host} port {port}: {problem.strerror}. Does it run already? If not, choose "
            f"another port: wardwise serve --port {port + 1 if port < 65535 else 8000}",
        ) from problem


def web_command(host: str, port: int) -> list[str]:
    """The web server: one process with four threads, which a county needs no more than."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    server += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    return [*server, "wardwise.config.wsgi:application"]


def run(web: list[str], *, with_worker: bool, is_up: Callable[[], bool], when_up: Callable[[], None]) -> int:
    """Run both until a signal arrives or the web server ends; a worker that falls is started again.

    `when_up` is called once, when the web server takes its first visitors (`is_up`).
    """
    stop = threading.Event()
    with told_to_stop(stop.set), child(web) as server:
        keeper = threading.Thread(target=keep_worker, args=(stop,), daemon=True)
        if with_worker:
            keeper.start()
        waits = True
        while not stop.is_set() and server.poll() is None:
            if waits and is_up():
                waits = False
                when_up()
            stop.wait(0.2)
        was_told = stop.is_set()
        stop.set()
        end(server)
        if with_worker:
            keeper.join(STOP_WITHIN_S + 5)
    if was_told:
        click.echo("Stopped.")
        return 0
    click.echo(f"The web server ended by itself with code {server.returncode}.", err=True)
    return 1


@contextmanager
def told_to_stop(tell: Callable[[], None]) -> Iterator[None]:
    """While this lasts, Ctrl+C and SIGTERM only tell; afterwards they do what they did before."""

    def handle(signum: int, frame: FrameType | None) -> None:
        tell()

    before = {each: signal.signal(each, handle) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of our own, in its own session: Ctrl+C on the terminal reaches us alone, and we stop it in order.

    Whatever happens here, it is gone afterwards.
    """
    process = subprocess.Popen(command, env={**os.environ}, start_new_session=True)
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and insist if it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def keep_worker(stop: threading.Event) -> None:
    """Have a worker running until told to stop. A job that dies with its worker is taken up again by the next."""
    falls = 0
    while not stop.is_set():
        began = time.monotonic()
        with child([sys.executable, "-m", "wardwise.console", "worker"]) as worker:
            while not stop.is_set() and worker.poll() is None:
                stop.wait(0.2)
            fell = not stop.is_set()
        if fell:
            falls = 0 if time.monotonic() - began > STEADY_AFTER_S else min(falls + 1, len(WORKER_TRIES_EVERY_S))
            wait_s = WORKER_TRIES_EVERY_S[max(falls - 1, 0)]
            click.echo(
                f"The worker ended by itself with code {worker.returncode}; another starts in {wait_s:.0f} s.",
                err=True,
            )
            stop.wait(wait_s)


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
