"""All templates at once: nothing inline, every address exists, nothing is taken from a higher floor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.addresses import routes
from tests.architecture.floors import ROOT, floor_of

TEMPLATES = sorted((ROOT / "wardwise").rglob("templates/**/*.html"))
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
URL = re.compile(r"{%\s*url\s+['\"]([\w:-]+)['\"]")
TAKEN = re.compile(r"{%\s*(?:include|extends)\s+['\"]([\w./-]+)['\"]")
DOORS = {"desk", "site"}  # the frame of each door: always there, and nothing of a stage
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "wardwise")))


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parts[: path.relative_to(ROOT).parts.index("templates")])


def owner_of(template: str) -> str:
    """The package whose templates folder holds this name."""
    for config in apps.get_app_configs():
        if (Path(config.path) / "templates" / template).is_file():
            return config.name
    raise AssertionError(f"there is no template {template}")


@every_template
def test_template_has_no_style_or_script_of_its_own(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert INLINE.findall(text) == []


@every_template
def test_template_asks_for_nothing_from_elsewhere(path: Path) -> None:
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//", path.read_text()) == []


NAMES = {route.name for route in routes("wardwise.config.urls")}


@every_template
def test_address_names_in_a_template_exist(path: Path) -> None:
    assert [name for name in URL.findall(path.read_text()) if name not in NAMES] == []


@every_template
def test_template_takes_nothing_from_a_higher_floor(path: Path) -> None:
    here = floor_of(package_of(path))
    for taken in TAKEN.findall(path.read_text()):
        assert floor_of(owner_of(taken)) <= here, taken


OWNERS = {
    route.name.split(":")[0]: route.view.__module__
    for route in routes("wardwise.config.urls")
    if ":" in route.name and route.view.__module__.startswith("wardwise.")
}


@every_template
def test_template_leads_to_no_page_of_a_higher_floor(path: Path) -> None:
    here = floor_of(package_of(path))
    spaces = {name.split(":")[0] for name in URL.findall(path.read_text()) if ":" in name} - DOORS
    assert [space for space in spaces if floor_of(OWNERS[space]) > here] == []
