from __future__ import annotations

import pytest
from django.urls import reverse

from wardwise.assessment.outcomes import rules
from wardwise.assessment.outcomes.models import Design, Verdict
from wardwise.assessment.outcomes.tests.factories import AFTERWARDS, LOGIC, a_draft, fill
from wardwise.response.operations import rules as operations
from wardwise.response.operations.tests.factories import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def operation(on, sergeant, luton, dallow):
    return approved(sergeant, luton, areas=[dallow])


@pytest.fixture
def design(operation, analyst, dallow, leagrave, luton):
    fill(luton, {dallow: (20, 10), leagrave: (25, 25)})
    return rules.draft_design(operation=operation, draft=a_draft(dallow, leagrave), by=analyst)


@pytest.fixture
def verdict(design, on, sergeant, analyst, operation):
    rules.fix(design=design, by=analyst)
    on(AFTERWARDS)
    operations.move(operation=operation, to="live", by=sergeant)
    return rules.run(design=design, by=analyst)


def address(name, *more, slug="luton"):
    return reverse(f"outcomes:{name}", args=[slug, *more])


def test_another_partnerships_officer_gets_404_at_every_entrance(sign_in, outsider, verdict):
    design = verdict.design
    entrances = [("list",), ("draft", design.operation_id), ("verdict", verdict.pk), ("notes", verdict.pk)]
    entrances += [("publish", verdict.pk), *((name, design.pk) for name in ("design", "change"))]
    entrances += [(name, design.pk) for name in ("fix", "discard", "run")]
    client = sign_in(outsider)
    for name, *more in entrances:
        for slug in ("luton", "bedford"):
            if (name, slug) != ("list", "bedford"):
                assert client.post(address(name, *more, slug=slug), {"publish": "yes"}).status_code == 404, name
    verdict.refresh_from_db()
    assert verdict.published_at is None


def test_a_sergeant_reads_but_neither_designs_nor_runs(sign_in, sergeant, verdict):
    client = sign_in(sergeant)
    assert client.get(address("verdict", verdict.pk)).status_code == 200
    assert client.get(address("design", verdict.design_id)).status_code == 200
    for name in ("change", "fix", "discard", "run"):
        assert client.post(address(name, verdict.design_id)).status_code == 404
    assert client.post(address("notes", verdict.pk)).status_code == 404


def answers(leagrave, **changes):
    return {
        "source": "police-uk-street",
        "categories": ["robbery"],
        "direction": "down",
        "control_areas": [leagrave.pk],
        "buffer": "none",
        "before_first": "2021-07",
        "before_last": "2022-06",
        "after_first": "2022-07",
        "after_last": "2023-06",
        "alpha": "0.05",
        "chosen_because": "long-high",
        "regression_note": "Chosen on earlier years",
        **LOGIC,
        **changes,
    }


def test_an_analyst_designs_sees_what_could_be_shown_and_fixes_it(
    sign_in, analyst, operation, dallow, leagrave, luton
):
    fill(luton, {dallow: (20, 10), leagrave: (25, 25)})
    client = sign_in(analyst)
    page = client.get(address("draft", operation.pk)).content.decode()
    assert 'value="2021-07"' in page
    client.post(address("draft", operation.pk), answers(leagrave))
    design = Design.objects.get()
    page = client.get(address("design", design.pk)).content.decode()
    assert "Only a fall of about 27% or more would be shown" in page
    assert "12 months after (this design)" in page
    client.post(address("fix", design.pk))
    page = client.get(address("design", design.pk)).content.decode()
    assert "Nobody can change it" in page
    assert client.get(address("change", design.pk)).status_code == 302
    client.post(address("change", design.pk), answers(leagrave, after_last="2022-08"))
    client.post(address("discard", design.pk))
    design.refresh_from_db()
    assert design.after_last == "2023-06"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"before_last": "2022-07"}, "must end before the operation starts"),
        ({"after_last": "next year"}, "Shorten it to 7"),
        ({"after_last": "soon"}, "Write months as"),
        ({"buffer": "ring"}, "how wide the ring is"),
        ({"buffer": "ring", "ring_m": "500"}, "one of its own"),
        ({"buffer": "ring", "ring_m": "-5"}, "greater than or equal to 50"),
        ({"control_polygon": "{}"}, "not an area in GeoJSON"),
        ({"control_areas": ["99999"]}, "Choose one of the answers"),
        ({"categories": ["ufo"]}, "Choose one of the answers"),
        ({"alpha": "0.9"}, "Choose one of the answers"),
    ],
)
def test_a_bad_design_is_shown_again_with_the_reason(changes, words, sign_in, analyst, operation, leagrave):
    answer = sign_in(analyst).post(address("draft", operation.pk), answers(leagrave, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Design.objects.exists()


def test_the_treated_area_cannot_be_its_own_comparison(sign_in, analyst, operation, dallow):
    answer = sign_in(analyst).post(address("draft", operation.pk), answers(dallow))
    assert "lie on the same ground" in answer.content.decode()


def test_the_verdict_page_says_all_of_it(sign_in, analyst, verdict):
    page = sign_in(analyst).get(address("verdict", verdict.pk)).content.decode()
    for words in (
        "Fewer robberies were recorded in Dallow than the comparison area suggests.",
        "Level 3 of 5",
        "How much it differed",
        "Not measured.",
        verdict.design.digest[:16],
    ):
        assert words in page


def test_claims_are_refused_in_a_persons_notes_below_level_three(sign_in, analyst, verdict):
    Verdict.objects.update(level=2)
    client = sign_in(analyst)
    answer = client.post(address("notes", verdict.pk), {"outcome": "Thanks to the patrols robbery fell"})
    assert answer.status_code == 422
    assert "cannot be put down to anything" in answer.content.decode()
    assert client.post(address("notes", verdict.pk), {"perception": "212 asked, 40% felt safer"}).status_code == 302


def test_it_is_not_run_before_it_is_fixed(sign_in, analyst, design):
    answer = sign_in(analyst).post(address("run", design.pk), follow=True)
    assert "Fix the design first" in answer.content.decode()
    assert not Verdict.objects.exists()


def test_the_operations_page_says_how_it_will_be_judged(sign_in, sergeant, analyst, design):
    url = reverse("operations:page", args=["luton", design.operation_id])
    client = sign_in(sergeant)
    assert "A design is drafted, but not fixed" in client.get(url).content.decode()
    rules.fix(design=design, by=analyst)
    assert "was fixed before the start" in client.get(url).content.decode()
