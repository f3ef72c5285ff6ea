"""What every rule here asks first, and how it saves."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import Model

from wardwise.partners import queries
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.partners.models import (
    Partnership,
    Person,
)
from wardwise.partners.permissions import Permission


def require(person: Person, permission: Permission, partnership: Partnership) -> None:
    """First line of every rule that a person calls: may they?"""
    if permission not in queries.permissions_of(person, partnership):
        raise NotAllowed(permission.value)


def save_checked(record: Model) -> None:
    """Save a record whose fields may have been typed by a person; what does not fit is refused in words."""
    try:
        record.full_clean()
    except ValidationError as problem:
        said = [f"{field.replace('_', ' ')}: {' '.join(words)}" for field, words in problem.message_dict.items()]
        raise Refused("invalid", " ".join(said)) from problem
    record.save()


def refuse_later(now: dt.date | None, until: dt.date) -> None:
    """An end is brought forward, never put off: nobody stays by moving their own last day."""
    if now is not None and until > now:
        raise Refused("ended_already", f"The last day is {now:%-d %B %Y} already. Ask a colleague to begin it anew.")
