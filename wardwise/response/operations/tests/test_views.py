from __future__ import annotations

from uuid import uuid4

import pytest
import shapely
from django.urls import reverse

from wardwise.methods.geometry import shape_to_wgs84
from wardwise.partners.models import Organisation
from wardwise.response.operations import queries, rules
from wardwise.response.operations.models import Activity, Operation, Quantity
from wardwise.response.operations.tests.factories import a_figure, live, log, planned, ward

pytestmark = pytest.mark.django_db


def address(name, operation=None, *more):
    return reverse(f"operations:{name}", args=["luton", *([operation.pk] if operation else []), *more])


def every_address(operation, sergeant):
    """Each page and each button of an operation, with what it is sent."""
    activity = log(operation, sergeant, figures=[a_figure()])
    quantity = activity.quantities.get()
    line = rules.write_line(operation=operation, kind="said", words="Litter", by=sergeant)
    return [
        address("list"),
        address("plan"),
        address("page", operation),
        address("change", operation),
        address("move", operation, "stopped"),
        address("aim", operation),
        address("phase", operation),
        address("phase-change", operation, operation.phases.get().pk),
        address("partner", operation),
        address("drop", operation, "aims", operation.aims.get().pk),
        address("log", operation),
        address("withdraw-activity", operation, activity.pk),
        address("figure-add", operation),
        address("figure", operation, quantity.pk),
        address("correct", operation, quantity.pk),
        address("withdraw-figure", operation, quantity.pk),
        address("public", operation),
        address("line", operation),
        address("tell", operation, "lines", line.pk),
        address("tell", operation, "operation", 0),
    ]


def test_another_partnerships_officer_gets_404_at_every_entrance(sign_in, outsider, sergeant, luton):
    addresses = every_address(live(sergeant, luton), sergeant)
    client = sign_in(outsider)
    for url in addresses:
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"reason": "x", "approve": "yes"}).status_code == 404, url
    operation = Operation.objects.get()
    assert (operation.status, operation.published_at) == ("live", None)


def test_an_operation_of_another_partnership_is_not_reached_through_ones_own(sign_in, outsider, sergeant, luton):
    operation = live(sergeant, luton)
    log(operation, sergeant)
    client = sign_in(outsider)
    for name in ("page", "change", "log", "public", "figure-add", "aim", "phase", "partner", "line"):
        assert client.get(reverse(f"operations:{name}", args=["bedford", operation.pk])).status_code == 404


def test_a_volunteer_may_log_but_not_plan_nor_see_plain_clothes(sign_in, volunteer_partner, sergeant, luton):
    operation = live(sergeant, luton)
    log(operation, sergeant, visibility="plain-clothes", place="Secret Lane")
    client = sign_in(volunteer_partner)
    page = client.get(address("page", operation))
    assert page.status_code == 200
    assert "Secret Lane" not in page.content.decode()
    assert client.get(address("plan")).status_code == 404
    assert client.get(address("log", operation)).status_code == 200


def test_a_visitor_is_sent_to_sign_in(client, sergeant, luton):
    assert client.get(address("list")).status_code == 302


def plan_sent(sergeant, **changes):
    return {
        "kind": "campaign",
        "name": "Dallow Together",
        "trigger": "Residents told us",
        "lead": sergeant.pk,
        "lead_organisation": sergeant.organisation_id,
        "starts_on": "2022-07-04",
        "place": "Dallow",
        "aims-TOTAL_FORMS": "1",
        "aims-INITIAL_FORMS": "0",
        "aims-0-statement": "Fewer robberies",
        "aims-0-measured_by": "Recorded robbery",
        **changes,
    }


def test_a_campaign_is_planned_with_its_aims_and_drawn_area(sign_in, sergeant, luton):
    ward(luton, "E05002216", "Dallow")
    drawn = shapely.to_geojson(shape_to_wgs84(shapely.box(508_100, 221_100, 508_600, 221_500)))
    answer = sign_in(sergeant).post(address("plan"), plan_sent(sergeant, polygon=drawn))
    operation = Operation.objects.get()
    assert answer.url == address("page", operation)
    assert operation.aims.get().measured_by == "Recorded robbery"
    assert operation.geometry.area == pytest.approx(200_000, rel=1e-6)  # GeoJSON keeps 15 digits


