from __future__ import annotations

import pytest
from django.urls import reverse

from wardwise.incidents import entries
from wardwise.incidents.home import store_of
from wardwise.incidents.runs import rules
from wardwise.incidents.runs.models import Run
from wardwise.incidents.tests.factories import noise
from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@rules.repeatable("test-total")
def total(partnership, parameters, seed):
    store = store_of(partnership)
    rows = sum(held.rows for held in store.catalogue("resident-reports"))
    return {"total": rows * parameters["times"], "seed": seed}


def keep(partnership, by=None, **more):
    given = {"kind": "test-total", "parameters": {"times": 2}, "seed": 7, **more}
    result = more.pop("result", None) or total(partnership, given["parameters"], given["seed"])
    return rules.keep_run(partnership=partnership, by=by, **{**given, "result": result})


def test_a_run_names_what_it_read_and_is_audited(luton, analyst):
    entries.put(store_of(luton), "resident-reports", [noise()])
    run = keep(luton, analyst)
    assert (run.number, run.result, run.snapshot) == (1, {"total": 2, "seed": 7}, store_of(luton).snapshot())
    assert run.citation.startswith("luton run 1 (")
    assert Event.objects.filter(verb="runs.kept", actor=f"person:{analyst.pk}").count() == 1


def test_the_same_run_again_is_kept_once(luton):
    assert keep(luton) == keep(luton)
    assert keep(luton, seed=8).number == 2


def test_numbers_count_up_in_each_partnership(luton, bedford):
    keep(luton)
    assert keep(bedford).number == 1


def test_done_again_it_gives_the_same_answer(luton, analyst):
    entries.put(store_of(luton), "resident-reports", [noise()])
    found = rules.repeat(keep(luton), by=analyst)
    assert (found.same, found.data_changed) == (True, False)


def test_done_again_on_other_incidents_it_says_so(luton, analyst):
    run = keep(luton)
    entries.put(store_of(luton), "resident-reports", [noise()])
    found = rules.repeat(run, by=analyst)
    assert (found.same, found.data_changed) == (False, True)
    assert "have changed" in found.words


@pytest.mark.parametrize("result", [{"x": float("nan")}, {"x": float("inf")}, {"x": object()}, {"x": {1, 2}}])
def test_what_cannot_be_kept_exactly_is_refused(luton, result):
    with pytest.raises(Refused):
        keep(luton, result=result)


def test_an_unknown_kind_cannot_be_done_again(luton):
    with pytest.raises(Refused):
        rules.repeat(keep(luton, kind="unknown"), by=None)


def test_somebody_of_another_partnership_may_not_keep_or_repeat(luton, outsider):
    with pytest.raises(NotAllowed):
        keep(luton, outsider)
    with pytest.raises(NotAllowed):
        rules.repeat(keep(luton), by=outsider)


def test_the_page_shows_the_run_and_does_it_again(luton, analyst, sign_in):
    keep(luton, analyst)
    client = sign_in(analyst)
    page = client.get(reverse("runs:run", args=["luton", 1]))
    assert "Do it again" in page.content.decode()
    assert "luton run 1" in client.get(reverse("runs:list", args=["luton"])).content.decode()
    done = client.post(reverse("runs:repeat", args=["luton", 1]), follow=True)
    assert "the same answer to the last digit" in done.content.decode()


def test_outsiders_and_those_without_the_permission_get_404(luton, outsider, governance_lead, sign_in):
    keep(luton)
    for person in (outsider, governance_lead):
        for page in (reverse("runs:list", args=["luton"]), reverse("runs:run", args=["luton", 1])):
            assert sign_in(person).get(page).status_code == 404


def test_a_run_that_is_not_there_is_404_and_an_empty_list_says_so(luton, analyst, sign_in):
    assert sign_in(analyst).get(reverse("runs:run", args=["luton", 9])).status_code == 404
    assert "No run has been kept" in sign_in(analyst).get(reverse("runs:list", args=["luton"])).content.decode()
    assert not Run.objects.exists()
