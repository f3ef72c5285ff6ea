from __future__ import annotations

import datetime as dt

import pytest
import shapely
from django.db import IntegrityError, connection, transaction

from wardwise.assessment.outcomes import counting, queries, rules, zones
from wardwise.assessment.outcomes.models import Design
from wardwise.assessment.outcomes.tests.factories import AFTERWARDS, BEFORE, LOGIC, a_draft, fill, months
from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.incidents.runs import rules as runs
from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.response.operations import rules as operations
from wardwise.response.operations.tests.factories import approved, log, ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def operation(on, sergeant, luton):
    return approved(sergeant, luton)


@pytest.fixture
def draft(operation, analyst, dallow, leagrave, luton):
    fill(luton, {dallow: (20, 10), leagrave: (25, 25)})
    return rules.draft_design(operation=operation, draft=a_draft(dallow, leagrave), by=analyst)


@pytest.fixture
def fixed(draft, analyst):
    return rules.fix(design=draft, by=analyst)


@pytest.fixture
def judged(fixed, on, sergeant, analyst, operation):
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    return rules.run(design=fixed, by=analyst)


def refused(code, call, **arguments):
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    assert refusal.value.code == code, refusal.value.message


def test_an_outsider_and_a_sergeant_may_not_design_or_run(draft, fixed, outsider, sergeant, operation, dallow):
    for person in (outsider, sergeant):
        for call, arguments in [
            (rules.draft_design, {"operation": operation, "draft": a_draft(dallow)}),
            (rules.fix, {"design": draft}),
            (rules.discard_design, {"design": draft}),
            (rules.run, {"design": fixed}),
        ]:
            with pytest.raises(NotAllowed):
                call(**arguments, by=person)
    assert not queries.visible_to(outsider, operation.partnership).exists()


def test_a_fixed_design_is_changed_by_nobody_and_through_no_entrance(fixed, analyst, manager, dallow):
    for person in (analyst, manager):
        refused("is_fixed", rules.change_design, design=fixed, draft=a_draft(dallow), version=1, by=person)
        refused("is_fixed", rules.discard_design, design=fixed, by=person)
        refused("is_fixed", rules.fix, design=fixed, by=person)
    fixed.after_last = "2022-09"
    attempts = [
        fixed.save,
        lambda: Design.objects.filter(pk=fixed.pk).update(alpha=0.2),
        lambda: Design.objects.filter(pk=fixed.pk).update(fixed_at=None, fixed_by=None, digest=""),
        lambda: connection.cursor().execute("UPDATE outcomes_design SET after_last = '2022-09'"),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    fixed.refresh_from_db()
    assert fixed.digest == fixed.computed_digest()


def test_what_was_changed_behind_the_back_is_not_run(fixed, on, analyst):
    on(AFTERWARDS)
    trigger = "" if connection.vendor == "sqlite" else " ON outcomes_design"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER outcomes_design_is_fixed{trigger}")
        cursor.execute("UPDATE outcomes_design SET after_last = '2022-09'")
    refused("not_as_fixed", rules.run, design=fixed, by=analyst)


def test_fixing_keeps_the_moment_the_person_and_the_hash(fixed, analyst):
    assert fixed.fixed_by == analyst
    assert not fixed.is_late
    event = Event.objects.get(verb="outcomes.design_fixed")
    assert event.detail == {"digest": fixed.digest, "late": False}
    assert Design.objects.get().computed_digest() == fixed.digest


def test_the_smallest_fall_that_could_be_seen_is_fixed_with_it(fixed):
    assert fixed.detectable["before"] == {"treated": 240, "control": 300}
    assert fixed.detectable["detectable"] == pytest.approx(1.96 * (2 * 540) ** 0.5 / 240, abs=1e-4)
    assert fixed.detectable["likely"] > fixed.detectable["detectable"]


def test_the_figures_after_are_not_read_when_designing(draft, luton, dallow):
    before = counting.power(draft)
    entries.put(store_of(luton), "police-uk-street", months(dallow, {"2022-08": 400}, start=90_000))
    assert counting.power(draft) == before


def test_on_the_first_day_it_is_too_late_and_says_so(draft, on, analyst, operation, sergeant):
    on(dt.date(2022, 7, 4))
    late = rules.fix(design=draft, by=analyst)
    assert late.is_late
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    verdict = rules.run(design=late, by=analyst)
    assert verdict.level == 2
    assert any("after the operation had begun" in caution for caution in verdict.cautions)


def test_work_done_before_the_official_start_makes_it_late(draft, on, analyst, operation, sergeant):
    log(operation, sergeant, kind="engagement-event", starts_on=dt.date(2022, 6, 1))
    log(operation, sergeant, kind="patrol", starts_on=dt.date(2022, 6, 18))
    assert rules.fix(design=draft, by=analyst).is_late


def test_an_incomplete_logic_model_is_not_fixed(operation, analyst, dallow, leagrave):
    bare = a_draft(dallow, leagrave, logic={**LOGIC, "assumptions": " "}, regression_note="")
    design = rules.draft_design(operation=operation, draft=bare, by=analyst)
    refused("not_complete", rules.fix, design=design, by=analyst)
    assert len(rules.missing_for_fixing(design)) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"before_last": "2022-07"}, "before_overlaps"),
        ({"before_first": "2022-07", "before_last": "2022-06"}, "periods_out_of_order"),
        ({"after_first": "2022-06"}, "after_too_early"),
        ({"after_last": "2022-06"}, "periods_out_of_order"),
        ({"after_last": "2022-13"}, "bad_month"),
        ({"after_last": "soon"}, "bad_month"),
        ({"categories": ("ufo",)}, "bad_measure"),
        ({"found_by": ("nobody",)}, "bad_measure"),
        ({"zones": {}}, "no_treated_area"),
    ],
)
def test_a_design_that_makes_no_sense_is_refused(changes, code, operation, analyst, dallow, leagrave):
    draft = a_draft(dallow, leagrave, **changes)
    refused(code, rules.draft_design, operation=operation, draft=draft, by=analyst)


