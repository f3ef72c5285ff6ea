from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from wardwise.office.audit import rules as audit
from wardwise.office.audit.models import Event
from wardwise.partners import queries, rules
from wardwise.partners.exceptions import NotAllowed, Refused
from wardwise.partners.models import Organisation, Person, Post, SharingAgreement

FAR = dt.date(2098, 1, 1)


def day(name: str, value: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


@pytest.mark.parametrize("path", ["members/", "people/", "roles/", "agreements/", "audit/"])
def test_outsider_gets_404_and_manager_the_page(sign_in, manager, outsider, client, path) -> None:
    assert sign_in(manager).get(f"/desk/luton/partners/{path}").status_code == 200
    assert sign_in(outsider).get(f"/desk/luton/partners/{path}").status_code == 404


@pytest.mark.parametrize("path", ["people/", "agreements/", "audit/", "members/add/", "people/add/"])
def test_caseworker_does_not_learn_that_management_pages_exist(sign_in, caseworker, path) -> None:
    assert sign_in(caseworker).get(f"/desk/luton/partners/{path}").status_code == 404


def test_hired_person_has_an_account_without_a_password_and_a_post(sign_in, governance_lead, luton) -> None:
    organisation = Organisation.objects.get(name="Luton Council")
    form = {"name": "Nia", "email": "Nia@luton.example", "organisation": organisation.pk, "role": "analyst"}
    answer = sign_in(governance_lead).post(
        "/desk/luton/partners/people/add/", {**form, **day("since", dt.date(2024, 1, 1))}
    )
    nia = Person.objects.get(email="nia@luton.example")
    assert answer.status_code == 302
    assert not nia.has_usable_password()
    assert Event.objects.filter(verb="partners.appointed", subject=f"partners.person:{nia.pk}").exists()


def test_organisation_that_is_no_member_cannot_be_hired_from(governance_lead, luton) -> None:
    stranger = Organisation.objects.create(name="Elsewhere Ltd", kind="business")
    with pytest.raises(Refused) as refusal:
        rules.hire(
            partnership=luton, email="x@x.example", name="X", job_title="", organisation=stranger,
            role="analyst", since=queries.today(), by=governance_lead,
        )  # fmt: skip
    assert refusal.value.code == "not_a_member"


def test_nobody_gives_themselves_a_role(sign_in, manager, luton) -> None:
    answer = sign_in(manager).post(
        f"/desk/luton/partners/people/{manager.pk}/", {"role": "governance-lead", **day("since", dt.date(2024, 1, 1))}
    )
    assert "You cannot give yourself a role" in answer.content.decode()
    assert Post.objects.filter(person=manager).count() == 1


def test_analyst_may_not_appoint(analyst, caseworker, luton) -> None:
    with pytest.raises(NotAllowed):
        rules.appoint(person=caseworker, partnership=luton, role="manager", since=queries.today(), by=analyst)


def test_person_of_another_partnership_is_not_found_here(sign_in, manager, outsider) -> None:
    assert sign_in(manager).get(f"/desk/luton/partners/people/{outsider.pk}/").status_code == 404
    post = Post.objects.get(person=outsider)
    assert sign_in(manager).post(f"/desk/luton/partners/posts/{post.pk}/end/", {}).status_code == 404


def test_ended_post_closes_the_desk_the_day_after(sign_in, manager, analyst) -> None:
    post = Post.objects.get(person=analyst)
    yesterday = queries.today() - dt.timedelta(days=1)
    sign_in(manager).post(f"/desk/luton/partners/posts/{post.pk}/end/", day("until", yesterday))
    assert sign_in(analyst).get("/desk/luton/").status_code == 404


def test_post_cannot_end_before_it_began(sign_in, manager, analyst) -> None:
    post = Post.objects.get(person=analyst)
    answer = sign_in(manager).post(f"/desk/luton/partners/posts/{post.pk}/end/", day("until", dt.date(1999, 1, 1)))
    assert "cannot be before" in answer.content.decode()


def test_leaving_organisation_takes_its_people_with_it(sign_in, manager, sergeant, luton) -> None:
    membership = queries.memberships(luton).get(organisation__name="Bedfordshire Police")
    yesterday = queries.today() - dt.timedelta(days=1)
    sign_in(manager).post(f"/desk/luton/partners/members/{membership.pk}/end/", day("until", yesterday))
    assert sign_in(sergeant).get("/desk/luton/").status_code == 404


def test_expired_agreement_closes_access_and_the_front_says_so_without_leaking(sign_in, caseworker, luton) -> None:
    SharingAgreement.objects.filter(partnership=luton).update(expires_on=dt.date(2021, 1, 1))
    page = sign_in(caseworker).get("/desk/luton/").content.decode()
    assert "Your access is closed" in page
    assert "Community safety" not in page.split("<main")[1]
    assert sign_in(caseworker).get("/desk/luton/work/").status_code == 200


def test_agreement_that_ends_soon_is_shown_to_who_can_renew_it(sign_in, governance_lead, caseworker, luton) -> None:
    soon = queries.today() + dt.timedelta(days=20)
    SharingAgreement.objects.filter(partnership=luton).update(expires_on=soon)
    assert "ends on" in sign_in(governance_lead).get("/desk/luton/").content.decode()
    assert "ends on" not in sign_in(caseworker).get("/desk/luton/").content.decode()


def test_renewed_agreement_opens_access_again(sign_in, governance_lead, analyst, luton) -> None:
    agreement = SharingAgreement.objects.get(partnership=luton)
    SharingAgreement.objects.filter(pk=agreement.pk).update(expires_on=dt.date(2021, 1, 1))
    assert sign_in(governance_lead).get("/desk/luton/partners/people/").status_code == 404
    sign_in(governance_lead).post(f"/desk/luton/partners/agreements/{agreement.pk}/", day("expires_on", FAR))
    assert len(queries.permissions_of(analyst, luton)) > 3
    assert Event.objects.get(verb="partners.agreement_renewed").detail == {"from": "2021-01-01", "to": "2098-01-01"}


def test_agreement_is_not_renewed_backwards(governance_lead, luton) -> None:
    with pytest.raises(Refused):
        rules.renew_agreement(
            SharingAgreement.objects.get(partnership=luton), expires_on=dt.date(2021, 1, 1), by=governance_lead
        )


def test_agreement_is_recorded_with_its_parties(sign_in, governance_lead, luton) -> None:
    form = {"title": "Violence data", "purpose": "To cut violence", "gateway": "PCSC Act 2022 s.9"}
    form["organisations"] = Organisation.objects.get(name="Mediation Luton").pk
    dates = {**day("starts_on", dt.date(2024, 1, 1)), **day("expires_on", FAR)}
    sign_in(governance_lead).post("/desk/luton/partners/agreements/add/", {**form, **dates})
    assert SharingAgreement.objects.get(title="Violence data").organisations.get().name == "Mediation Luton"


def test_review_list_says_why_and_is_recorded(sign_in, manager, analyst) -> None:
    client = sign_in(manager)
    page = client.get("/desk/luton/partners/people/").content.decode()
    assert "has signed “Community safety”" in page
    assert "never been confirmed" in page
    client.post("/desk/luton/partners/people/review/")
    assert "Last confirmed" in client.get("/desk/luton/partners/people/").content.decode()


def test_roles_page_names_every_permission(sign_in, caseworker) -> None:
    page = sign_in(caseworker).get("/desk/luton/partners/roles/").content.decode()
    assert "Give people roles and end them" in page
    assert "Information governance lead" in page


def test_reading_the_audit_is_in_the_audit(sign_in, governance_lead) -> None:
    sign_in(governance_lead).get("/desk/luton/partners/audit/", {"verb": "partners.appointed"})
    event = Event.objects.get(verb="audit.read")
    assert event.actor == f"person:{governance_lead.pk}"
    assert event.detail == {"verb": "partners.appointed", "page": 1}


def test_audit_is_searched_by_who_what_which_and_when(sign_in, governance_lead, analyst, luton) -> None:
    event = audit.record("reports.opened", by=analyst, partnership="luton", subject="reports.report:12")
    audit.record("reports.opened", by=analyst, partnership="bedford", subject="reports.report:13")
    client = sign_in(governance_lead)
    that_day = timezone.localdate(event.at)  # midnight may pass while this runs
    search = {
        "person": analyst.pk,
        "verb": "reports.opened",
        "subject": "reports.report:12",
        **day("first", that_day),
        **day("last", that_day),
    }
    assert client.get("/desk/luton/partners/audit/", search).context["page"].paginator.count == 1
    assert "report:13" not in client.get("/desk/luton/partners/audit/").content.decode()


def test_audit_is_read_in_words_with_the_code_beside_them(sign_in, governance_lead, analyst) -> None:
    audit.record("reports.opened", by=analyst, partnership="luton", subject="reports.report:12")
    audit.record("old.thing_done", by=analyst, partnership="luton", subject="gone.model:3")
    rows = sign_in(governance_lead).get("/desk/luton/partners/audit/").context["rows"]
    said = {row["event"].verb: (row["did"], row["record"]) for row in rows}
    assert said["reports.opened"] == ("Opened a report", "Report 12")
    assert said["old.thing_done"] == ("Old: thing done", "gone.model:3")


def test_bad_search_of_the_audit_is_explained_and_finds_nothing(sign_in, governance_lead) -> None:
    page = sign_in(governance_lead).get("/desk/luton/partners/audit/", {"subject": "Mrs Smith"})
    assert "Write the record as the list does" in page.content.decode()
    assert page.context["page"].paginator.count == 0


def test_somebody_who_left_is_still_told_apart_in_the_audit(sign_in, governance_lead, luton) -> None:
    class Gone:
        pk = 9_999

    audit.record("reports.opened", by=Gone(), partnership="luton")
    assert (
        "Somebody who has left (person:9999)"
        in sign_in(governance_lead).get("/desk/luton/partners/audit/").content.decode()
    )


def test_checking_the_chain_is_a_job_that_finds_a_changed_row(sign_in, governance_lead, luton) -> None:
    client = sign_in(governance_lead)
    whole = client.post("/desk/luton/partners/audit/verify/", follow=True).content.decode()
    assert "The audit is whole" in whole
    Event.objects.filter(number=2).update(verb="nothing.happened")
    broken = client.post("/desk/luton/partners/audit/verify/", follow=True).content.decode()
    assert "event 2 was changed" in broken
