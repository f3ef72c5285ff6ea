from __future__ import annotations

import pytest

from wardwise.office.jobs import rules
from wardwise.office.jobs.models import Job
from wardwise.office.jobs.tests import works


@pytest.fixture
def job(manager) -> Job:
    return rules.start(
        works.count,
        title="Count to two",
        by=manager,
        partnership_slug="luton",
        arguments={"to": 2},
        permission="PUBLISH",
    )


@pytest.fixture
def waiting(manager) -> Job:
    return Job.objects.create(
        title="Count", partnership="luton", permission="SEE_DESK", work=works.count.name, asked_by=manager.pk
    )


def test_colleague_sees_the_work_and_who_asked(sign_in, manager, job) -> None:
    page = sign_in(manager).get("/desk/luton/work/").content.decode()
    assert "Count to two" in page
    assert "Mary" in page


@pytest.mark.parametrize("path", ["", "progress/"])
def test_colleague_without_its_permission_gets_404(sign_in, analyst, job, path: str) -> None:
    client = sign_in(analyst)
    assert client.get(f"/desk/luton/work/{job.pk}/{path}").status_code == 404
    assert "Count to two" not in client.get("/desk/luton/work/").content.decode()


def test_partner_from_another_partnership_gets_404(sign_in, outsider, job) -> None:
    client = sign_in(outsider)
    assert client.get(f"/desk/luton/work/{job.pk}/").status_code == 404
    assert client.get(f"/desk/bedford/work/{job.pk}/").status_code == 404
    assert client.post(f"/desk/luton/work/{job.pk}/cancel/").status_code == 404


def test_page_of_done_work_shows_its_result_and_no_refresh(sign_in, manager, job) -> None:
    page = sign_in(manager).get(f"/desk/luton/work/{job.pk}/").content.decode()
    assert "Counted to 2." in page
    assert "refresh" not in page


def test_page_of_waiting_work_can_cancel_it(sign_in, analyst, waiting) -> None:
    client = sign_in(analyst)
    assert "Cancel this work" in client.get(f"/desk/luton/work/{waiting.pk}/").content.decode()
    client.post(f"/desk/luton/work/{waiting.pk}/cancel/")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.cancelled_by) == ("cancelled", analyst.pk)


def test_cancelling_twice_says_that_it_has_ended(sign_in, manager, job) -> None:
    answer = sign_in(manager).post(f"/desk/luton/work/{job.pk}/cancel/", follow=True)
    assert [str(m) for m in answer.context["messages"]] == ["This work has already ended."]


def test_link_to_another_site_is_not_followed(sign_in, manager, job) -> None:
    Job.objects.filter(pk=job.pk).update(result={"link": "//evil.example/"})
    assert "evil" not in sign_in(manager).get(f"/desk/luton/work/{job.pk}/").content.decode()