def test_zones_on_the_same_ground_or_from_elsewhere_are_refused(operation, analyst, dallow, bedford):
    theirs = ward(bedford, "E05009999", "Castle", west=504_000.0, south=249_000.0)
    half = zones.of_polygon(shapely.box(508_500, 221_000, 510_000, 222_000), "Half of it")
    treated, far = zones.of_areas([dallow]), zones.of_polygon(shapely.box(0, 0, 900, 900), "Far")
    for code, given in [
        ("area_not_here", {"treated": treated, "control": zones.of_areas([theirs])}),
        ("zones_overlap", {"treated": treated, "control": half}),
        ("buffer_without_control", {"treated": treated, "buffer": far}),
        ("control_without_buffer", {"treated": treated, "buffer_control": far}),
    ]:
        draft = a_draft(dallow, zones=given)
        refused(code, rules.draft_design, operation=operation, draft=draft, by=analyst)


def test_a_change_made_meanwhile_is_not_overwritten(draft, analyst, dallow, leagrave):
    rules.change_design(design=draft, draft=a_draft(dallow, leagrave, alpha=0.1), version=1, by=analyst)
    late = a_draft(dallow, leagrave, alpha=0.01)
    refused("changed_meanwhile", rules.change_design, design=draft, draft=late, version=1, by=analyst)


def test_it_is_not_run_before_it_is_fixed_nor_before_the_figures_are_in(draft, analyst, luton, dallow):
    refused("not_fixed", rules.run, design=draft, by=analyst)
    long = a_draft(dallow, after_last="2023-12")
    waiting = rules.draft_design(operation=draft.operation, draft=long, by=analyst)
    refused("too_early", rules.run, design=rules.fix(design=waiting, by=analyst), by=analyst)


def test_the_verdict_has_the_numbers_of_the_method(judged, operation):
    assert judged.finding == "fewer"
    assert judged.level == 3
    assert judged.result["counts"] == {"treated": [240, 120], "control": [300, 300]}
    assert judged.result["wide"]["difference"] == -120
    assert judged.result["plain"]["variance"] == 960
    operation.refresh_from_db()
    assert operation.status == "evaluated"


def test_the_run_behind_a_verdict_can_be_done_again_to_the_last_digit(judged, analyst):
    assert runs.repeat(judged.run, by=analyst).same
    assert judged.run.parameters["mark"] == judged.design.digest


def test_the_same_data_give_the_same_verdict_and_new_data_another(judged, analyst, luton, dallow):
    assert rules.run(design=judged.design, by=analyst) == judged
    entries.put(store_of(luton), "police-uk-street", months(dallow, {"2023-06": 2}, start=50_000))
    second = rules.run(design=judged.design, by=analyst)
    assert second != judged
    assert queries.latest(judged.design) == second
    assert judged.design.verdicts.count() == 2


