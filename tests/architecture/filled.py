"""A Luton with one (or more) of everything, each with a mark in its words that must not be seen elsewhere."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from wardwise.office.jobs.models import Job
from wardwise.office.jobs.rules import start
from wardwise.office.jobs.tests import works
from wardwise.partners.models import Partnership, Person
from wardwise.publication.area_pages import rules as area_pages
from wardwise.publication.area_pages.tests import making as records
from wardwise.response.operations.tests import factories as operations
from wardwise.scanning.problems.tests import making as problems
from wardwise.scanning.reports.tests import making as reports

MARK = "Zanzibar"


def fill(luton: Partnership, manager: Person, sergeant: Person, *, times: int = 1) -> None:
    """Add so many of everything that people of Luton would make."""
    for _ in range(times):
        one_of_each(luton, manager, sergeant, Job.objects.count() + 1)


def one_of_each(luton: Partnership, manager: Person, sergeant: Person, number: int) -> None:
    name = f"{MARK} {number}"
    start(works.count, title=name, by=manager, partnership_slug="luton", arguments={"to": 1})
    area = operations.ward(luton, f"E0599{number:04}", name, west=490_000.0 + 1_000 * number)
    operation = operations.live(sergeant, luton, name=name, place=name)
    operations.log(operation, sergeant, place=name)
    reports.accepted(luton, manager, words=f"{name} sofas", contacts=reports.PHONE)
    problems.a_problem(luton, manager, title=name)
    if number == 1:
        records.police(luton, area, "2023-01", "2023-03", burglary=2)
    release = area_pages.prepare(partnership=luton, area=area, by=manager)
    area_pages.write_lines(release, lines=[area_pages.Said(f"{name} said")], by=manager)
    area_pages.approve(release, by=manager)
    area_pages.set_contact(partnership=luton, area=area, by=manager, team=f"{name} team")


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("wardwise.")]


def keys() -> list[int]:
    """The keys of everything there is: what an attacker could count up to."""
    found: set[int] = set()
    for model in our_models():
        found |= set(model._default_manager.order_by("pk").values_list("pk", flat=True)[:3])
    return sorted(found)
