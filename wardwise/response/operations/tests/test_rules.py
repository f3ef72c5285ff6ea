from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.partners.models import Organisation
from wardwise.response.operations import queries, rules
from wardwise.response.operations.models import Operation, Quantity
from wardwise.response.operations.tests.factories import (
    FIRST_DAY,
    a_figure,
    a_plan,
    approved,
    live,
    log,
    planned,
    ward,
)

pytestmark = pytest.mark.django_db


def refused(code, call, **arguments):
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    assert refusal.value.code == code


def test_an_outsider_may_do_nothing(sergeant, outsider, luton):
    operation = live(sergeant, luton)
    for call, arguments in [
        (rules.plan_operation, {"partnership": luton, "plan": a_plan(sergeant, name="Other")}),
        (rules.move, {"operation": operation, "to": "stopped", "reason": "x"}),
        (rules.record_figure, {"operation": operation, "figure": a_figure()}),
        (rules.publish, {"operation": operation}),
        (rules.mark_evaluated, {"operation": operation}),
    ]:
        with pytest.raises(NotAllowed):
            call(**arguments, by=outsider)
    assert not queries.visible_to(outsider, luton).exists()


def test_who_may_log_may_not_plan(volunteer_partner, sergeant, luton):
    operation = live(sergeant, luton)
    with pytest.raises(NotAllowed):
        planned(volunteer_partner, luton, name="Mine")
    activity = log(operation, volunteer_partner, kind="litter-pick", intervention="environment")
    assert activity.organisation.name == "Mediation Luton"


def test_days_out_of_order_are_refused(sergeant, luton):
    refused(
        "ends_before_start",
        rules.plan_operation,
        partnership=luton,
        plan=a_plan(sergeant, ends_on=dt.date(2022, 7, 3)),
        by=sergeant,
    )


def test_a_lead_an_organisation_or_an_area_from_elsewhere_is_refused(sergeant, outsider, luton, bedford):
    elsewhere = Organisation.objects.get(name="Bedford Council")
    theirs = ward(bedford, "E05009999", "Castle")
    for code, changes in [
        ("lead_not_here", {"lead": outsider}),
        ("organisation_not_here", {"lead_organisation": elsewhere}),
        ("area_not_here", {"areas": [theirs]}),
        ("no_place", {"place": " "}),
    ]:
        plan = a_plan(sergeant, **changes)
        refused(code, rules.plan_operation, partnership=luton, plan=plan, by=sergeant)


def test_two_operations_may_not_share_a_name(sergeant, luton):
    planned(sergeant, luton)
    refused("name_taken", rules.plan_operation, partnership=luton, plan=a_plan(sergeant), by=sergeant)


def test_a_change_made_meanwhile_is_not_overwritten(sergeant, luton):
    operation = planned(sergeant, luton)
    rules.change_operation(operation=operation, plan=a_plan(sergeant, place="Dallow Road"), version=1, by=sergeant)
    refused(
        "changed_meanwhile",
        rules.change_operation,
        operation=operation,
        plan=a_plan(sergeant, place="Elsewhere"),
        version=1,
        by=sergeant,
    )
    operation.refresh_from_db()
    assert operation.place == "Dallow Road"


def test_the_first_day_cannot_be_moved_once_begun(sergeant, luton):
    operation = live(sergeant, luton)
    plan = a_plan(sergeant, starts_on=FIRST_DAY + dt.timedelta(days=90))
    refused("already_begun", rules.change_operation, operation=operation, plan=plan, version=3, by=sergeant)


def test_it_is_not_approved_without_an_aim_and_a_phase(sergeant, luton):
    operation = rules.plan_operation(partnership=luton, plan=a_plan(sergeant), by=sergeant)
    refused("not_complete", rules.move, operation=operation, to="approved", by=sergeant)
    refused(
        "aim_not_measurable", rules.add_aim, operation=operation, statement="Be safe", measured_by=" ", by=sergeant
    )


