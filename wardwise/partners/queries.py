"""Who may see what: every door of the desk asks here first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from wardwise.partners.exceptions import Refused
from wardwise.partners.models import (
    CoveredArea,
    Membership,
    Organisation,
    Partnership,
    Person,
    Post,
    SharingAgreement,
)
from wardwise.partners.permissions import WITHOUT_AGREEMENT, Permission
from wardwise.partners.roles import BY_CODE
from wardwise.places.models import Area

FORGOTTEN = "@forgotten.invalid"  # the address of somebody whose own was removed


def today() -> dt.date:
    return timezone.localdate()


def live_on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def leavers(before: dt.date) -> QuerySet[Person]:
    """Who has held no post since that day, in any partnership, and whose name is still kept."""
    later = Post.objects.filter(Q(until__isnull=True) | Q(until__gte=before), person=OuterRef("pk"))
    gone = Person.objects.filter(~Exists(later), joined_at__date__lt=before)
    return gone.exclude(email__endswith=FORGOTTEN).order_by("pk")


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


def partnership_called(slug: str | None) -> Partnership:
    """The partnership with this short name, as an operator gives it at the command line; or the only one."""
    found = Partnership.objects.filter(slug=slug).first() if slug else only_partnership()
    if found is not None:
        return found
    known = ", ".join(Partnership.objects.order_by("slug").values_list("slug", flat=True))
    if known and not slug:
        raise Refused("which_partnership", f"There are several partnerships here. Say which: {known}.")
    here = f"There are: {known}." if known else "Begin with: wardwise partnership create --help"
    name = f"partnership “{slug}” here" if slug else "partnership here yet"
    raise Refused("unknown_partnership", f"There is no {name}. {here}")


def only_partnership() -> Partnership | None:
    """The partnership of a deployment that holds just one."""
    found = list(Partnership.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def posts_of(person: Person, day: dt.date | None = None) -> QuerySet[Post]:
    """The roles this person holds now, wherever."""
    return Post.objects.filter(live_on(day or today()), person=person).select_related("partnership").order_by("pk")


def standing(partnership: Partnership) -> dict[str, str | int | bool]:
    """What a partnership has, in numbers: for an operator who sets one up."""
    day = today()
    agreements = SharingAgreement.objects.filter(partnership=partnership, starts_on__lte=day, expires_on__gte=day)
    return {
        "slug": partnership.slug,
        "name": partnership.name,
        "is_fictitious": partnership.is_fictitious,
        "organisations": members(partnership).count(),
        "people": colleagues(partnership).count(),
        "agreements": agreements.count(),
        "areas": CoveredArea.objects.filter(partnership=partnership).count(),
    }


def members(partnership: Partnership, day: dt.date | None = None) -> QuerySet[Organisation]:
    """The organisations that belong to a partnership today."""
    memberships = Membership.objects.filter(live_on(day or today()), partnership=partnership)
    return Organisation.objects.filter(pk__in=memberships.values("organisation"))


def colleagues(partnership: Partnership, day: dt.date | None = None) -> QuerySet[Person]:
    """People who hold a live post in a partnership: those who can lead, own or be given work."""
    posts = Post.objects.filter(live_on(day or today()), partnership=partnership)
    return Person.objects.filter(pk__in=posts.values("person"), is_active=True).select_related("organisation")


def everybody(partnership: Partnership) -> QuerySet[Person]:
    """Everyone who holds or ever held a post in a partnership."""
    return Person.objects.filter(pk__in=Post.objects.filter(partnership=partnership).values("person"))


def areas(partnership: Partnership, scheme: str) -> QuerySet[Area]:
    """The areas of one scheme that lie in a partnership's place."""
    return Area.objects.filter(covered_by__partnership=partnership, scheme__code=scheme).select_related("scheme")


def covered_by_scheme(partnership: Partnership) -> dict[str, int]:
    """How many areas of each scheme lie in a partnership's place."""
    rows = Area.objects.filter(covered_by__partnership=partnership).order_by("scheme__code")
    return dict(rows.values_list("scheme__code").annotate(areas=Count("pk")))


