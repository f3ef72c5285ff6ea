from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from wardwise.partners import queries as partners
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.response.operations import queries, rules
from wardwise.response.operations.tests.factories import a_figure, live, log

pytestmark = pytest.mark.django_db


def public_figures(luton):
    [found] = queries.public(luton)
    return [figure.text for figure in (*found.outputs, *found.outcomes)]


def test_nothing_is_public_until_somebody_who_may_decides(sergeant, manager, luton):
    operation = live(sergeant, luton)
    quantity = rules.record_figure(operation=operation, figure=a_figure(), by=sergeant)
    assert queries.public(luton) == []
    for call in (
        lambda: rules.publish(operation=operation, by=sergeant),
        lambda: rules.approve_figure(quantity=quantity, is_approved=True, by=sergeant),
    ):
        with pytest.raises(NotAllowed):
            call()
    rules.publish(operation=operation, by=manager)
    assert public_figures(luton) == []
    rules.approve_figure(quantity=quantity, is_approved=True, by=manager)
    assert public_figures(luton) == ["more than 750 hours of additional patrol"]


def test_plain_clothes_work_is_never_public_nor_seen_by_other_partners(sergeant, manager, volunteer_partner, luton):
    operation = live(sergeant, luton)
    log(operation, sergeant, visibility="plain-clothes", figures=[a_figure()])
    quantity = queries.logged(manager, operation).get()
    rules.publish(operation=operation, by=manager)
    with pytest.raises(Refused):
        rules.approve_figure(quantity=quantity, is_approved=True, by=manager)
    type(quantity).objects.update(is_publishable=True)
    assert public_figures(luton) == []
    assert not queries.activities(volunteer_partner, operation).exists()
    assert not queries.logged(volunteer_partner, operation).exists()
    assert not queries.quantity_seen_by(volunteer_partner, operation).exists()
    assert all(share.activities == 0 for share in queries.balance(volunteer_partner, operation))


def test_what_was_done_this_week_is_not_public_yet(sergeant, manager, luton, monkeypatch):
    operation = live(sergeant, luton)
    log(operation, sergeant, figures=[a_figure(value=Decimal(3))])
    rules.approve_figure(quantity=queries.logged(manager, operation).get(), is_approved=True, by=manager)
    rules.publish(operation=operation, by=manager)
    monkeypatch.setattr(partners, "today", lambda: dt.date(2022, 7, 11))
    assert public_figures(luton) == []
    monkeypatch.setattr(partners, "today", lambda: dt.date(2022, 7, 12))
    assert public_figures(luton) == ["more than 3 hours of additional patrol"]


def test_a_corrected_figure_leaves_the_public_page(sergeant, manager, luton):
    operation = live(sergeant, luton)
    quantity = rules.record_figure(operation=operation, figure=a_figure(), by=sergeant)
    rules.approve_figure(quantity=quantity, is_approved=True, by=manager)
    rules.publish(operation=operation, by=manager)
    rules.correct_figure(quantity=quantity, figure=a_figure(value=Decimal(700)), reason="Recount", by=sergeant)
    assert public_figures(luton) == []


def test_patrol_plans_stay_inside(sergeant, manager, volunteer_partner, luton):
    operation = live(sergeant, luton, kind="patrol-plan")
    with pytest.raises(Refused):
        rules.publish(operation=operation, by=manager)
    assert not queries.visible_to(volunteer_partner, luton).exists()
    assert queries.visible_to(sergeant, luton).get() == operation


def test_what_was_said_is_answered_by_what_was_done(sergeant, manager, luton):
    operation = live(sergeant, luton)
    said = rules.write_line(operation=operation, kind="said", words="Needles in the park", by=sergeant)
    did = rules.write_line(operation=operation, kind="did", words="20 sweeps", answers=said, by=sergeant)
    quote = rules.write_line(operation=operation, kind="quote", words="Proud", speaker="A resident", by=sergeant)
    rules.publish(operation=operation, by=manager)
    assert queries.public(luton)[0].answers == ()
    for line in (said, did, quote):
        rules.approve_line(line=line, is_approved=True, by=manager)
    [found] = queries.public(luton)
    assert found.answers == (queries.Answer("Needles in the park", ("20 sweeps",)),)
    assert found.quotes == (("Proud", "A resident"),)


def test_another_partnership_shows_nothing_of_ours(sergeant, manager, luton, bedford):
    rules.publish(operation=live(sergeant, luton), by=manager)
    assert queries.public(bedford) == []


def test_the_public_view_costs_the_same_for_one_operation_as_for_ten(
    sergeant, manager, luton, django_assert_num_queries
):
    for number in range(10):
        rules.publish(operation=live(sergeant, luton, name=f"Operation {number}"), by=manager)
    with django_assert_num_queries(6):
        assert len(queries.public(luton)) == 10
