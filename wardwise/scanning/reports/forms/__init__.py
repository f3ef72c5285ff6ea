"""The pages of a report, one form each. Their answers are kept as they were typed and checked again when sent."""

from __future__ import annotations

from wardwise.scanning.reports.forms.contact import (
    ContactForm,
)
from wardwise.scanning.reports.forms.status import (
    A_CODE,
    MoreForm,
    StatusForm,
)
from wardwise.scanning.reports.forms.steps import (
    OLDEST,
    PARTS_OF_DAY,
    KindForm,
    PhotoForm,
    PlaceForm,
    StepForm,
    WardField,
    WhenForm,
    WordsForm,
    at_hour,
)

__all__ = [
    "A_CODE",
    "OLDEST",
    "PARTS_OF_DAY",
    "ContactForm",
    "KindForm",
    "MoreForm",
    "PhotoForm",
    "PlaceForm",
    "StatusForm",
    "StepForm",
    "WardField",
    "WhenForm",
    "WordsForm",
    "at_hour",
]
