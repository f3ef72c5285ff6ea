"""Bring the fictitious partnership into being, through the same rules and loaders as a real one."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from wardwise.demo import archive, cast, clock
from wardwise.demo.land import Areas, Ints, Size
from wardwise.demo.names import FORCE, TOWN
from wardwise.demo.story import campaign, now, pages, problems, voices
from wardwise.demo.town import Town, make_town
from wardwise.incidents.home import store_of
from wardwise.incidents.ingest import rules as ingest
from wardwise.partners import queries as partners
from wardwise.partners import rules as partner_rules
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.places import queries as places
from wardwise.places import rules as place_rules
from wardwise.scanning.reports import rules as reports

SLUG = "sallowby"
SEED = 3
WARDS, LSOAS = "ward-2023", "lsoa-2021"
FOUNDED_DAYS_AGO = 4 * 365
SOURCE = "Fictitious: made by wardwise.demo from a seed"

Tell = Callable[[str], None]
STEPS = 8


@dataclass(frozen=True)
class Demo:
    """What was built: the partnership, its cast by role, the town with its truth, and what its archive held."""

    partnership: Partnership
    people: dict[str, Person]
    town: Town
    written: archive.Written


def find() -> Partnership | None:
    """The demo partnership, if it is here."""
    return Partnership.objects.filter(slug=SLUG, is_fictitious=True).first()


def latest_month(today: dt.date) -> str:
    """The month with which the town's records end: publishers are about two months behind the last whole month."""
    first = today.replace(day=1)
    for _ in range(3):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return first.strftime("%Y-%m")


def refuse_unless_welcome(*, beside: bool) -> None:
    """A fictitious partnership does not belong among real ones, unless somebody says so."""
    if find() is not None:
        raise Refused("demo_exists", f"The demo partnership is here already: its short name is {SLUG}.")
    real = Partnership.objects.filter(is_fictitious=False).order_by("slug").values_list("slug", flat=True)
    if real and not beside:
        raise Refused(
            "not_among_real_ones",
            f"There are real partnerships here ({', '.join(real)}). Use another WARDWISE_HOME, or say --beside.",
        )


def build_demo(
    *, beside: bool = False, as_of: str | None = None, size: Size | None = None, tell: Tell = lambda _: None
) -> Demo:
    """Make the town and everything in it. `as_of` is the last month of its records. About ten seconds."""
    refuse_unless_welcome(beside=beside)
    today = partners.today()
    tell("drawing the town")
    town = make_town(SEED, as_of=as_of or latest_month(today), size=size)
    with transaction.atomic():  # stopped half-way, no half of a town is left
        return _settle(town, today, tell)


def _settle(town: Town, today: dt.date, tell: Tell) -> Demo:
    tell("founding the partnership")
    partnership, people = found(today)
    shutil.rmtree(store_of(partnership).folder, ignore_errors=True)  # of a town whose making was stopped
    tell("loading wards, LSOAs and who lives there")
    with tempfile.TemporaryDirectory(prefix="wardwise-demo-") as name:
        folder = Path(name)
        load_areas(town, partnership, folder)
        tell(f"loading {len(town.months) - 1} months of records")
        written = archive.write_archive(town, folder / "archive")
        ingest.load_police_uk(partnership=partnership, path=folder / "archive", by=None)
    demo = Demo(partnership, people, town, written)
    tell("running a campaign and judging it")
    campaign.run(demo.partnership, people, town)
    now.begin(partnership, people, town, today)
    tell("opening problem files")
    problems.open_files(partnership, people, town, today)
    tell("hearing residents")
    voices.remember(partnership, people, town, today)
    voices.hear(partnership, people, town, today)
    reports.settle_all(partnership=partnership)  # the pages count them before the end of the transaction
    tell("publishing ward pages")
    pages.publish(partnership, people, town)
    return demo


def found(today: dt.date) -> tuple[Partnership, dict[str, Person]]:
    begun = today - dt.timedelta(days=FOUNDED_DAYS_AGO)
    with clock.at(begun):
        partnership = partner_rules.create_partnership(
            slug=SLUG,
            name=f"Safer {TOWN}",
            place=TOWN,
            about=f"{TOWN} is not a real place. Nobody lives there, and nothing here happened.",
            contact_email=f"hello@{TOWN.lower()}.example",
            contact_phone="01632 960000",  # kept free by Ofcom for stories
            police_force=FORCE,
            is_fictitious=True,
            by=None,
        )
        secret = cast.password(Path(settings.WARDWISE_HOME))
        people = cast.bring_together(
            partnership, since=begun, expires_on=today + dt.timedelta(days=540), secret=secret
        )
    return partnership, people


def load_areas(town: Town, partnership: Partnership, folder: Path) -> None:
    """Boundaries and people of both schemes, as an operator loads them."""
    land = town.land
    wards, lsoas = archive.write_boundaries(town, folder)
    year = int(str(town.months[-1])[:4]) - 1
    for path, scheme, areas, residents, households in (
        (wards, WARDS, land.wards, by_ward(land.residents, town), by_ward(land.households, town)),
        (lsoas, LSOAS, land.lsoas, land.residents.tolist(), land.households.tolist()),
    ):
        place_rules.load_boundaries(path, scheme=scheme, source=SOURCE, by=None)
        ours = places.areas_of(scheme).filter(code__in=areas.codes)
        partner_rules.cover(partnership=partnership, areas=ours, by=None)
        people = write_population(folder / f"{scheme}.csv", areas, residents, households, year)
        place_rules.load_population(people, scheme=scheme, source=SOURCE, by=None)


def by_ward(values: Ints, town: Town) -> list[int]:
    sums = np.bincount(town.land.lsoa_ward, values, minlength=len(town.land.wards.codes))
    return [int(value) for value in sums]


def write_population(path: Path, areas: Areas, residents: list[int], households: list[int], year: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "year", "residents", "households"])
        writer.writerows(
            [code, year, people, homes]
            for code, people, homes in zip(areas.codes, residents, households, strict=True)
        )
    return path


def tour() -> list[tuple[str, str]]:
    """Five places to begin with: what they show, and where."""
    return [
        ("What residents see", f"/{SLUG}/"),
        ("Reports to triage (as Callum)", f"/desk/{SLUG}/reports/"),
        ("Where and when, and is it real? (as Amina)", f"/desk/{SLUG}/explore/"),
        ("A campaign and its verdict (as Mary)", f"/desk/{SLUG}/operations/"),
        ("Who did and read what (as Grace)", f"/desk/{SLUG}/partners/audit/"),
    ]


def demolish() -> None:
    """Take everything away, to build anew. Refused where a real partnership would go with it."""
    if Partnership.objects.filter(is_fictitious=False).exists():
        raise Refused("real_ones_here", "There are real partnerships here. The demo beside them cannot be rebuilt.")
    call_command("flush", verbosity=0, interactive=False)
    for name in ("incidents", "uploads", "cache"):
        shutil.rmtree(Path(settings.WARDWISE_HOME) / name, ignore_errors=True)
