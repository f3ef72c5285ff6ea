"""The register of every stored field: what the information-governance lead signs and the tests check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from wardwise.office.privacy.classes import OPERATIONAL, Classed, personal
from wardwise.office.privacy.libraries import LIBRARY_FIELDS


@dataclass(frozen=True)
class Entry:
    """One stored field of one model, and its class (none if nobody has classified it)."""

    model: str
    field: str
    classed: Classed | None


def entries() -> Iterator[Entry]:
    """Every concrete field of every model in the deployment, ours and the libraries'."""
    for model in apps.get_models(include_auto_created=True):
        for name in own_fields(model):
            yield Entry(model._meta.label, name, classed(model, name))


def own_fields(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.local_fields if not field.primary_key or field.name != "id"]


def classed(model: type[Model], name: str) -> Classed | None:
    if not model.__module__.startswith("wardwise."):
        return LIBRARY_FIELDS.get(f"{model._meta.label}.{name}", LIBRARY_FIELDS.get(f"{model._meta.label}.*"))
    if model._meta.auto_created:
        return OPERATIONAL
    declared = getattr(model, "Privacy", None)
    found = declared.fields.get(name) if declared else None
    return found if isinstance(found, Classed) else None


__all__ = ["OPERATIONAL", "Entry", "entries", "own_fields", "personal"]
