from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wardwise.design import uploads as quota
from wardwise.incidents import measures
from wardwise.incidents.home import store_of
from wardwise.incidents.ingest import uploads
from wardwise.incidents.ingest.tests.archives import BEDFORD, DALLOW, crime, folder, zipped
from wardwise.office.audit.models import Event
from wardwise.office.jobs.models import Job
from wardwise.partners.exceptions import NotAllowed

pytestmark = pytest.mark.django_db
DATA = "/desk/luton/ingest/"


@pytest.fixture
def archive(tmp_path):
    rows = {f"street_2024_0{m}": [crime(100 * m + n, f"2024-0{m}") for n in range(9)] for m in (1, 2, 4)}
    moved = ("-0.432000", "51.885000", *DALLOW[2:])
    rows["street_2024_05"] = [crime(n, "2024-05", place=moved) for n in range(900, 909)]
    rows["street_2024_01"] += [crime(777, place=BEDFORD), ("", *crime(5)[1:])]
    return zipped(folder(tmp_path / "a", **rows), tmp_path / "archive.zip")


@pytest.fixture
def loaded(archive, luton):
    from wardwise.incidents.ingest import rules

    return rules.load_police_uk(partnership=luton, path=archive, by=None)


def test_the_data_page_shows_months_gaps_and_moved_points(loaded, analyst, sign_in):
    page = sign_in(analyst).get(DATA).content.decode()
    assert "1 month missing: March 2024" in page
    assert "map points moved in May 2024" in page
    assert "<strong>38</strong> rows read = 37 loaded + 0 loaded with a flag + 1 refused" in page
    assert "<strong>36</strong> lie inside Luton" in page


def test_the_data_page_says_what_to_do_when_nothing_is_loaded(luton, analyst, sign_in):
    assert "wardwise load police-uk archive.zip --partnership luton" in sign_in(analyst).get(DATA).content.decode()


def test_the_page_of_a_month_says_what_became_of_its_rows(loaded, analyst, sign_in):
    page = (
        sign_in(analyst).get(reverse("ingest:month", args=["luton", "police-uk-street", "2024-01"])).content.decode()
    )
    assert "1: A crime without a crime ID" in page
    assert "Bedfordshire Police: 11 rows" in page
    gap = (
        sign_in(analyst).get(reverse("ingest:month", args=["luton", "police-uk-street", "2024-03"])).content.decode()
    )
    assert "Nothing was published for this month" in gap


@pytest.mark.parametrize(
    "address",
    ["police-uk-street/2023-01/", "police-uk-street/x/", "no-such-source/2024-01/", "police-uk-stops/2024-01/"],
)
def test_a_month_that_is_not_there_is_404(loaded, analyst, sign_in, address):
    assert sign_in(analyst).get(DATA + address).status_code == 404


def test_outsiders_and_those_without_the_permission_get_404(loaded, outsider, caseworker, sign_in):
    for person in (outsider, caseworker):
        for page in (DATA, DATA + "load/", DATA + "police-uk-street/2024-01/"):
            assert sign_in(person).get(page).status_code == 404


def test_pages_ask_the_database_a_few_times_however_many_months(
    loaded, analyst, sign_in, django_assert_max_num_queries
):
    client = sign_in(analyst)
    with django_assert_max_num_queries(10):
        client.get(DATA)


def upload(client, content: bytes, name: str = "archive.zip"):
    return client.post(DATA + "load/", {"archive": SimpleUploadedFile(name, content)})


def test_an_uploaded_archive_is_loaded_by_a_job_and_deleted(archive, luton, analyst, sign_in):
    done = upload(sign_in(analyst), archive.read_bytes())
    job = Job.objects.get()
    assert done.url == reverse("desk:job", args=["luton", job.pk])
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert "Of 38 rows, 37 were loaded" in job.result["words"]
    assert store_of(luton).months("police-uk-street") == ["2024-01", "2024-02", "2024-04", "2024-05"]
    assert list(uploads.folder().iterdir()) == []


def test_a_bad_archive_fails_the_job_in_words(tmp_path, luton, analyst, sign_in):
    odd = zipped(folder(tmp_path / "b", street_2024_01=b"a,b\n1,2\n"), tmp_path / "odd.zip")
    upload(sign_in(analyst), odd.read_bytes())
    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert job.error.startswith("Nothing was changed. 2024-01-bedfordshire-street.csv does not begin")
    assert list(uploads.folder().iterdir()) == []


@pytest.mark.parametrize(("content", "words"), [(b"hello", "not a whole zip file"), (b"", "empty")])
def test_what_is_no_zip_is_refused_on_the_page(luton, analyst, sign_in, content, words):
    done = upload(sign_in(analyst), content)
    assert done.status_code == 422
    assert words in done.content.decode()
    assert not Job.objects.exists()


def test_who_may_not_load_cannot_hand_over(luton, caseworker):
    with pytest.raises(NotAllowed):
        uploads.hand_over(
            partnership=luton, archive=SimpleUploadedFile("a.zip", io.BytesIO().getvalue()), by=caseworker
        )


def test_a_second_archive_waits_for_the_first(luton, analyst, archive, sign_in):
    Job.objects.create(title="x", partnership="luton", permission="SEE_DESK", work=uploads.load_archive.name)
    assert "being loaded already" in upload(sign_in(analyst), archive.read_bytes()).content.decode()


def test_an_archive_too_large_for_the_desk_says_so_and_is_not_kept(archive, luton, analyst, sign_in, monkeypatch):
    monkeypatch.setattr(quota, "MOST_BYTES_SIGNED_IN", 100)
    done = upload(sign_in(analyst), archive.read_bytes())
    assert done.status_code == 422
    assert "larger than 500 MB" in done.content.decode()
    assert not Job.objects.exists()


@pytest.fixture
def older(loaded, tmp_path) -> bytes:
    """An archive that ends in January, with another January than the store holds from a later archive."""
    return zipped(folder(tmp_path / "old", street_2024_01=[crime(1)]), tmp_path / "old.zip").read_bytes()


def january(partnership) -> int:
    only = measures.Selection("2024-01", "2024-01")
    return int(measures.monthly_counts(store_of(partnership), only).counts.sum())


def hand_over(client, content: bytes, **answers: str):
    return client.post(DATA + "load/", {"archive": SimpleUploadedFile("a.zip", content), **answers})


def test_older_archive_leaves_later_months_unless_it_is_asked_to_replace_them(older, luton, analyst, sign_in):
    before = january(luton)
    hand_over(sign_in(analyst), older)
    assert "Left out" in Job.objects.get().result["words"]
    assert january(luton) == before
    hand_over(sign_in(analyst), older, older="replace", is_sure="on")
    assert january(luton) == 1
    last = Event.objects.filter(verb="ingest.police_uk_loaded").order_by("number").last()
    assert last is not None
    assert last.detail["replaced_later"] is True


def test_replacing_is_not_done_without_the_tick_under_its_warning(older, luton, analyst, sign_in):
    before = january(luton)
    done = hand_over(sign_in(analyst), older, older="replace")
    assert done.status_code == 422
    assert "Tick the box to replace later months" in done.content.decode()
    assert not Job.objects.exists()
    assert hand_over(sign_in(analyst), older, older="other").status_code == 422
    assert january(luton) == before
