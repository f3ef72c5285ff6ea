import pytest

from wardwise.analysis.honesty import RULES, Audience, Dishonest, check, refusals

STAFF, PUBLIC = Audience.STAFF, Audience.PUBLIC

REFUSED_FOR_ALL = {
    "month-on-month": [
        "Recorded burglary fell month-on-month.",
        "There were 30 more recorded incidents than last month.",
        "A fall from the previous month was recorded.",
        "Down on the month before? No: 12 more reported than the month before.",
    ],
    "ranking-of-wards": [
        "Dallow is the worst ward for recorded crime.",
        "The top 5 wards by recorded crime",
        "Luton's safest neighbourhood",
        "Wards ranked by recorded crime",
    ],
    "loaded-words": ["Recorded robbery soared.", "A crime wave was recorded.", "Recorded burglary was slashed."],
    "absence-of-evidence": ["The patrols made no difference.", "It had no effect."],
    "savings": ["The campaign saved £2,000,000.", "Savings of about £40,000"],
    "crimes-with-incidents": ["Recorded crime, including anti-social behaviour, fell.", "ASB and other crimes"],
    "gap-as-nought": ["There is no data for May, so no crime happened."],
    "cause": ["Recorded burglary fell because of the patrols.", "Thanks to the campaign fewer were recorded."],
    "recorded": ["There were 12 burglaries in Dallow.", "1,204 violent crimes in 2023"],
    "percent-of-few": [
        "Recorded robberies rose from 4 to 6 (50%).",
        "Recorded: 9, down from 12, or 25 per cent.",
    ],
}


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in REFUSED_FOR_ALL.items() for text in texts]
)
def test_phrase_is_refused_with_its_code(code, text, audience):
    assert code in [refusal.code for refusal in refusals(text, audience)]


@pytest.mark.parametrize("word", ["hotspot", "hot spot", "Hot-spots", "HOTSPOTS"])
def test_a_neighbourhood_is_a_hot_spot_at_the_desk_but_never_in_public(word):
    text = f"Dallow is a {word}."
    assert [r.code for r in refusals(text, PUBLIC)] == ["hotspot-in-public"]
    assert refusals(text, STAFF) == ()


def test_public_text_describes_behaviour_and_not_groups():
    assert [r.code for r in refusals("Youths gathered.", PUBLIC)] == ["groups-of-people"]


def test_cause_may_be_said_when_there_was_a_comparison_place():
    text = "Fewer burglaries were recorded as a result of the patrols."
    assert refusals(text, PUBLIC, level=3) == ()
    assert refusals(text, PUBLIC, level=2) != ()


@pytest.mark.parametrize(
    "text",
    [
        "Recorded burglaries in Dallow: 88, not statistically different from the same months of 2022 (95).",
        "Recorded thefts fell from 40 to 30 (25%).",
        "750 additional hours of patrol, 20 sweeps and 21 arrests",
        "Figures are published each month.",
        "Compared with the same months of last year, 30 fewer were recorded.",
        "",
    ],
)
@pytest.mark.parametrize("audience", Audience)
def test_honest_text_comes_back_as_it_was(text, audience):
    assert check(text, audience) == text


def test_refusal_says_which_words_and_why():
    with pytest.raises(Dishonest, match="“soared”: say how many") as refused:
        check("Recorded crime soared.", PUBLIC)
    assert refused.value.refusals[0].code == "loaded-words"


def test_every_rule_has_a_phrase_that_breaks_it():
    tried = {*REFUSED_FOR_ALL, "hotspot-in-public", "groups-of-people"}
    assert {rule.code for rule in RULES} <= tried


def test_a_long_text_is_read_in_good_time():
    assert refusals("12 more and more " * 20_000, PUBLIC) == ()
