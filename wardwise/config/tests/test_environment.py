from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from wardwise.config import environment as env


def test_password_comes_from_the_file_that_is_named(tmp_path, monkeypatch):
    (tmp_path / "password").write_text("correct horse\n")
    monkeypatch.setenv("SOME_PASSWORD_FILE", str(tmp_path / "password"))
    assert env.from_file("SOME_PASSWORD_FILE") == "correct horse"


def test_no_file_means_no_password(monkeypatch):
    monkeypatch.delenv("SOME_PASSWORD_FILE", raising=False)
    assert env.from_file("SOME_PASSWORD_FILE") == ""


def test_missing_password_file_is_named_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("SOME_PASSWORD_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="Name a file this user can read"):
        env.from_file("SOME_PASSWORD_FILE")


def test_choice_that_does_not_exist_lists_those_that_do(monkeypatch):
    monkeypatch.setenv("SOME_DOORS", "back")
    with pytest.raises(ImproperlyConfigured, match="both, site"):
        env.choice("SOME_DOORS", "both", ("both", "site"))


def test_a_kept_secret_stays_the_same_and_private(tmp_path):
    first = env.kept_secret(tmp_path / "keys" / "key")
    assert env.kept_secret(tmp_path / "keys" / "key") == first
    assert (tmp_path / "keys" / "key").stat().st_mode & 0o077 == 0
