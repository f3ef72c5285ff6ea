"""`wardwise methods` works without a database."""

from __future__ import annotations

from click.testing import CliRunner

from wardwise.console.main import main


def test_warming_imports_every_method():
    answer = CliRunner().invoke(main, ["methods", "warm"])
    assert answer.exit_code == 0, answer.output