def names_of(keys: Iterable[int | None]) -> dict[int | None, str]:
    """The names of people by their keys, in one query: for pages that show who did something."""
    wanted = {key for key in keys if key is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def memberships(partnership: Partnership) -> QuerySet[Membership]:
    """Every organisation's standing in a partnership, past ones last."""
    return (
        Membership.objects.filter(partnership=partnership)
        .select_related("organisation", "partnership")
        .order_by(F("until").desc(nulls_first=True), "organisation__name", "since")
    )


def posts(partnership: Partnership) -> QuerySet[Post]:
    """Every role held in a partnership, past and present."""
    return (
        Post.objects.filter(partnership=partnership)
        .select_related("person__organisation", "partnership")
        .order_by("person__name", "person", "since", "role")
    )


def agreements(partnership: Partnership) -> QuerySet[SharingAgreement]:
    return (
        SharingAgreement.objects.filter(partnership=partnership)
        .select_related("partnership")
        .prefetch_related("organisations")
        .order_by("expires_on", "pk")
    )


SOON_DAYS = 60


def expiring_soon(partnership: Partnership, day: dt.date | None = None) -> QuerySet[SharingAgreement]:
    """Live agreements that end within two months."""
    day = day or today()
    return agreements(partnership).filter(
        starts_on__lte=day, expires_on__gte=day, expires_on__lte=day + dt.timedelta(days=SOON_DAYS)
    )


@dataclass(frozen=True)
class Access:
    """One person's way in: their live posts, and what else must hold for these to open anything."""

    person: Person
    posts: tuple[Post, ...]
    is_member: bool
    agreement: SharingAgreement | None

    @property
    def is_open(self) -> bool:
        return self.person.is_active and self.is_member and self.agreement is not None


def access(partnership: Partnership, day: dt.date | None = None) -> list[Access]:
    """Who has access to a partnership's desk today, and why: the list that is reviewed every week."""
    day = day or today()
    by_person: dict[int, list[Post]] = {}
    for post in posts(partnership).filter(live_on(day)):
        by_person.setdefault(post.person_id, []).append(post)
    inside = set(members(partnership, day).values_list("pk", flat=True))
    opens: dict[int, SharingAgreement] = {}
    for agreement in agreements(partnership).filter(starts_on__lte=day, expires_on__gte=day):
        opens.update({organisation.pk: agreement for organisation in agreement.organisations.all()})
    return [
        Access(
            held[0].person,
            tuple(held),
            held[0].person.organisation_id in inside,
            opens.get(held[0].person.organisation_id),
        )
        for held in by_person.values()
    ]


@dataclass(frozen=True)
class Notice:
    """What somebody must be told on the desk's first page about their own access."""

    is_closed: bool  # no live agreement names their organisation
    may_renew: bool
    expiring: tuple[SharingAgreement, ...]  # shown to those who can renew them


def notice(person: Person, partnership: Partnership, permissions: frozenset[Permission]) -> Notice:
    """Is this person's access closed for want of an agreement, and what must somebody renew?"""
    may_renew = Permission.MANAGE_AGREEMENTS in permissions
    return Notice(
        not has_live_agreement(person, partnership, today()),
        may_renew,
        tuple(expiring_soon(partnership)) if may_renew else (),
    )


def wards(partnership: Partnership) -> QuerySet[Area]:
    """The wards people can choose from: of the newest scheme only, so that no ward stands there twice."""
    covered = Area.objects.filter(covered_by__partnership=partnership, scheme__kind="ward")
    newest = covered.order_by("-scheme__year").values("scheme")[:1]
    return covered.filter(scheme__in=newest).order_by("name", "pk")


def middle(partnership: Partnership) -> tuple[float, float] | None:
    """About the middle of the place, in National Grid metres; none before it has wards."""
    edges = wards(partnership).aggregate(w=Min("west"), e=Max("east"), s=Min("south"), n=Max("north"))
    if edges["w"] is None:
        return None
    return (edges["w"] + edges["e"]) / 2, (edges["s"] + edges["n"]) / 2