def test_it_is_not_live_before_its_first_day(sergeant, luton):
    operation = approved(sergeant, luton, starts_on=dt.date(2098, 1, 1))
    refused("too_early", rules.move, operation=operation, to="live", by=sergeant)


@pytest.mark.parametrize("to", ["live", "results-published", "evaluated", "stopped", "planned", "nonsense"])
def test_steps_that_are_not_in_the_table_are_refused(to, sergeant, luton):
    refused("move_not_allowed", rules.move, operation=planned(sergeant, luton), to=to, by=sergeant)


def test_stopping_early_needs_a_reason_and_publishing_results_the_permission(sergeant, manager, luton):
    operation = live(sergeant, luton)
    refused("no_reason", rules.move, operation=operation, to="stopped", by=sergeant)
    with pytest.raises(NotAllowed):
        rules.move(operation=operation, to="results-published", by=sergeant)
    rules.move(operation=operation, to="stopped", reason="Officers were needed elsewhere", by=sergeant)
    done = rules.move(operation=operation, to="results-published", by=manager)
    assert [change.became for change in done.status_changes.all()][-2:] == ["stopped", "results-published"]
    assert Event.objects.filter(verb="operations.moved").count() == 4


def test_phases_may_overlap_but_not_leave_the_operation(sergeant, luton):
    operation = planned(sergeant, luton, ends_on=dt.date(2022, 12, 31))
    phase = {"operation": operation, "kind": "sustain", "exit_criteria": "Calls are back to normal", "by": sergeant}
    day = dt.date
    rules.add_phase(**phase, starts_on=FIRST_DAY, ends_on=day(2022, 8, 1))
    rules.add_phase(**{**phase, "kind": "build"}, starts_on=day(2022, 7, 15), ends_on=None)
    refused("phase_too_early", rules.add_phase, **phase, starts_on=day(2022, 7, 3), ends_on=None)
    refused("phase_too_late", rules.add_phase, **phase, starts_on=FIRST_DAY, ends_on=day(2023, 1, 1))
    refused("ends_before_start", rules.add_phase, **phase, starts_on=day(2022, 8, 2), ends_on=day(2022, 8, 1))
    bare = {**phase, "exit_criteria": ""}
    refused("no_exit_criteria", rules.add_phase, **bare, starts_on=FIRST_DAY, ends_on=None)


def test_nothing_is_logged_on_a_plan_nor_in_the_future(sergeant, luton):
    refused("not_open_for_logging", log, operation=planned(sergeant, luton), by=sergeant)
    operation = live(sergeant, luton, name="Second")
    refused("in_the_future", log, operation=operation, by=sergeant, starts_on=dt.date(2098, 1, 1))
    refused("ends_before_start", log, operation=operation, by=sergeant, ends_on=dt.date(2022, 7, 1))


def test_number_plates_stay_out(sergeant, luton):
    operation = live(sergeant, luton)
    for text in ("ticket for AB12 CDE", "k123abc parked on the kerb"):
        refused("number_plate", log, operation=operation, by=sergeant, note=text)
    assert log(operation, sergeant, note="3 tickets in Dallow Road, 20 AUG")


