from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from wardwise.methods.disclosure import Table, every_interval
from wardwise.publication.area_pages import recorded, said
from wardwise.publication.area_pages.tests.making import TODAY, police, reports
from wardwise.response.operations import rules as operation_rules
from wardwise.response.operations.tests import factories as operations

pytestmark = pytest.mark.django_db


def test_nothing_loaded_is_said_and_not_shown_as_nought(prepare) -> None:
    content = prepare().content
    assert content == {"recorded": {}, "said": {}, "did": [], "changed": []}


def test_twelve_months_are_compared_with_the_same_months_before(luton, dallow, prepare) -> None:
    police(luton, dallow, "2022-01", "2022-12", anti_social_behaviour=9, burglary=4)
    police(luton, dallow, "2023-01", "2023-12", anti_social_behaviour=3, burglary=4)
    found = prepare().content["recorded"]
    assert found["period"] == "January to December 2023"
    assert found["asb"]["headline"].startswith("Fewer anti-social behaviour incidents were recorded in Dallow")
    assert "not statistically different" in found["crime"]["headline"]
    rows = {row["name"]: row for row in found["rows"]}
    assert (rows["Anti-social behaviour"]["now"], rows["Anti-social behaviour"]["then"]) == (36, [108])
    assert rows["Burglary"]["words"] == "No clear difference"
    assert (rows["All other crimes"]["now"], rows["All other crimes"]["words"]) == (0, "Too few to compare")
    assert len(rows) == 3


def test_kinds_with_few_records_stand_in_one_line_from_which_none_can_be_worked_out(luton, dallow, prepare) -> None:
    police(luton, dallow, "2022-01", "2022-12", burglary=9, drugs=2)
    police(luton, dallow, "2023-12", "2023-12", robbery=3)
    police(luton, dallow, "2023-01", "2023-11", burglary=9, drugs=2)
    rows = {row["name"]: row for row in prepare().content["recorded"]["rows"]}
    assert set(rows) == {"Anti-social behaviour", "Burglary", "All other crimes"}  # drugs joined, to hide the 3
    assert (rows["All other crimes"]["now"], rows["All other crimes"]["then"]) == (25, [24])
    assert {"Drugs", "Robbery"} <= set(rows["All other crimes"]["kinds"])


def test_so_few_of_all_crimes_that_no_number_is_shown(luton, dallow, prepare) -> None:
    police(luton, dallow, "2022-01", "2023-12", anti_social_behaviour=6)
    police(luton, dallow, "2023-12", "2023-12", robbery=3)
    release = prepare()
    found = release.content["recorded"]
    assert found["crime"]["headline"] == "Few crimes of 13 kinds were recorded in Dallow, January to December 2023."
    assert [row["is_small"] for row in found["rows"]] == [False, True]
    assert found["trend"]["crime"] is None


@pytest.mark.parametrize(
    ("kinds", "together"),
    [
        ([[9, 8], [7, 6]], set()),
        ([[9, 8], [7, 6], [0, 0]], {1, 2}),
        ([[9, 8], [7, 6], [0, 0], [0, 0]], {2, 3}),
        ([[9, 8], [7, 6], [4, 9]], {1, 2}),
        ([[9, 8], [4, 3], [1, 2]], {1, 2}),
        ([[9, 8], [2, 3], [1, 0]], {0, 1, 2}),
        ([[1, 0], [0, 1]], {0, 1}),
    ],
)
def test_kinds_join_until_nobody_can_subtract(kinds, together) -> None:
    assert recorded.folded(kinds, 5) == together


def test_incidents_and_crimes_are_never_added_up(luton, dallow, prepare) -> None:
    police(luton, dallow, "2023-01", "2023-12", anti_social_behaviour=10, burglary=7)
    text = str(prepare().content)
    assert "204" not in text
    assert "'now': 120" in text


def test_month_that_was_not_published_is_a_gap(luton, dallow, prepare) -> None:
    police(luton, dallow, "2022-01", "2023-05", burglary=2)
    police(luton, dallow, "2023-07", "2023-12", burglary=2)
    found = prepare().content["recorded"]
    assert found["gaps"] == ["June 2023"]
    assert found["left_out"] == ["June 2023"]
    assert "January to December 2023 without June 2023" in found["crime"]["headline"]
    assert {row["name"]: (row["now"], row["then"]) for row in found["rows"]}["Burglary"] == (22, [22])
    assert found["trend"]["crime"] == {"months": 3, "counts": [6, 6, 6, 6, 6, None, 6, 6]}


def test_month_missing_a_year_before_is_left_out_of_both_years(luton, dallow, prepare) -> None:
    police(luton, dallow, "2022-01", "2022-06", burglary=5)
    police(luton, dallow, "2022-08", "2023-12", burglary=5)
    found = prepare().content["recorded"]
    assert (found["gaps"], found["left_out"]) == (["July 2022"], ["July 2023"])
    assert found["earlier_years"] == ["11 months to December 2022"]
    assert {row["name"]: (row["now"], row["then"]) for row in found["rows"]}["Burglary"] == (55, [55])


