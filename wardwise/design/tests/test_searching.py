from importlib import import_module

import pytest
from django.conf import settings
from django.test import RequestFactory

from wardwise.design import searching


@pytest.fixture
def session(db):
    return import_module(settings.SESSION_ENGINE).SessionStore()


def sent(session, **answers):
    request = RequestFactory().post("/list/", answers)
    request.session = session
    return searching.to_results(request)["Location"]


def got(session, address):
    request = RequestFactory().get(address)
    request.session = session
    return request


def test_words_are_not_in_the_address_and_are_found_again(session):
    address = sent(session, words="  Mrs Example ", state="open", csrfmiddlewaretoken="x")
    assert "Example" not in address
    assert "csrf" not in address
    asked = searching.question(got(session, address))
    assert (asked["words"], asked["state"]) == ("Mrs Example", "open")
    assert not searching.is_lost(got(session, address))


def test_two_searches_stay_apart_and_the_oldest_are_forgotten(session):
    addresses = [sent(session, words=f"word {n}") for n in range(searching.MOST + 1)]
    assert searching.question(got(session, addresses[1]))["words"] == "word 1"
    assert searching.question(got(session, addresses[-1]))["words"] == f"word {searching.MOST}"
    assert "words" not in searching.question(got(session, addresses[0]))
    assert searching.is_lost(got(session, addresses[0]))


def test_search_without_words_leaves_nothing_behind(session):
    assert sent(session, state="closed") == "/list/?state=closed"
    assert sent(session) == "/list/"
    assert session.is_empty()


def test_words_in_an_address_are_not_asked(session):
    assert "words" not in searching.question(got(session, "/list/?words=Example"))
