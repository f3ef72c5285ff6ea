from __future__ import annotations

import pytest

from wardwise.office.feedback import rules as feedback
from wardwise.office.feedback.models import Feedback
from wardwise.web.site import views

pytestmark = pytest.mark.django_db
FAILING = "wardwise.web.site.views.signposts.shown_by"


def test_one_partnership_is_gone_to_and_of_several_one_is_chosen(luton, client):
    assert client.get("/").headers["Location"] == "/luton/"


def test_visitors_get_no_cookie_on_any_page(luton, client):
    for page in ("", "contact/", "cookies/", "privacy/", "accessibility/", "private-visit/", "feedback/"):
        answer = client.get(f"/luton/{page}")
        assert answer.status_code == 200
        assert not answer.cookies, page


def test_a_place_that_is_not_here_is_404_on_every_page(db, client):
    for page in ("", "cookies/", "feedback/", "contact/"):
        answer = client.get(f"/nowhere/{page}")
        assert answer.status_code == 404
        assert "Page not found" in answer.content.decode()


def test_a_failure_says_sorry_and_nothing_of_the_inside(luton, client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(FAILING, lambda partnership: 1 / 0)
    answer = client.get("/luton/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Sorry, there was a technical problem. Please try again." in page
    assert "ZeroDivisionError" not in page
    assert "Leave this site quickly" in page


def test_sorry_is_said_even_when_the_frame_cannot_be_drawn(rf, monkeypatch):
    monkeypatch.setattr(views, "render_to_string", lambda *a, **k: 1 / 0)
    answer = views.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert views.SORRY in answer.content.decode()


def test_a_form_that_came_from_elsewhere_is_refused_with_words_for_people(luton, manager):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    answer = client.post("/desk/luton/signposts/new/", {})
    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()


def test_feedback_of_a_program_is_refused_and_what_was_typed_is_kept(luton, client, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_DAY", 0)
    answer = client.post("/luton/feedback/", {"answer": "no", "words": "kept words"})
    page = answer.content.decode()
    assert "Please try again tomorrow" in page
    assert "kept words" in page
    assert not Feedback.objects.exists()


def test_feedback_is_for_those_who_publish_in_that_place(luton, manager, analyst, outsider, client):
    feedback.give(place="luton", answer="no", words="<i>too slow</i>")
    client.force_login(manager)
    assert "&lt;i&gt;too slow" in client.get("/desk/luton/feedback/").content.decode()
    for other in (analyst, outsider):
        client.force_login(other)
        assert client.get("/desk/luton/feedback/").status_code == 404


def test_the_desks_own_process_shows_its_pages_and_its_errors(luton, manager, client, settings):
    settings.ROOT_URLCONF = "wardwise.config.urls_desk"
    client.force_login(manager)
    assert client.get("/desk/luton/").status_code == 200
    lost = client.get("/desk/luton/nothing-here/")
    assert lost.status_code == 404
    assert "Page not found" in lost.content.decode()
    assert client.get("/luton/").status_code == 404


def test_the_publics_own_process_has_no_desk(luton, manager, client, settings):
    settings.ROOT_URLCONF = "wardwise.config.urls_site"
    client.force_login(manager)
    for address in ("/desk/", "/desk/luton/", "/accounts/login/"):
        assert client.get(address).status_code == 404
    assert client.get("/luton/").status_code == 200
