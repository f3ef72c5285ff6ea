from __future__ import annotations

import pytest

from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.publication.area_pages import queries, rules
from wardwise.publication.area_pages.models import Release
from wardwise.publication.area_pages.rules import Said

pytestmark = pytest.mark.django_db


def test_analyst_may_neither_prepare_nor_approve(luton, dallow, analyst, prepare) -> None:
    with pytest.raises(NotAllowed):
        rules.prepare(partnership=luton, area=dallow, by=analyst)
    with pytest.raises(NotAllowed):
        rules.approve(prepare(), by=analyst)


def test_manager_of_another_partnership_may_not(luton, dallow, outsider, prepare) -> None:
    with pytest.raises(NotAllowed):
        rules.approve(prepare(), by=outsider)


def test_ward_of_another_partnership_is_refused(luton, castle_in_bedford, manager) -> None:
    with pytest.raises(Refused) as refusal:
        rules.prepare(partnership=luton, area=castle_in_bedford, by=manager)
    assert refusal.value.code == "not_our_ward"


def test_new_draft_discards_the_older_and_keeps_its_lines(prepare, manager) -> None:
    first = prepare()
    rules.write_lines(first, lines=[Said("Litter in the park", "We put in four bins.")], by=manager)
    second = prepare()
    first.refresh_from_db()
    assert (first.state, second.number) == ("discarded", 2)
    assert [line.said for line in second.lines.all()] == ["Litter in the park"]


def test_approving_replaces_what_stood_there_and_is_audited(approved, luton, dallow, manager) -> None:
    first, second = approved(), approved()
    first.refresh_from_db()
    assert first.state == "replaced"
    assert queries.on_the_site(luton, dallow) == second
    actor = f"person:{manager.pk}"
    assert Event.objects.filter(verb="area_pages.approved", actor=actor).count() == 2
    assert Event.objects.filter(verb="area_pages.replaced", subject=f"area_pages.release:{first.pk}").exists()


def test_withdrawing_needs_a_reason_and_leaves_nothing_on_the_site(approved, luton, dallow, manager) -> None:
    release = approved()
    with pytest.raises(Refused):
        rules.withdraw(release, reason=" ", by=manager)
    rules.withdraw(release, reason="A wrong total", by=manager)
    assert queries.on_the_site(luton, dallow) is None
    assert queries.was_withdrawn_last(luton, dallow)


@pytest.mark.parametrize("move", [rules.approve, rules.discard])
def test_release_that_has_ended_cannot_be_moved(approved, manager, move) -> None:
    release = rules.withdraw(approved(), reason="Wrong", by=manager)
    with pytest.raises(Refused) as refusal:
        move(release, by=manager)
    assert refusal.value.code == "not_now"


def test_lines_of_an_approved_release_cannot_be_changed(approved, manager) -> None:
    with pytest.raises(Refused) as refusal:
        rules.write_lines(approved(), lines=[Said("New")], by=manager)
    assert refusal.value.code == "not_a_draft"


@pytest.mark.parametrize("words", ["Youths on the corner", "This hotspot must go", "Crime soared"])
def test_words_that_are_not_honest_are_refused_with_the_reason(prepare, manager, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.write_lines(prepare(), lines=[Said(words)], by=manager)
    assert refusal.value.code == "dishonest"


def test_release_approved_between_reading_and_writing_is_noticed(
    luton, dallow, manager, approved, monkeypatch
) -> None:
    from wardwise.publication.area_pages.rules import drafting

    real = drafting.did.did

    def slow(*args):
        monkeypatch.setattr(drafting.did, "did", real)
        approved()
        return real(*args)

    monkeypatch.setattr(drafting.did, "did", slow)
    with pytest.raises(Refused) as refusal:
        rules.prepare(partnership=luton, area=dallow, by=manager)
    assert refusal.value.code == "approved_meanwhile"


def test_every_ward_is_prepared_by_one_job(luton, dallow, leagrave, manager) -> None:
    job = rules.prepare_all(partnership=luton, by=manager)
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert Release.objects.filter(state="draft").count() == 2


def test_preparing_without_wards_says_what_to_do(luton, manager) -> None:
    job = rules.prepare_all(partnership=luton, by=manager)
    assert job.state == "failed"
    assert "boundaries" in job.error