def test_the_same_form_sent_twice_is_logged_once(sergeant, luton):
    operation, key = live(sergeant, luton), uuid4()
    first = log(operation, sergeant, form_key=key, figures=[a_figure()])
    second = log(operation, sergeant, form_key=key, figures=[a_figure()])
    assert first == second
    assert Quantity.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"value": Decimal(-1)}, "value_negative"),
        ({"value": Decimal("NaN")}, "value_too_large"),
        ({"value": Decimal("Infinity")}, "value_too_large"),
        ({"value": Decimal(10) ** 12}, "value_too_large"),
        ({"value": None}, "number_wanted"),
        ({"words": "lots"}, "number_wanted"),
        ({"qualifier": "words"}, "words_wanted"),
        ({"qualifier": "words", "value": None, "words": "  "}, "words_wanted"),
        ({"unit": "percent", "value": Decimal(101)}, "percent_over_100"),
        ({"source": " "}, "no_subject_or_source"),
        ({"as_of": dt.date(2098, 1, 1)}, "in_the_future"),
        ({"kind": "outcome"}, "outcome_undefined"),
        ({"groups": "GBH: many"}, "group_not_a_number"),
        ({"qualifier": "exact", "value": Decimal(3), "groups": "GBH: 2\npublic order: 2"}, "groups_exceed_whole"),
    ],
)
def test_a_figure_that_lies_or_lacks_something_is_refused(changes, code, sergeant, luton):
    operation = live(sergeant, luton)
    refused(code, rules.record_figure, operation=operation, figure=a_figure(**changes), by=sergeant)
    assert not Quantity.objects.exists()


def test_the_database_refuses_what_slips_past_the_rules(sergeant, luton):
    quantity = rules.record_figure(operation=live(sergeant, luton), figure=a_figure(), by=sergeant)
    for wrong in ({"value": -1}, {"value": None}, {"words": "many"}, {"kind": "outcome"}, {"withdrawn_because": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Quantity.objects.filter(pk=quantity.pk).update(**wrong)


def test_a_correction_keeps_the_history_and_asks_for_a_reason(sergeant, luton):
    operation = live(sergeant, luton)
    wrong = rules.record_figure(operation=operation, figure=a_figure(value=Decimal(75)), by=sergeant)
    refused("no_reason", rules.correct_figure, quantity=wrong, figure=a_figure(), reason=" ", by=sergeant)
    right = rules.correct_figure(quantity=wrong, figure=a_figure(), reason="A nought was missing", by=sergeant)
    assert [str(q.value.normalize()) for q in queries.history(right)] == ["7.5E+2", "75"]
    assert list(queries.stated(operation)) == [right]
    assert not right.is_publishable


def test_a_figure_is_corrected_by_one_person_only(sergeant, manager, luton):
    wrong = rules.record_figure(operation=live(sergeant, luton), figure=a_figure(), by=sergeant)
    rules.correct_figure(quantity=wrong, figure=a_figure(value=Decimal(760)), reason="Recount", by=sergeant)
    refused("already_corrected", rules.correct_figure, quantity=wrong, figure=a_figure(), reason="No", by=manager)
    refused("already_corrected", rules.withdraw_figure, quantity=wrong, reason="No", by=manager)


def test_what_is_taken_back_no_longer_counts(sergeant, luton):
    operation = live(sergeant, luton)
    activity = log(operation, sergeant, figures=[a_figure()])
    assert queries.logged(sergeant, operation).count() == 1
    rules.withdraw_activity(activity=activity, reason="Logged on the wrong operation", by=sergeant)
    assert queries.logged(sergeant, operation).count() == 0
    refused("already_withdrawn", rules.withdraw_activity, activity=activity, reason="Again", by=sergeant)


def test_nothing_changes_when_it_is_over(sergeant, manager, luton):
    operation = live(sergeant, luton)
    rules.mark_evaluated(operation=operation, by=manager)
    plan = a_plan(sergeant)
    refused("is_over", rules.change_operation, operation=operation, plan=plan, version=4, by=sergeant)
    refused("not_open_for_logging", log, operation=operation, by=sergeant)
    assert Operation.objects.get().status == "evaluated"


def test_the_audit_holds_codes_and_numbers_only(sergeant, luton):
    operation = live(sergeant, luton)
    log(operation, sergeant, note="A very private remark", figures=[a_figure()])
    assert "private" not in str(list(Event.objects.values_list("detail", flat=True)))
    assert Event.objects.filter(verb="operations.activity_logged", subject__endswith=f":{operation.pk}").exists()