def test_a_missing_month_is_left_out_everywhere_and_said(operation, analyst, sergeant, luton, dallow, leagrave, on):
    fill(luton, {dallow: (20, 10), leagrave: (25, 25)}, months_left_out=(BEFORE[3],))
    design = rules.draft_design(operation=operation, draft=a_draft(dallow, leagrave), by=analyst)
    rules.fix(design=design, by=analyst)
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    verdict = rules.run(design=Design.objects.get(), by=analyst)
    assert verdict.result["months_used"] == [11, 12]
    assert verdict.result["wide"]["difference"] == pytest.approx(-120)
    assert any("October 2021" in caution for caution in verdict.cautions)


def test_with_too_many_gaps_it_is_refused(operation, analyst, luton, dallow, leagrave, on):
    fill(luton, {dallow: (20, 10), leagrave: (25, 25)}, months_left_out=tuple(BEFORE[:3]))
    design = rules.draft_design(operation=operation, draft=a_draft(dallow, leagrave), by=analyst)
    rules.fix(design=design, by=analyst)
    on(AFTERWARDS)
    refused("too_many_gaps", rules.run, design=design, by=analyst)


def test_nothing_recorded_is_no_verdict(operation, analyst, luton, dallow, leagrave, on):
    fill(luton, {dallow: (1, 1)})
    design = rules.draft_design(operation=operation, draft=a_draft(dallow, categories=("burglary",)), by=analyst)
    rules.fix(design=design, by=analyst)
    assert Design.objects.get().detectable["detectable"] is None
    on(AFTERWARDS)
    refused("nothing_recorded", rules.run, design=design, by=analyst)


def test_without_a_comparison_it_is_level_two(operation, analyst, sergeant, luton, dallow, on):
    fill(luton, {dallow: (20, 10)})
    design = rules.fix(design=rules.draft_design(operation=operation, draft=a_draft(dallow), by=analyst), by=analyst)
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    verdict = rules.run(design=design, by=analyst)
    assert verdict.level == 2
    assert "regression to the mean" in " ".join(verdict.cautions)
    refused(
        "says_too_much",
        rules.note,
        verdict=verdict,
        implementation="",
        outcome="The patrols led to this fall.",
        perception="",
        equality="",
        by=analyst,
    )


def test_notes_are_kept_and_what_was_not_measured_is_said(judged, analyst, manager, operation):
    words = {"implementation": "18 of 20 sweeps done", "outcome": "", "perception": "", "equality": ""}
    rules.note(verdict=judged, **words, by=analyst)
    operations.publish(operation=operation, by=manager)
    operation.refresh_from_db()
    assert queries.public_verdict(operation) is None
    rules.publish(verdict=judged, is_public=True, by=manager)
    shown = queries.public_verdict(operation)
    assert shown.implementation == "18 of 20 sweeps done"
    assert shown.perception == shown.equality == "Not measured."
    refused("is_published", rules.note, verdict=judged, **words, by=analyst)


def test_with_a_buffer_the_share_is_of_both_grounds(operation, on, analyst, sergeant, luton, dallow, leagrave):
    near = ward(luton, "E05002217", "Biscot", west=509_000.0)
    far = ward(luton, "E05002218", "Limbury", west=506_500.0, south=224_000.0)
    fill(luton, {dallow: (20, 10), leagrave: (25, 25), near: (10, 10), far: (10, 10)})
    pairs = zip(zones.NAMES, (dallow, leagrave, near, far), strict=True)
    draft = a_draft(dallow, zones={name: zones.of_areas([area]) for name, area in pairs})
    design = rules.fix(design=rules.draft_design(operation=operation, draft=draft, by=analyst), by=analyst)
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    verdict = rules.run(design=design, by=analyst)
    assert "33% of the 360 recorded there" in verdict.sentences[1]
    assert "In Dallow alone it is 120 fewer" in verdict.sentences[3]
    assert verdict.result["quotient"]["total_net_effect"] == pytest.approx(120)


def test_an_analyst_may_not_publish_a_verdict(judged, analyst):
    with pytest.raises(NotAllowed):
        rules.publish(verdict=judged, is_public=True, by=analyst)


def test_other_work_in_the_comparison_area_is_said(fixed, on, sergeant, analyst, operation, leagrave, luton):
    approved(sergeant, luton, name="Second", areas=[leagrave], starts_on=dt.date(2022, 9, 1))
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    verdict = rules.run(design=fixed, by=analyst)
    assert any("Something else was done" in caution for caution in verdict.cautions)


def test_moving_the_first_day_forward_afterwards_makes_the_design_late(fixed, on, sergeant, analyst, operation):
    type(operation).objects.filter(pk=operation.pk).update(starts_on=dt.date(2022, 6, 1))
    fixed.refresh_from_db()
    assert rules.is_late(Design.objects.get())
