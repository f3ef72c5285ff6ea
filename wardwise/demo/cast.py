"""Who works in the fictitious partnership: one person for each role, and the organisations they work for."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from wardwise.demo.names import FORCE, STEMS, TOWN
from wardwise.partners import rules
from wardwise.partners.models import Organisation, Partnership, Person

COUNCIL = f"{TOWN} Borough Council"
HOUSING = "Tannery Homes"
YOUTH = "Open Gate Youth Project"
ORGANISATIONS = (
    (COUNCIL, "council", "responsible"),
    (FORCE, "police", "responsible"),
    ("Mid Shires Fire and Rescue", "fire", "responsible"),
    ("Mid Shires Integrated Care Board", "health", "responsible"),
    ("Mid Shires Probation", "probation", "responsible"),
    (HOUSING, "housing", "co-operating"),
    (YOUTH, "charity", "invited"),
    (f"{TOWN} Residents' Forum", "community", "community"),
)


@dataclass(frozen=True)
class Member:
    """One of the cast: the first name is also the first half of the e-mail address."""

    name: str
    role: str
    title: str
    organisation: str

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{TOWN.lower()}.example"


CAST = (
    Member("Mary Okafor", "manager", "Community safety manager", COUNCIL),
    Member("Amina Rahman", "analyst", "Community safety analyst", COUNCIL),
    Member("Callum Price", "caseworker", "ASB caseworker", COUNCIL),
    Member("Sana Iqbal", "sergeant", "Neighbourhood sergeant", FORCE),
    Member("Viv Marsh", "partner", "Project worker", YOUTH),
    Member("Derek Shaw", "chair", "Chair of the delivery group", HOUSING),
    Member("Beatriz Lopes", "board-member", "Head of service", "Mid Shires Probation"),
    Member("Grace Adeyemi", "governance-lead", "Information governance lead", COUNCIL),
    Member("Tomasz Nowak", "administrator", "Systems officer", COUNCIL),
)


def password(home: Path) -> str:
    """The cast's password: made once for each installation, kept where only this user can read it."""
    path = home / "keys" / "demo-password"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = "-".join(secrets.choice(STEMS).lower() for _ in range(4))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{words}-{secrets.randbelow(9_000) + 1_000}")
    return path.read_text(encoding="utf-8").strip()


def bring_together(
    partnership: Partnership, *, since: dt.date, expires_on: dt.date, secret: str
) -> dict[str, Person]:
    """Members, agreement and people, through the rules that an operator uses. The cast by role."""
    members: dict[str, Organisation] = {
        name: rules.admit(partnership=partnership, name=name, kind=kind, status=status, since=since, by=None)
        for name, kind, status in ORGANISATIONS
    }
    rules.sign_agreement(
        partnership=partnership,
        title=f"{TOWN} community safety information sharing agreement",
        purpose="To prevent and reduce crime, anti-social behaviour and harm together.",
        gateway="Crime and Disorder Act 1998 section 115",
        organisations=list(members.values()),
        starts_on=since,
        expires_on=expires_on,
        by=None,
    )
    people = {
        one.role: rules.hire(
            partnership=partnership,
            email=one.email,
            name=one.name,
            job_title=one.title,
            organisation=members[one.organisation],
            role=one.role,
            since=since,
            by=None,
        )
        for one in CAST
    }
    # One password, hashed once: a hash is slow on purpose, and nine of them would be half of the building time.
    Person.objects.filter(pk__in=[person.pk for person in people.values()]).update(password=make_password(secret))
    return people
