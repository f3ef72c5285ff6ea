"""Typed readers for the few environment variables Wardwise listens to, with errors that state the remedy."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def from_file(name: str) -> str:
    """A secret that the operator keeps in a file of its own; none if the variable is not set."""
    path = text(name, "")
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name} is {path!r}, which cannot be read ({problem.strerror}). Name a file this user can read."
        ) from problem


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to one of: {', '.join(allowed)}.")
    return value


def folder(name: str, default: Path) -> Path:
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which cannot be made ({problem.strerror}). Name one this user can write to."
        ) from problem
    return path


def kept_secret(path: Path) -> str:
    """Read a secret from a file only this user can read; make it the first time. Of two at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise ImproperlyConfigured(f"The secret in {path.name} is too short. Delete the file to have a new one made.")
    return secret
