"""What people fill in about operations. The rules decide; these only read."""

from __future__ import annotations

from wardwise.response.operations.forms.boxes import (
    LONG,
    NARROW,
    WIDE,
    ChosenOrganisation,
    ReasonForm,
)
from wardwise.response.operations.forms.figures import (
    SHORT_UNITS,
    UNIT_CHOICES,
    CorrectionForm,
    FigureForm,
    figure_of,
)
from wardwise.response.operations.forms.log import (
    ActivityForm,
    QuickFigureForm,
    QuickFigures,
    quick_figures,
)
from wardwise.response.operations.forms.plan import (
    AimForm,
    EarlyAimForm,
    EarlyAims,
    MoveForm,
    OperationForm,
    PartnerForm,
    PhaseForm,
    aims_of,
    plan_of,
)
from wardwise.response.operations.forms.telling import (
    LineForm,
)

__all__ = [
    "LONG",
    "NARROW",
    "SHORT_UNITS",
    "UNIT_CHOICES",
    "WIDE",
    "ActivityForm",
    "AimForm",
    "ChosenOrganisation",
    "CorrectionForm",
    "EarlyAimForm",
    "EarlyAims",
    "FigureForm",
    "LineForm",
    "MoveForm",
    "OperationForm",
    "PartnerForm",
    "PhaseForm",
    "QuickFigureForm",
    "QuickFigures",
    "ReasonForm",
    "aims_of",
    "figure_of",
    "plan_of",
    "quick_figures",
]
