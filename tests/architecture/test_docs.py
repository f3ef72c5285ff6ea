"""Everything at once that must stand in docs/: models, methods, decisions, commands, settings."""

from __future__ import annotations

import re

import click
import pytest

from tests.architecture.filled import our_models
from tests.architecture.floors import ROOT
from wardwise.console.main import main

DOCS = ROOT / "docs"
METHODS = {path.stem for path in (ROOT / "wardwise/methods").iterdir() if not path.name.startswith("_")}
MODELS = sorted((DOCS / "models").glob("*.md"))
OPERATING = (DOCS / "operating.md").read_text()


def kept_by(page: str) -> list[str]:
    """The models that a page says it is about."""
    line = re.search(r"^Kept as: (.+)\.$", page, re.MULTILINE)
    return re.findall(r"`([\w.]+)`", line[1]) if line else []


def test_every_model_has_one_page() -> None:
    on_pages = sorted(name for path in MODELS for name in kept_by(path.read_text()))
    assert on_pages == sorted(model._meta.label for model in our_models())


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_page_says_which_models_it_is_about(path) -> None:
    assert kept_by(path.read_text()) != []


def test_every_method_has_a_page_and_every_page_a_method() -> None:
    """`peers.md` is about other people's methods. A folder of methods may have a page for each of its files."""
    pages = [path.read_text() for path in (DOCS / "methods").glob("*.md") if path.stem != "peers"]
    about = [re.findall(r"^Code: `wardwise\.methods\.([\w.]+)`\.$", page, re.MULTILINE) for page in pages]
    assert [named for named in about if len(named) != 1] == []
    assert len({name for (name,) in about}) == len(about)
    assert {name.split(".")[0] for (name,) in about} == METHODS - {"tests", "doors", "compiled"}


def test_decisions_are_numbered_without_holes() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in pages] == list(range(1, len(pages) + 1))
    for number, path in enumerate(pages, start=1):
        assert path.read_text().startswith(f"# {number}. ")


def commands(group: click.Group, *before: str) -> list[str]:
    """Every command that is not a group and not hidden, as it is typed."""
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, *before, name)
        elif not command.hidden:
            found.append(" ".join([*before, name]))
    return found


EVERYTHING = "\n".join(path.read_text() for path in [ROOT / "README.md", *DOCS.rglob("*.md")])


@pytest.mark.parametrize("command", commands(main))
def test_command_is_told_of(command: str) -> None:
    assert re.search(rf"wardwise {command}\b|`{command}`", EVERYTHING)


def test_every_setting_is_told_to_operators() -> None:
    source = (ROOT / "wardwise/config/settings.py").read_text()
    names = {"DATABASE_URL", *re.findall(r'env\.\w+\("(\w+)"', source)}
    assert [name for name in sorted(names) if f"| `{name}` |" not in OPERATING] == []
