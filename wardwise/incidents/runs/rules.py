"""Keeping what an analysis answered, and doing it again to see whether it still does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from django.db import transaction

from wardwise.incidents.home import store_of
from wardwise.incidents.runs.models import Run
from wardwise.office.audit import rules as audit
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.partners.permissions import Permission
from wardwise.partners.rules import require

Analysis = Callable[[Partnership, dict[str, Any], int | None], dict[str, Any]]
_analyses: dict[str, Analysis] = {}


def repeatable(kind: str) -> Callable[[Analysis], Analysis]:
    """Declare how a kind of run is done again: `analysis(partnership, parameters, seed) -> result`."""

    def register(analysis: Analysis) -> Analysis:
        _analyses[kind] = analysis
        return analysis

    return register


def keep_run(
    *,
    kind: str,
    partnership: Partnership,
    parameters: dict[str, Any],
    result: dict[str, Any],
    by: Person | None,
    seed: int | None = None,
    snapshot: str | None = None,
) -> Run:
    """Keep an analysis that is shown or published. The same one again is the run that is kept already.

    `snapshot` is `store.snapshot()` as it was when the incidents were read; without it, as it is now. Parameters and
    result hold codes, numbers and lists of them: no names, no free text.
    """
    if by is not None:
        require(by, Permission.EXPLORE, partnership)
    parameters, result = _plain(parameters), _plain(result)
    snapshot = snapshot or store_of(partnership).snapshot()
    code_version = version("wardwise")
    digest = _digest([kind, parameters, snapshot, seed, code_version, result])
    with transaction.atomic():
        Partnership.objects.select_for_update().get(pk=partnership.pk)  # one number at a time
        kept = Run.objects.filter(partnership=partnership, digest=digest).first()
        if kept is not None:
            return kept
        last = (
            Run.objects.filter(partnership=partnership).order_by("-number").values_list("number", flat=True).first()
        )
        run = Run.objects.create(
            partnership=partnership,
            number=(last or 0) + 1,
            kind=kind,
            parameters=parameters,
            snapshot=snapshot,
            seed=seed,
            code_version=code_version,
            result=result,
            digest=digest,
            made_by=by,
        )
        audit.record("runs.kept", by=by, partnership=partnership.slug, subject=run, detail={"kind": kind})
    return run


@dataclass(frozen=True)
class Repeat:
    """What doing a run again found. `same` says whether the answer was the same to the last bit."""

    same: bool
    data_changed: bool
    code_changed: bool
    result: dict[str, Any]

    @property
    def words(self) -> str:
        if self.same:
            return "Done again, it gives the same answer to the last digit."
        if self.data_changed:
            return "The incidents have changed since: the answer is another one. Keep a new run to cite it."
        if self.code_changed:
            return "The program has changed since: the answer is another one. Keep a new run to cite it."
        return "The same incidents and the same program give another answer. That is a fault: please report it."


def repeat(run: Run, *, by: Person | None) -> Repeat:
    """Do a run again on what the store holds now and compare. Nothing is kept."""
    if by is not None:
        require(by, Permission.EXPLORE, run.partnership)
    analysis = _analyses.get(run.kind)
    if analysis is None:
        raise Refused("not_repeatable", "This kind of analysis cannot be done again from here.")
    result = _plain(analysis(run.partnership, run.parameters, run.seed))
    return Repeat(
        same=_canonical(result) == _canonical(run.result),
        data_changed=store_of(run.partnership).snapshot() != run.snapshot,
        code_changed=version("wardwise") != run.code_version,
        result=result,
    )


def can_repeat(run: Run) -> bool:
    return run.kind in _analyses


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """As it will come back from the database; refuses what JSON cannot hold exactly (NaN, arrays, dates)."""
    try:
        plain: dict[str, Any] = json.loads(_canonical(value))
    except (TypeError, ValueError) as problem:
        raise Refused("not_plain", f"A run keeps plain numbers, texts and lists: {problem}.") from problem
    return plain


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(_canonical(parts).encode()).hexdigest()
