"""The cast everyone knows. Luton is real in name only here: the tests invent what happens in it.

`analyst`, `caseworker`, `sergeant`, `manager` and `governance_lead` work in Luton; `outsider` works for Bedford,
another partnership in the same deployment, who must find nothing of Luton's.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from wardwise.partners import rules
from wardwise.partners.models import Organisation, Partnership, Person

LONG_AGO = dt.date(2020, 1, 1)
FAR_AHEAD = dt.date(2099, 1, 1)


def found(slug: str, place: str) -> Partnership:
    partnership = rules.create_partnership(slug=slug, name=f"Safer {place}", place=place, by=None)
    organisations = [
        rules.admit(partnership=partnership, name=name, kind=kind, status=status, since=LONG_AGO, by=None)
        for name, kind, status in [
            (f"{place} Council", "council", "responsible"),
            ("Bedfordshire Police", "police", "responsible"),
            (f"Mediation {place}", "charity", "invited"),
        ]
    ]
    rules.sign_agreement(
        partnership=partnership,
        title="Community safety",
        purpose="To prevent crime and disorder together",
        gateway="Crime and Disorder Act 1998 s.115",
        organisations=organisations,
        starts_on=LONG_AGO,
        expires_on=FAR_AHEAD,
        by=None,
    )
    return partnership


def hire(partnership: Partnership, name: str, role: str, organisation: str) -> Person:
    person = Person.objects.create_user(
        f"{name.lower()}@{partnership.slug}.example",
        "correct horse battery",
        name=name,
        organisation=Organisation.objects.get(name=organisation),
    )
    rules.appoint(person=person, partnership=partnership, role=role, since=LONG_AGO, by=None)
    return person


@pytest.fixture
def luton(db: None) -> Partnership:
    return found("luton", "Luton")


@pytest.fixture
def bedford(db: None) -> Partnership:
    return found("bedford", "Bedford")


@pytest.fixture
def analyst(luton: Partnership) -> Person:
    return hire(luton, "Amina", "analyst", "Luton Council")


@pytest.fixture
def caseworker(luton: Partnership) -> Person:
    return hire(luton, "Callum", "caseworker", "Luton Council")


@pytest.fixture
def sergeant(luton: Partnership) -> Person:
    return hire(luton, "Sana", "sergeant", "Bedfordshire Police")


@pytest.fixture
def manager(luton: Partnership) -> Person:
    return hire(luton, "Mary", "manager", "Luton Council")


@pytest.fixture
def volunteer_partner(luton: Partnership) -> Person:
    return hire(luton, "Viv", "partner", "Mediation Luton")


@pytest.fixture
def governance_lead(luton: Partnership) -> Person:
    return hire(luton, "Grace", "governance-lead", "Luton Council")


@pytest.fixture
def outsider(bedford: Partnership) -> Person:
    """A manager of another partnership in the same deployment: may do everything there and nothing in Luton."""
    return hire(bedford, "Otto", "manager", "Bedford Council")


@pytest.fixture
def sign_in(client: Client):
    """`client = sign_in(analyst)`: a client already signed in."""

    def as_person(person: Person) -> Client:
        client.force_login(person)
        return client

    return as_person
