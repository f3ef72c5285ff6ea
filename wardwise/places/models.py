"""Areas in their vintages, the people who live in them, and the look-ups between vintages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from shapely import Geometry, from_wkb

from wardwise.office.privacy.classes import OPERATIONAL, PUBLIC

PLURALS = {
    "ward": "Wards",
    "lsoa": "LSOAs",
    "msoa": "MSOAs",
    "output-area": "Output areas",
    "local-authority": "Local authorities",
    "police-force": "Police force areas",
    "csp": "Community safety partnership areas",
    "parish": "Parishes",
}


class AreaScheme(models.Model):
    """A way of dividing the land, in one vintage: `ward-2013`, `lsoa-2011`, `lsoa-2021`.

    A "Dallow" of 2013 and a "Dallow" of 2023 are different places. Two schemes are never joined without a look-up.
    """

    code = models.SlugField(max_length=40, unique=True)
    kind = models.SlugField(max_length=30)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)
    is_approximate = models.BooleanField(default=False)
    loaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["code", "kind", "year", "source", "is_approximate", "loaded_at"], PUBLIC)

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """What people call it: Wards of 2013."""
        return f"{PLURALS.get(self.kind, self.kind.replace('-', ' ').capitalize())} of {self.year}"


class Area(models.Model):
    """One area of a scheme, with its boundary in British National Grid metres."""

    scheme = models.ForeignKey(AreaScheme, on_delete=models.CASCADE, related_name="areas")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    boundary = models.BinaryField()  # well-known binary, polygon or multipolygon, EPSG:27700
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area_m2 = models.FloatField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "code"], name="area_code_once_per_scheme")]

    class Privacy:
        fields: ClassVar = dict.fromkeys(
            ["scheme", "code", "name", "boundary", "west", "south", "east", "north", "area_m2"], PUBLIC
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def geometry(self) -> Geometry:
        """The boundary as a shapely geometry in British National Grid metres."""
        return from_wkb(bytes(self.boundary))


class Population(models.Model):
    """How many people (and households) live in an area in one year, and who says so: the denominator of a rate."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    residents = models.PositiveIntegerField()
    households = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["area", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "year"], name="one_population_per_area_year")
        ]

    class Privacy:
        fields: ClassVar = dict.fromkeys(["area", "year", "residents", "households", "source"], PUBLIC)

    def __str__(self) -> str:
        return f"{self.area_id}: {self.residents} in {self.year}"


class LookUp(models.Model):
    """The share of one area that lies in an area of another scheme: the only way to cross two vintages."""

    from_area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="looked_up_to")
    to_area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="looked_up_from")
    share = models.FloatField(default=1.0)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["from_area", "to_area"], name="one_look_up_per_pair"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="look_up_share_is_a_share"),
        ]

    class Privacy:
        fields: ClassVar = {"from_area": PUBLIC, "to_area": PUBLIC, "share": PUBLIC, "source": OPERATIONAL}

    def __str__(self) -> str:
        return f"{self.from_area_id} to {self.to_area_id}: {self.share:.2f}"
