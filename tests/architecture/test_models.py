"""All models at once: each is defined, pairs its who and when, and points only downwards."""

from __future__ import annotations

import pytest
from django.db.models import BigIntegerField, CheckConstraint, Field, ForeignKey, ManyToManyField, Model

from tests.architecture.filled import our_models
from tests.architecture.floors import floor_of
from wardwise.partners.models import Person

# A pair whose time has a name of its own.
TIMES = {"reports.Report.taken_by": "received_at"}
every_model = pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)


@every_model
def test_model_is_defined_in_a_sentence_or_two(model: type[Model]) -> None:
    words = model.__doc__ or ""
    assert not words.startswith(f"{model.__name__}("), "no docstring of its own"
    assert len(words.split()) >= 5


def names_a_person(field: Field) -> bool:
    """A key of a person, as a link or (where links would reach upwards) as a number."""
    return isinstance(field, BigIntegerField) or (isinstance(field, ForeignKey) and field.related_model is Person)


@every_model
def test_who_and_when_come_in_pairs(model: type[Model]) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    checks = " ".join(str(c.condition) for c in model._meta.constraints if isinstance(c, CheckConstraint))
    for name in [n for n, field in fields.items() if n.endswith("_by") and names_a_person(field)]:
        when = TIMES.get(f"{model._meta.label}.{name}", f"{name[:-3]}_at")
        assert when in fields, f"{name} has no {when}"
        if fields[name].null and fields[when].null:
            assert name in checks, f"nothing keeps {name} and {when} together"
            assert when in checks, f"nothing keeps {name} and {when} together"


@every_model
def test_model_points_only_to_its_own_floor_or_below(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField) and not field.auto_created:
            other = field.related_model
            assert floor_of(model.__module__) >= floor_of(other.__module__), f"{field.name} points upwards"
