from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardwise.assessment.outcomes import wording
from wardwise.assessment.outcomes.wording import Evidence, refusals, say
from wardwise.assessment.outcomes.zones import Zone

PUBLISHED = Evidence(
    subject="robberies",
    treated="Dallow",
    control="Leagrave",
    before="July 2021 to June 2022",
    after="July 2022 to June 2023",
    counts={"treated": (207, 110), "control": (308, 318)},
    difference=-107.0,
    low=-167.0,
    high=-47.0,
    level=3,
    base=207.0,
    detectable=0.3,
)


def evidence(**changes):
    return dataclasses.replace(PUBLISHED, **changes)


@pytest.mark.parametrize(
    "text",
    [
        "The operation caused a fall",
        "This led to fewer robberies",
        "which leads directly to less crime",
        "Fewer were recorded due to the patrols",
        "due mainly to the patrols",
        "THANKS  TO the patrols",
        "thanks\nto the patrols",
        "because of the campaign",
        "be\u00adcause of the campaign",
        "as a direct result of our work",
        "The fall resulted from the sweeps",
        "It was down to the officers",
        "The fall is attributable to partners",
        "Credit: our officers were credited",
        "The patrols brought recorded crime down",
        "Sweeps drove it down",
        "Patrols prevented robberies",
        "The campaign had a real impact",
        "the effect of the operation",
        "This made a difference",
        "It proves the approach",
        "The operation worked",
        "Patrols clearly reduced robbery",
        "We cut robbery",
        "Robbery was cut by officers",
        "Robbery was reduced by the patrols",
        "we owe it to the volunteers",
        "ｃａｕｓｅｄ by the operation",
    ],
)
def test_below_level_three_nobody_says_that_the_operation_did_it(text):
    assert [refusal.code for refusal in refusals(text, level=2)] == ["cause"]
    assert not refusals(text, level=3) or refusals(text, level=3)[0].code != "cause"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "All 20 sweeps were done; two were cut short by rain.",
        "Residents asked for patrols because they were afraid.",
        "Officers stopped 12 drivers. The survey had 212 answers.",
        "Fewer robberies were recorded. The comparison area changed less.",
        "We cannot say why.",
    ],
)
def test_plain_accounts_pass(text):
    assert refusals(text, level=2) == ()


def test_a_clear_fall_is_said_with_its_interval_and_share():
    said = say(PUBLISHED)
    assert said.finding == "fewer"
    assert said.headline == "Fewer robberies were recorded in Dallow than the comparison area suggests."
    assert "107 fewer than if it had changed as the comparison area did, 52% of the 207" in said.text
    assert "95% interval: 167 fewer to 47 fewer" in said.text
    assert "Level 3 of 5" in said.text


def test_what_cannot_be_told_from_chance_is_the_headline():
    said = say(evidence(difference=-10.0, low=-40.0, high=20.0))
    assert said.finding == "not-different"
    assert said.headline.startswith("Not statistically different")
    assert "40 fewer to 20 more" in said.text
    assert "only a fall of about 30% in Dallow could have been shown" in said.text


def test_more_is_said_as_plainly_as_fewer():
    assert say(evidence(difference=60.0, low=20.0, high=100.0)).headline.startswith("More robberies were recorded")


def test_no_percentage_stands_on_a_base_under_twenty():
    said = say(
        evidence(counts={"treated": (19, 4), "control": (30, 31)}, base=19.0, difference=-16.0, low=-30, high=-2)
    )
    assert "%" not in said.headline + said.sentences[1].replace("95% interval", "")
    assert any("No percentage" in caution for caution in said.cautions)
    assert any("below five" in caution for caution in said.cautions)


def test_without_a_comparison_the_caution_on_regression_to_the_mean_is_fixed():
    said = say(evidence(control="", counts={"treated": (207, 110)}, level=2))
    assert wording.REGRESSION in said.cautions
    assert "cannot say why" in said.text
    assert said.headline.endswith("than in the time before.")


def test_counts_too_small_for_anything_are_said_to_be():
    said = say(evidence(difference=-1.0, low=-9.0, high=7.0, detectable=1.4))
    assert "not even a fall to nothing could have been shown" in said.text


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ((20.0, 5.0, 35.0), "some may have moved there"),
        ((-20.0, -35.0, -5.0), "fewer"),
        ((1.0, -9.0, 11.0), "chance"),
    ],
)
def test_the_buffer_is_said_apart(moved, words):
    said = say(evidence(buffer="500 m around it", displacement=moved, local=(-90.0, -130.0, -50.0)))
    assert words in said.sentences[3]
    assert "In Dallow alone it is 90 fewer" in said.sentences[3]
    assert "in and around Dallow" in said.headline


def test_gaps_moved_points_late_designs_and_jumpy_counts_are_cautioned():
    said = say(
        evidence(
            missing_months=("March 2022",),
            moved_months=("July 2022",),
            is_late=True,
            level=2,
            dispersion=2.3,
            direction="context",
        )
    )
    text = " ".join(said.cautions)
    for words in ("March 2022", "July 2022", "after the operation had begun", "2.3 times", "context"):
        assert words in text


@given(
    st.integers(0, 400), st.integers(0, 400), st.floats(-300, 300), st.floats(0, 200), st.sampled_from([2, 3]),
    st.booleans(), st.sampled_from(["down", "up", "context"]), st.floats(0.05, 3.0),
)  # fmt: skip
def test_no_generated_verdict_says_more_than_its_level_carries(before, after, value, half, level, alone, way, power):
    found = evidence(
        counts={"treated": (before, after)} | ({} if alone else {"control": (before, before)}),
        control="" if alone else "Leagrave",
        difference=value,
        low=value - half,
        high=value + half,
        level=2 if alone else level,
        base=float(before),
        direction=way,
        detectable=power,
    )
    said = say(found)
    assert not refusals(said.text, level=2)
    assert (said.finding == "not-different") == (found.low <= 0 <= found.high)


def test_many_small_areas_are_counted_in_a_sentence_and_few_are_named():
    codes = tuple(f"E0100{n:04d}" for n in range(12))
    assert Zone("Sallowby 001C, ...", "lsoa-2021", codes).short == "12 small areas"
    assert Zone("All of them", "ward-2023", codes).short == "12 areas"
    assert Zone("Larkfield Rise, Ropewalk", "ward-2023", codes[:2]).short == "Larkfield Rise, Ropewalk"
    assert Zone("The ring around the park", wkb="00").short == "The ring around the park"
