"""Who may see what: every door of the desk asks here first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Membership, Organisation, Partnership, Person, Post, SharingAgreement
from wardwise.partners.permissions import WITHOUT_AGREEMENT, Permission
from wardwise.partners.roles import BY_CODE
from wardwise.places.models import Area


def today() -> dt.date:
    return timezone.localdate()


def live_on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def permissions_of(person: Person, partnership: Partnership, day: dt.date | None = None) -> frozenset[Permission]:
    """What this person may do in this partnership today.

    A live post in it, in an organisation that is a member of it today; and, for all but the few things that must
    still work without one, a live sharing agreement that names the organisation.
    """
    day = day or today()
    if not person.is_active:
        return frozenset()
    posts = Post.objects.filter(live_on(day), person=person, partnership=partnership)
    allowed = frozenset[Permission]().union(*(BY_CODE[post.role].may for post in posts if post.role in BY_CODE))
    if not allowed:
        return allowed
    is_member = Membership.objects.filter(
        live_on(day), partnership=partnership, organisation=person.organisation_id
    ).exists()
    if not is_member:
        return frozenset()
    return allowed if has_live_agreement(person, partnership, day) else allowed & WITHOUT_AGREEMENT


def has_live_agreement(person: Person, partnership: Partnership, day: dt.date) -> bool:
    return SharingAgreement.objects.filter(
        partnership=partnership,
        organisations=person.organisation_id,
        starts_on__lte=day,
        expires_on__gte=day,
    ).exists()


def partnerships_of(person: Person, day: dt.date | None = None) -> QuerySet[Partnership]:
    """The partnerships in which this person holds a live post."""
    day = day or today()
    posts = Post.objects.filter(live_on(day), person=person)
    return Partnership.objects.filter(pk__in=posts.values("partnership"))


def partnership_called(slug: str) -> Partnership:
    """The partnership with this short name, as an operator gives it at the command line."""
    found = Partnership.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Partnership.objects.values_list("slug", flat=True)) or "none yet"
        raise Refused("unknown_partnership", f"There is no partnership “{slug}” here. There are: {known}.")
    return found


def members(partnership: Partnership, day: dt.date | None = None) -> QuerySet[Organisation]:
    """The organisations that belong to a partnership today."""
    memberships = Membership.objects.filter(live_on(day or today()), partnership=partnership)
    return Organisation.objects.filter(pk__in=memberships.values("organisation"))


def colleagues(partnership: Partnership, day: dt.date | None = None) -> QuerySet[Person]:
    """People who hold a live post in a partnership: those who can lead, own or be given work."""
    posts = Post.objects.filter(live_on(day or today()), partnership=partnership)
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).select_related("organisation")


def areas(partnership: Partnership, scheme: str) -> QuerySet[Area]:
    """The areas of one scheme that lie in a partnership's place."""
    return Area.objects.filter(covered_by__partnership=partnership, scheme__code=scheme).select_related("scheme")


def names_of(keys: Iterable[int | None]) -> dict[int | None, str]:
    """The names of people by their keys, in one query: for pages that show who did something."""
    wanted = {key for key in keys if key is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
