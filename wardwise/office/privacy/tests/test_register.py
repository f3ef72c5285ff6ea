from __future__ import annotations

import pytest
from django.apps import apps

from wardwise.office.privacy import register
from wardwise.office.privacy.classes import Classed, Kind


def test_every_stored_field_is_classified():
    assert [f"{entry.model}.{entry.field}" for entry in register.entries() if entry.classed is None] == []


def test_no_class_is_declared_for_a_field_that_does_not_exist():
    strangers = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model.__module__.startswith("wardwise.") and hasattr(model, "Privacy")
        for name in set(model.Privacy.fields) - set(register.own_fields(model))
    ]
    assert strangers == []


def test_data_about_a_person_must_say_how_long_it_is_kept():
    with pytest.raises(ValueError, match="how long"):
        Classed(Kind.PERSONAL)
