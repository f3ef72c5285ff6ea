"""An analysis that was shown or published, with all it takes to do it again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from wardwise.office.privacy.classes import OPERATIONAL, personal
from wardwise.partners.models import Partnership, Person

KEPT = "until one year after the person leaves"


class Run(models.Model):
    """One analysis that was shown or published: what it read, how it was asked, what it answered.

    The snapshot names exactly the incidents that were read, so the same code with the same parameters and seed gives
    the same answer to the last bit. A run is never changed; a correction is another run.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField(help_text="Counts up in each partnership; people cite it")
    kind = models.SlugField(max_length=60, help_text="Which analysis: trend, hotspots, displacement")
    parameters = models.JSONField(default=dict)
    snapshot = models.CharField(max_length=64)
    seed = models.PositiveBigIntegerField(null=True, blank=True)
    code_version = models.CharField(max_length=40)
    result = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, help_text="Of everything above: two runs with one digest are the same")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "number"], name="run_number_once"),
            models.UniqueConstraint(fields=["partnership", "digest"], name="run_kept_once"),
        ]

    class Privacy:
        fields: ClassVar = {
            **dict.fromkeys(["partnership", "number", "kind", "parameters", "snapshot", "seed"], OPERATIONAL),
            **dict.fromkeys(["code_version", "result", "digest", "made_at"], OPERATIONAL),
            "made_by": personal(KEPT),
        }

    def __str__(self) -> str:
        return self.citation

    @property
    def citation(self) -> str:
        """How the run is cited under a figure: `luton run 12 (5f0c2a91)`."""
        return f"{self.partnership.slug} run {self.number} ({self.digest[:8]})"