def test_several_areas_can_be_ticked(sign_in, sergeant, luton):
    wards = [ward(luton, "E05002216", "Dallow"), ward(luton, "E05002217", "Biscot", west=509_000.0)]
    client = sign_in(sergeant)
    assert 'type="checkbox" name="areas"' in client.get(address("plan")).content.decode()
    client.post(address("plan"), plan_sent(sergeant, areas=[area.pk for area in wards]))
    assert Operation.objects.get().areas.count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter the name"),
        ({"starts_on": "31/2/2022"}, "real date"),
        ({"ends_on": "2022-07-01"}, "last day must be on or after"),
        ({"place": " "}, "Say where"),
        ({"lead": "999999"}, "Choose one of the answers"),
        ({"kind": "war"}, "Choose one of the answers"),
        ({"polygon": "{"}, "not an area in GeoJSON"),
        ({"aims-0-measured_by": ""}, "Answer “How could anybody check that?”"),
        ({"aims-TOTAL_FORMS": "x"}, "Write both the aim"),
        ({"name": "x" * 121}, "Shorten it to 120"),
    ],
)
def test_a_bad_plan_is_shown_again_with_the_reason(changes, words, sign_in, sergeant, luton):
    answer = sign_in(sergeant).post(address("plan"), plan_sent(sergeant, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Operation.objects.exists()


def test_a_stale_form_does_not_overwrite(sign_in, sergeant, luton):
    operation = planned(sergeant, luton)
    client = sign_in(sergeant)
    sent = plan_sent(sergeant, version="1")
    assert client.post(address("change", operation), {**sent, "place": "Dallow Road"}).status_code == 302
    late = client.post(address("change", operation), {**sent, "place": "Elsewhere"})
    assert "Somebody changed this operation" in late.content.decode()
    assert client.post(address("change", operation), {**sent, "version": "9" * 30}).status_code == 422
    operation.refresh_from_db()
    assert operation.place == "Dallow Road"


def activity_sent(sergeant, **changes):
    return {
        "form_key": str(uuid4()),
        "kind": "weapons-sweep",
        "starts_on": "2022-07-05",
        "place": "Brantwood Park",
        "organisation": sergeant.organisation_id,
        "intervention": "prevention",
        "visibility": "uniformed",
        "footing": "additional",
        "figures-TOTAL_FORMS": "1",
        "figures-INITIAL_FORMS": "0",
        "figures-0-value": "3",
        "figures-0-qualifier": "exact",
        "figures-0-unit": "count",
        "figures-0-subject": "knives",
        "figures-0-kind": "result",
        **changes,
    }


def test_a_sergeant_logs_a_sweep_and_the_form_sent_twice_counts_once(sign_in, sergeant, luton):
    operation = live(sergeant, luton)
    client, sent = sign_in(sergeant), activity_sent(sergeant)
    for _ in range(2):
        assert client.post(address("log", operation), sent).status_code == 302
    assert str(Quantity.objects.get()) == "3 knives"
    assert Activity.objects.count() == 1
    assert "3 knives" in client.get(address("page", operation)).content.decode()


def test_nothing_found_is_a_result_too(sign_in, sergeant, luton):
    operation = live(sergeant, luton)
    sent = activity_sent(sergeant, nothing_found="on", **{"figures-0-value": "", "figures-0-subject": ""})
    client = sign_in(sergeant)
    client.post(address("log", operation), sent)
    assert str(Quantity.objects.get()) == "nothing found"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"figures-0-value": "-3"}, "below 0"),
        ({"figures-0-value": "many"}, "Enter a number"),
        ({"figures-0-subject": ""}, "Give both the number and what it is of"),
        ({"starts_on": "2098-01-01"}, "has not come yet"),
        ({"note": "Driver of AB12 CDE"}, "number plates"),
        ({"kind": ""}, "Choose "),
    ],
)
def test_a_bad_log_is_shown_again_and_keeps_nothing(changes, words, sign_in, sergeant, luton):
    operation = live(sergeant, luton)
    answer = sign_in(sergeant).post(address("log", operation), activity_sent(sergeant, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Activity.objects.exists()


# Domain reference, "Quantities in the documents, as test data": what is sent, and what must be read on the page.
DOCUMENTS = [
    ({"kind": "output", "subject": "additional patrol", "unit": "hours", "qualifier": "more-than", "value": "750"},
     "more than 750 hours of additional patrol"),
    ({"kind": "output", "subject": "arrests", "unit": "count", "qualifier": "more-than", "value": "21",
      "groups": "grievous bodily harm\noffensive weapons\npublic order"}, "more than 21 arrests"),
    ({"kind": "output", "subject": "weapons sweeps", "unit": "count", "qualifier": "exact", "value": "20"},
     "20 weapons sweeps"),
    ({"kind": "result", "subject": "knives seized", "unit": "count", "qualifier": "exact", "value": "10"},
     "10 knives seized"),
    ({"kind": "duration", "subject": "police activity", "unit": "fortnights", "qualifier": "exact", "value": "1"},
     "1 fortnight of police activity"),
    ({"kind": "output", "subject": "engagement events", "unit": "count", "qualifier": "exact", "value": "2"},
     "2 engagement events"),
    ({"kind": "outcome", "subject": "partnership ASB team cases resolved", "unit": "percent", "qualifier": "exact",
      "value": "95", "denominator": "ASB team cases closed in the year",
      "test": "behaviour stopped, confirmed with the victim", "recurrence_window_days": "90"},
     "95% of partnership ASB team cases resolved"),
    ({"kind": "result", "subject": "nuisance motorcycles seized", "unit": "count", "qualifier": "more-than",
      "value": "50"}, "more than 50 nuisance motorcycles seized"),
    ({"kind": "output", "subject": "litter, first weekend", "unit": "bags", "qualifier": "more-than", "value": "500"},
     "more than 500 bags of litter, first weekend"),
    ({"kind": "reach", "subject": "schools in a competition", "unit": "count", "qualifier": "exact", "value": "19"},
     "19 schools in a competition"),
    ({"kind": "result", "subject": "properties linked to exploitation closed", "unit": "count", "qualifier": "words",
      "words": "large number"}, "large number of properties linked to exploitation closed"),
]  # fmt: skip


def test_every_number_of_the_source_documents_enters_and_prints_without_loss(sign_in, sergeant, luton):
    operation = live(sergeant, luton)
    client = sign_in(sergeant)
    for sent, _ in DOCUMENTS:
        answer = client.post(
            address("figure-add", operation), {**sent, "as_of": "2022-07-20", "source": "Force news"}
        )
        assert answer.status_code == 302, answer.content.decode()
    page = client.get(address("page", operation)).content.decode()
    delivered, changed = page.split("Outcomes: what changed for people")
    for sent, printed in DOCUMENTS:
        place = changed if sent["kind"] == "outcome" else delivered
        assert f"<strong>{printed}</strong>" in place, printed
    assert "of which: grievous bodily harm, offensive weapons, public order" in delivered
    assert "Out of: ASB team cases closed in the year. Test: behaviour stopped, confirmed with the victim." in changed
    assert "Checked again after 90 days." in changed
    assert Quantity.objects.get(qualifier="words").value is None


def test_a_correction_keeps_every_digit_and_the_history(sign_in, sergeant, luton):
    operation = live(sergeant, luton)
    quantity = rules.record_figure(operation=operation, figure=a_figure(), by=sergeant)
    client = sign_in(sergeant)
    form = client.get(address("correct", operation, quantity.pk)).content.decode()
    assert 'value="750"' in form
    sent = {"kind": "output", "subject": "additional patrol", "unit": "hours", "qualifier": "more-than"}
    sent |= {"value": "1750.5", "as_of": "2022-07-21", "source": "Recount", "reason": "A day was left out"}
    assert client.post(address("correct", operation, quantity.pk), sent).status_code == 302
    again = client.post(address("correct", operation, quantity.pk), sent)
    assert "Somebody corrected" in again.content.decode()
    new = queries.stated(operation).get()
    history = client.get(address("figure", operation, new.pk)).content.decode()
    for words in ("more than 1,750.5 hours", "more than 750 hours", "A day was left out"):
        assert words in history


def test_only_who_decides_what_the_public_is_told_may_approve(sign_in, sergeant, manager, luton):
    operation = live(sergeant, luton)
    line = rules.write_line(operation=operation, kind="said", words="Litter", by=sergeant)
    url = address("tell", operation, "lines", line.pk)
    assert "permission" in sign_in(sergeant).post(url, {"approve": "yes"}, follow=True).content.decode()
    line.refresh_from_db()
    assert line.approved_at is None
    sign_in(manager).post(url, {"approve": "yes"})
    line.refresh_from_db()
    assert line.approved_by == manager


def test_a_life_is_walked_step_by_step(sign_in, manager, luton):
    operation = planned(manager, luton, lead=manager)
    client = sign_in(manager)
    assert "Before it can be approved" in client.get(address("page", operation)).content.decode()
    phase = {"kind": "intensify", "starts_on": "2022-07-04", "ends_on": "2022-07-17", "exit_criteria": "Two weeks"}
    client.post(address("phase", operation), phase)
    for to in ("approved", "live", "results-published"):
        assert client.get(address("move", operation, to)).status_code == 200
        client.post(address("move", operation, to), {})
        operation.refresh_from_db()
        assert operation.status == to
    assert client.get(address("move", operation, "evaluated")).status_code == 302


def test_the_pages_cost_a_constant_number_of_queries(sign_in, sergeant, luton, django_assert_max_num_queries):
    operation = live(sergeant, luton)
    client = sign_in(sergeant)
    for number in range(12):
        log(operation, sergeant, place=f"Park {number}", figures=[a_figure()])
        planned(sergeant, luton, name=f"Operation {number}")
    with django_assert_max_num_queries(40):
        client.get(address("page", operation))
    with django_assert_max_num_queries(15):
        client.get(address("list"))


def test_text_that_looks_like_markup_is_shown_as_text(sign_in, sergeant, luton):
    operation = live(sergeant, luton, name="<script>alert(1)</script>")
    log(operation, sergeant, note="<img src=x onerror=alert(1)>")
    page = sign_in(sergeant).get(address("page", operation)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_log_form_of_an_operation_starts_from_today_and_own_organisation(sign_in, sergeant, luton):
    operation = live(sergeant, luton)
    page = sign_in(sergeant).get(address("log", operation)).content.decode()
    own = Organisation.objects.get(name="Bedfordshire Police")
    assert f'<option value="{own.pk}" selected>' in page
