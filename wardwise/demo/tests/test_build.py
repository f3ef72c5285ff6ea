"""Is the fictitious partnership built through the real rules, whole, once, and never among real ones unasked?"""

from __future__ import annotations

import datetime as dt
import stat

import pytest
from django.conf import settings
from django.utils import timezone

from wardwise.assessment.outcomes.models import Verdict
from wardwise.demo import build, cast, clock
from wardwise.demo.land import Size
from wardwise.incidents import measures
from wardwise.incidents.home import store_of
from wardwise.office.audit import rules as audit
from wardwise.partners import queries as partners
from wardwise.partners.exceptions import Refused
from wardwise.partners.models import Partnership, Person
from wardwise.partners.roles import BY_CODE
from wardwise.publication.area_pages.models import Release
from wardwise.response.operations.models import Operation, Quantity
from wardwise.scanning.problems.models import Problem
from wardwise.scanning.reports.models import Report

SMALL = Size(points=420, lsoas=36, wards=9)


def test_everything_a_newcomer_should_see_is_there(transactional_db):
    """One test, because building takes seconds: through the real rules, loaders and clock."""
    demo = build.build_demo(as_of="2026-08", size=SMALL)
    assert demo.partnership.is_fictitious
    assert {post.role for post in demo.partnership.posts.all()} == set(BY_CODE)
    for role, person in demo.people.items():
        assert partners.permissions_of(person, demo.partnership) == BY_CODE[role].may
    assert Person.objects.get(email="mary@sallowby.example").check_password(cast.password(settings.WARDWISE_HOME))
    assert len(set(Report.objects.values_list("state", flat=True))) >= 5
    the_store_holds_what_the_archive_held(demo)
    the_design_was_fixed_before_and_judged_after()
    the_story_is_of_many_days_and_none_to_come()
    the_public_is_told_honestly()
    assert [r.content["said"]["total"] for r in Release.objects.all()].count(None) < Release.objects.count()
    assert audit.verify().is_whole


def the_store_holds_what_the_archive_held(demo: build.Demo) -> None:
    store = store_of(demo.partnership)
    months = measures.months_loaded(store, "police-uk-street")
    assert len(months) == 47
    assert demo.written.missing_month not in months
    counted = measures.monthly_counts(store, measures.Selection(first="2022-09", last="2026-08"))
    assert counted.is_missing.sum() == 1
    assert counted.counts.sum() > 0.9 * len(demo.town.recorded)


def the_design_was_fixed_before_and_judged_after() -> None:
    verdict = Verdict.objects.select_related("design__operation").get()
    starts = verdict.design.operation.starts_on
    assert verdict.published_at is not None
    assert verdict.design.fixed_at.date() < starts < verdict.made_at.date()
    assert not verdict.design.is_late


def the_story_is_of_many_days_and_none_to_come() -> None:
    received = list(Report.objects.values_list("received_at", flat=True))
    assert max(received) < timezone.now()
    assert len({at.hour for at in received}) > 5
    assert sum(report.is_overdue for report in Report.objects.all()) == 1
    assert len(set(Problem.objects.values_list("opened_at__date", flat=True))) == 3
    assert {one.status for one in Operation.objects.all()} == {"evaluated", "live", "planned"}


def the_public_is_told_honestly() -> None:
    arrests = Quantity.objects.get(subject="arrests")
    assert str(arrests) == "more than 21 arrests"
    assert arrests.group_words == ["grievous bodily harm", "offensive weapons", "public order"]
    assert {q.kind for q in Quantity.objects.filter(activity=None)} == {"reach", "outcome"}
    for release in Release.objects.all():
        told = str(release.content)
        assert release.content["said"]
        assert "Not measured" not in told
        assert "data.police.uk" not in told
        assert "not enough earlier" not in told
        assert release.content["recorded"]["earlier"]


def test_a_town_stopped_half_way_leaves_nothing_in_the_way_of_the_next(transactional_db, monkeypatch, wardwise_home):
    def stop(*_):
        raise KeyboardInterrupt

    left = wardwise_home / "incidents" / build.SLUG / "police-uk-street" / "2020-01.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of the half that was made")
    with monkeypatch.context() as stopped:
        stopped.setattr("wardwise.demo.story.campaign.run", stop)
        with pytest.raises(KeyboardInterrupt):
            build.build_demo(as_of="2026-08", size=SMALL)
    assert build.find() is None
    assert not Person.objects.exists()
    assert not left.exists()


def test_it_is_made_once(db):
    Partnership.objects.create(slug=build.SLUG, name="Safer Sallowby", place="Sallowby", is_fictitious=True)
    with pytest.raises(Refused, match="here already"):
        build.build_demo()
    assert Partnership.objects.count() == 1


def test_it_is_not_made_among_real_partnerships_unasked(luton):
    with pytest.raises(Refused, match="luton"):
        build.build_demo()
    assert Partnership.objects.count() == 1


def test_it_is_not_taken_away_if_a_real_partnership_would_go_with_it(luton):
    with pytest.raises(Refused, match="real partnerships"):
        build.demolish()
    assert Partnership.objects.filter(slug="luton").exists()


def test_the_password_is_made_once_and_is_its_owners_alone(wardwise_home):
    first = cast.password(wardwise_home)
    path = wardwise_home / "keys" / "demo-password"
    assert cast.password(wardwise_home) == first == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) > 16


@pytest.mark.parametrize(
    ("today", "month"), [((2026, 11, 22), "2026-08"), ((2026, 1, 1), "2025-10"), ((2026, 3, 31), "2025-12")]
)
def test_records_end_about_two_months_behind_the_last_whole_month(today, month):
    assert build.latest_month(dt.date(*today)) == month


def test_the_clock_is_set_back_only_for_a_while(db):
    with clock.at(dt.date(2024, 2, 29)):
        assert timezone.localdate() == dt.date(2024, 2, 29)
        then = Partnership.objects.create(slug="then", name="Then", place="Then")
    assert then.created_at.date() == dt.date(2024, 2, 29)
    assert timezone.localdate() > dt.date(2024, 2, 29)
    now = Partnership.objects.create(slug="now", name="Now", place="Now")
    assert now.created_at.date() > dt.date(2024, 2, 29)


def test_it_is_taken_away_whole_to_be_made_anew(transactional_db, wardwise_home):
    Partnership.objects.create(slug=build.SLUG, name="Safer Sallowby", place="Sallowby", is_fictitious=True)
    for name in ("incidents", "uploads"):
        (wardwise_home / name).mkdir(exist_ok=True)
    secret = cast.password(wardwise_home)
    build.demolish()
    assert not Partnership.objects.exists()
    assert not (wardwise_home / "incidents").exists()
    assert cast.password(wardwise_home) == secret


def test_beside_a_real_partnership_it_is_welcome_only_if_somebody_says_so(luton):
    build.refuse_unless_welcome(beside=True)
    with pytest.raises(Refused, match="--beside"):
        build.refuse_unless_welcome(beside=False)
