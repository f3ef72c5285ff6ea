"""What every command has in common: help that teaches, exit codes, words on one stream and JSON on the other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from wardwise.console import partnership, person
from wardwise.console.main import main
from wardwise.partners.models import Membership, Organisation
from wardwise.partners.roles import ROLES

COMMAND = [sys.executable, "-m", "wardwise.console"]


def every_command(command: click.Command = main, path: str = "wardwise"):
    if path != "wardwise" and not command.hidden:
        yield path, command
    for name, each in sorted(getattr(command, "commands", {}).items()):
        yield from every_command(each, f"{path} {name}")


def run(*words: str, home, **more) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("WARDWISE", "DATABASE", "DJANGO"))}
    return subprocess.run(
        [*COMMAND, *words],
        env={**env, "WARDWISE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


@pytest.mark.parametrize(("path", "command"), list(every_command()), ids=lambda value: str(value))
def test_help_of_every_command_shows_an_example_of_it(path, command):
    result = CliRunner().invoke(main, [*path.split()[1:], "--help"])
    assert result.exit_code == 0
    examples = [
        line for line in result.output.splitlines() if line.strip().startswith(path + " ") or line.strip() == path
    ]
    assert examples, f"{path} --help shows no example"
    assert (command.help or "").strip()[0].isupper()


def test_nobody_else_on_the_machine_can_read_what_we_keep(tmp_path):
    home = tmp_path / "state"
    assert run("status", home=home).returncode == 0
    found = {path.relative_to(tmp_path): path.stat().st_mode & 0o077 for path in (home, *home.rglob("*"))}
    assert len(found) > 3
    assert not {path: oct(mode) for path, mode in found.items() if mode}


def test_choices_on_the_command_line_are_those_of_the_models():
    assert tuple(Organisation.Kind.values) == partnership.KINDS
    assert tuple(Membership.Status.values) == partnership.STATUSES
    assert tuple(role.code for role in ROLES) == person.ROLES


def test_a_wrong_call_ends_with_2(tmp_path):
    assert run("partnership", "create", home=tmp_path / "state").returncode == 2
    assert run("no-such-command", home=tmp_path / "state").returncode == 2


ENDLESS = """
import signal
import click
from wardwise.console.base import Console
from wardwise.incidents.store import cursor

@click.group(cls=Console)
def main(): ...

@main.command()
def count():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts us in the background ignores it
    print("begun", flush=True)
    while True:
        cursor().execute("SELECT sum(hash(range)) FROM range(1000000)").fetchall()

main(["count"])
"""


def test_ctrl_c_ends_with_130_and_a_sentence_also_in_the_midst_of_a_query():
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as endless:
        assert endless.stdout.readline() == "begun\n"
        endless.send_signal(signal.SIGINT)  # in a query or between two: the answer is the same
        try:
            said = endless.communicate(timeout=60)
        finally:
            endless.kill()
    assert endless.returncode == 130
    assert said[0] == ""
    assert said[1].strip() == "Stopped. Nothing is half-written. Run the same command again to finish."


@pytest.mark.parametrize("stopped", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_ctrl_c_is_one_object_where_a_program_listens(monkeypatch, tmp_path, stopped):
    def stop():
        raise stopped

    monkeypatch.setattr("wardwise.console.load_police_uk.start_django", stop)
    result = CliRunner().invoke(main, ["load", "police-uk", str(tmp_path), "--json"])
    assert (result.exit_code, json.loads(result.stdout)["error"]) == (130, "stopped")


def test_settings_in_error_are_told_without_a_traceback(tmp_path):
    (tmp_path / "file").write_text("")
    result = run("partnership", "list", home=tmp_path / "file" / "state")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "WARDWISE_HOME" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_is_told_without_a_traceback(tmp_path):
    home = tmp_path / "state"
    home.mkdir()
    (home / "wardwise.sqlite3").write_bytes(b"this is no database at all, and never was one" * 40)
    result = run("partnership", "list", "--json", home=home)
    assert result.returncode == 2
    assert json.loads(result.stdout)["error"] == "database"
    assert "Traceback" not in result.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    read, write = os.pipe()
    os.close(read)
    env = {**os.environ, "WARDWISE_HOME": str(tmp_path / "state")}
    env.pop("DATABASE_URL", None)
    command = [*COMMAND, "partnership", "list"]
    result = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, env=env, check=False)
    os.close(write)
    assert "Traceback" not in result.stderr


def test_a_partnership_can_be_started_from_nothing_and_its_audit_is_whole(tmp_path):
    home = tmp_path / "state"
    assert (
        run("partnership", "create", "luton", "--name", "Safer Luton", "--place", "Luton", home=home).returncode == 0
    )
    again = run("partnership", "create", "luton", "--name", "Other", "--place", "Luton", home=home)
    assert (again.returncode, again.stdout) == (2, "")
    assert "already" in again.stderr
    listed = json.loads(run("partnership", "list", "--json", home=home).stdout)
    assert [each["name"] for each in listed["partnerships"]] == ["Safer Luton"]
    assert json.loads(run("audit", "verify", "--json", home=home).stdout)["is_whole"] is True
