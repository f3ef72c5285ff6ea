"""Everything that can be allowed is asked for somewhere and held by somebody."""

from __future__ import annotations

import re

import pytest

from tests.architecture.floors import ROOT
from wardwise.partners.permissions import Permission
from wardwise.partners.roles import ROLES

SOURCES = [
    path
    for path in (ROOT / "wardwise").rglob("*.py")
    if "tests" not in path.parts and path.name not in ("permissions.py", "roles.py")
]
USED = {name for path in SOURCES for name in re.findall(r"\b(?:P|Permission)\.([A-Z_]+)\b", path.read_text())}


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_permission_is_asked_for_somewhere(permission: Permission) -> None:
    assert permission.name in USED


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_permission_is_held_by_some_role(permission: Permission) -> None:
    assert any(permission in role.may for role in ROLES)


def test_every_role_says_what_it_never_sees() -> None:
    assert [role.title for role in ROLES if not role.never_sees] == []
