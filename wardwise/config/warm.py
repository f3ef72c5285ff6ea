"""What the first request would otherwise wait for, done before the server answers."""

from __future__ import annotations

from pathlib import Path

from django.template import loader
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

OURS = Path(__file__).resolve().parents[1]


def warm() -> None:
    """Import the code of every page that this process serves, and compile our templates: some 2 s of CPU."""
    get_resolver().reverse_dict  # noqa: B018  (building it walks every address)
    for folder in map(Path, get_app_template_dirs("templates")):
        if OURS in folder.parents:
            for template in sorted(folder.rglob("*.html")):
                loader.get_template(str(template.relative_to(folder)))
