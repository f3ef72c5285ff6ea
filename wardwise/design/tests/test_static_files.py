from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path: Path) -> Path:
    """The static files as they are served, under names that carry their content."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**ours.STORAGES, "staticfiles": {"BACKEND": "wardwise.design.static_files.Storage"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path / "static"


def test_modules_import_each_other_by_the_names_they_are_served_under(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for name in ("map.js", "map-base.js", "picker.js", "picker-point.js", "site.js", "desk.js"):
        module = collected / paths[f"design/{name}"]
        imported = re.findall(r"""(?:from|import\()\s*["'](\./[^"']+)["']""", module.read_text())
        assert imported, name
        for target in imported:
            assert (module.parent / target).is_file(), (name, target)
            assert re.search(r"\.[0-9a-f]{12}\.js$", target), (name, target)


def test_the_style_sheets_find_their_letters(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    sheet = collected / paths["design/built/site.css"]
    fonts = re.findall(r"url\(\"?([^)\"]+woff2)", sheet.read_text())
    assert len(fonts) == 2
    assert all((sheet.parent / font).is_file() for font in fonts)


def test_nothing_that_we_serve_is_fetched_from_elsewhere():
    built = Path(__file__).parents[1] / "static/design/built"
    for sheet in built.glob("*.css"):
        assert not re.findall(r"url\(\"?(?:https?:)?//", sheet.read_text()), sheet.name