def test_made_up_records_credit_nobody(luton, dallow, prepare) -> None:
    luton.is_fictitious = True
    luton.save()
    police(luton, dallow, "2023-01", "2023-12", burglary=5)
    text = str(prepare().content)
    assert "data.police.uk" not in text
    assert "Licence" not in text
    assert "Made-up records" in text


def test_another_ward_s_records_are_not_counted(luton, dallow, leagrave, prepare) -> None:
    police(luton, leagrave, "2023-01", "2023-12", burglary=5)
    police(luton, dallow, "2023-01", "2023-12", burglary=1)
    assert {row["now"] for row in prepare().content["recorded"]["rows"]} == {0, 12}


def test_small_counts_of_reports_are_hidden_and_not_recoverable_from_the_total(luton, dallow, prepare) -> None:
    reports(luton, dallow, "2023-03", noise=12, begging=3, fireworks=8)
    release = prepare()
    table = release.content["said"]
    assert table["rows"] == [{"name": "Noise", "count": 12}]
    assert (table["total"], table["others"]) == (23, 11)
    assert release.reports["counts"]["2023-03"] == {"noise": 12, "begging": 3, "fireworks": 8}


def test_handful_of_reports_is_not_counted_in_public(luton, dallow, prepare) -> None:
    reports(luton, dallow, "2023-03", noise=2, begging=1)
    table = prepare().content["said"]
    assert (table["rows"], table["total"], table["others"]) == ([], None, None)


def test_month_once_released_is_frozen(luton, dallow, approved, prepare) -> None:
    reports(luton, dallow, "2023-03", noise=12, begging=9)
    approved()
    reports(luton, dallow, "2023-03", noise=1)
    assert prepare().content["said"]["total"] == 21


def test_month_of_a_draft_that_nobody_saw_is_not_frozen(luton, dallow, prepare) -> None:
    reports(luton, dallow, "2023-03", noise=12, begging=9)
    prepare()
    reports(luton, dallow, "2023-03", noise=1)
    assert prepare().content["said"]["total"] == 22


def test_keeping_every_release_gives_no_small_count_away(luton, dallow, approved) -> None:
    for quarter, (noise, begging, fireworks) in enumerate(
        [(9, 2, 6), (8, 1, 7), (7, 3, 9), (6, 0, 5), (9, 1, 8), (7, 2, 6)]
    ):
        month = f"{2022 + quarter // 4}-{3 * (quarter % 4) + 2:02d}"
        reports(luton, dallow, month, noise=noise, begging=begging, fireworks=fireworks)
    releases = [approved(day) for day in (dt.date(2023, 1, 5), dt.date(2023, 4, 5), dt.date(2023, 7, 5))]
    frozen = said.frozen(releases)
    kinds = sorted(releases[0].reports["shown"])
    months = sorted(frozen)
    counts = np.array([[[frozen[m].get(kind, 0) for kind in kinds]] for m in months])
    tables = [
        Table(tuple(months.index(m) for m in r.reports["months"]), said.mask(r.reports, kinds)) for r in releases
    ]
    values = [int(counts[list(t.periods)].sum(axis=0)[0, kinds.index("begging")]) for t in tables]
    found = [
        (t, low, high)
        for t, _, column, low, high in every_interval(counts, tables)
        if column == kinds.index("begging")
    ]
    assert values == [6, 5, 6] or found
    assert all(high - low >= 5 for _, low, high in found)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (dt.date(2024, 1, 1), "2023-01", "2023-12"),
        (dt.date(2024, 3, 31), "2023-01", "2023-12"),
        (dt.date(2024, 4, 1), "2023-04", "2024-03"),
    ],
)
def test_reports_are_counted_to_the_end_of_a_whole_quarter(today, first, last) -> None:
    assert (said.period(today).first, said.period(today).last) == (first, last)


def test_partnership_that_began_last_month_does_not_claim_a_year(luton, dallow, prepare) -> None:
    reports(luton, dallow, "2023-11", noise=9, begging=8)
    assert prepare(TODAY).content["said"]["period"] == "November to December 2023"


def test_published_work_is_told_with_its_outputs_and_no_plan_or_unapproved_figure(
    luton, dallow, manager, prepare
) -> None:
    operation = operations.live(manager, luton, areas=[dallow])
    figure = operation_rules.record_figure(operation=operation, figure=operations.a_figure(), by=manager)
    operation_rules.record_figure(operation=operation, figure=operations.a_figure(subject="secret plan"), by=manager)
    assert prepare().content["did"] == []
    operation_rules.approve_figure(quantity=figure, is_approved=True, by=manager)
    operation_rules.publish(operation=operation, by=manager)
    told = prepare().content["did"]
    assert [work["name"] for work in told] == ["Dallow Together"]
    assert "750" in told[0]["outputs"][0]["text"]
    assert "secret plan" not in str(told)
