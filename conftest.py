"""What every test has: the cast, and an empty folder for all state."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

# A busy machine is no failure: the time an example takes is not tested.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync interface runs a loop of its own
pytest_plugins = ["wardwise.partners.tests.cast"]

SHARED = Path(__file__).resolve().parent.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def wardwise_home(settings, tmp_path: Path) -> Path:
    """An empty WARDWISE_HOME for each test, so that no store or upload is seen by the next."""
    home = tmp_path / "home"
    home.mkdir()
    settings.WARDWISE_HOME = home
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": home / "uploads"}},
    }
    return home


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data beside the project; a test that needs it is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real data is not beside this checkout")
    return SHARED
