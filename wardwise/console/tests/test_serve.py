"""`wardwise serve` says why it cannot start, and leaves no process behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from wardwise.console import serve
from wardwise.console.base import BadInput

NEVER_UP = {"is_up": lambda: False, "when_up": lambda: None}
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_port_that_is_taken_is_told_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BadInput, match=f"port {port}"):
            serve.refuse_if_taken("127.0.0.1", port)


def test_a_host_that_is_not_ours_is_told():
    with pytest.raises(BadInput):
        serve.refuse_if_taken("203.0.113.7", 8000)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_web_server_and_the_exit_is_clean(signum):
    threading.Timer(0.5, os.kill, [os.getpid(), signum]).start()
    assert serve.run(SLEEPER, with_worker=False, **NEVER_UP) == 0


def test_the_address_is_told_when_somebody_listens_and_not_before():
    answers, told = [False, False, True], []

    def when_up():
        told.append(len(answers))
        os.kill(os.getpid(), signal.SIGTERM)

    assert serve.run(SLEEPER, with_worker=False, is_up=lambda: answers.pop(0), when_up=when_up) == 0
    assert told == [0]


def test_whether_a_port_listens():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        assert not serve.listens("127.0.0.1", port)
        other.listen()
        assert serve.listens("127.0.0.1", port)


def test_a_web_server_that_falls_ends_it_with_1(capsys):
    assert serve.run([sys.executable, "-c", "raise SystemExit(3)"], with_worker=False, **NEVER_UP) == 1
    assert "code 3" in capsys.readouterr().err


def test_a_child_is_gone_whatever_happens():
    with pytest.raises(RuntimeError), serve.child(SLEEPER) as process:
        raise RuntimeError
    assert not is_running(process.pid)


def test_a_child_that_does_not_listen_is_killed(monkeypatch):
    monkeypatch.setattr(serve, "STOP_WITHIN_S", 0.5)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(chr(33), flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout.readline() == b"!\n"
    serve.end(process)
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL


def test_a_worker_that_falls_is_reported_and_started_again(monkeypatch, capsys):
    stop, starts = threading.Event(), []
    monkeypatch.setattr(serve, "WORKER_TRIES_EVERY_S", (0.0,))

    class Fallen:
        returncode = 9

        def __enter__(self):
            starts.append(time.monotonic())
            if len(starts) == 3:
                stop.set()
            return self

        def __exit__(self, *_):
            return None

        def poll(self):
            return 9

    monkeypatch.setattr(serve, "child", lambda _: Fallen())
    serve.keep_worker(stop)
    assert len(starts) == 3
    assert "ended by itself with code 9" in capsys.readouterr().err


FORM = """
import sys
from wardwise.console import main, serve
from django.test import Client

def post(web, *, with_worker, is_up, when_up):
    when_up()
    port = web[web.index("--port") + 1]
    headers = {"host": f"127.0.0.1:{port}", "origin": f"http://127.0.0.1:{port}"}
    client = Client(enforce_csrf_checks=True, headers=headers)
    page = client.get("/desk/sign-in/", follow=True)
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    print(client.post(page.request["PATH_INFO"], {"csrfmiddlewaretoken": token}).status_code)
    return 0

serve.run = post
main.main(["serve", "--port", sys.argv[1]])
"""


def test_the_port_asked_for_is_the_address_told_and_the_one_forms_are_taken_from(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("WARDWISE", "DJANGO", "DATABASE"))}
    env["WARDWISE_HOME"] = str(tmp_path)
    answer = subprocess.run([sys.executable, "-c", FORM, str(port)], env=env, capture_output=True, text=True)
    assert answer.stdout.splitlines() == [f"Wardwise is at http://127.0.0.1:{port} (press Ctrl+C to stop)", "200"]
