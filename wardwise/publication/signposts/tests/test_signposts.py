from __future__ import annotations

import pytest

from wardwise.office.audit.models import Event
from wardwise.partners.exceptions import NotAllowed
from wardwise.publication.signposts import queries, rules
from wardwise.publication.signposts.models import Signpost

WORDS = {"kind": "careers", "heading": "Join the police", "words": "Two ways in.", "position": 10, "is_shown": "on"}


@pytest.fixture
def signpost(luton, manager):
    return rules.put_up(partnership=luton, by=manager, kind="careers", heading="Join us", words="Two ways in.")


def test_a_manager_puts_one_up_and_it_is_in_the_record(luton, manager, sign_in):
    answer = sign_in(manager).post("/desk/luton/signposts/new/", WORDS)
    assert answer.status_code == 302
    assert [s.heading for s in queries.shown_by(luton)] == ["Join the police"]
    assert Event.objects.filter(verb="signposts.put_up").count() == 1


def test_an_analyst_may_not_decide_what_the_public_is_told(luton, analyst, sign_in):
    assert sign_in(analyst).get("/desk/luton/signposts/").status_code == 404
    with pytest.raises(NotAllowed):
        rules.put_up(partnership=luton, by=analyst, kind="careers", heading="x", words="y")


def test_another_partnerships_manager_gets_404(signpost, outsider, sign_in):
    client = sign_in(outsider)
    for address in ("/desk/luton/signposts/", f"/desk/bedford/signposts/{signpost.pk}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, WORDS).status_code == 404
    assert Signpost.objects.get().heading == "Join us"


def test_a_link_needs_its_words_and_must_be_an_address(luton, manager, sign_in):
    client = sign_in(manager)
    page = client.post("/desk/luton/signposts/new/", WORDS | {"link": "https://example.org/"})
    assert "Enter the words of the link" in page.content.decode()
    page = client.post("/desk/luton/signposts/new/", WORDS | {"link": "javascript:alert(1)", "link_words": "Go"})
    assert page.status_code == 200
    assert not Signpost.objects.exists()


def test_what_is_not_shown_is_not_on_the_public_page(luton, manager, client):
    rules.put_up(partnership=luton, by=manager, kind="help", heading="Hidden", words="x", is_shown=False)
    rules.put_up(partnership=luton, by=manager, kind="help", heading="<b>Seen</b>", words="y")
    page = client.get("/luton/").content.decode()
    assert "Hidden" not in page
    assert "&lt;b&gt;Seen&lt;/b&gt;" in page


def test_it_can_be_removed_for_good(signpost, manager, sign_in):
    sign_in(manager).post(f"/desk/luton/signposts/{signpost.pk}/", {"remove": "yes"})
    assert not Signpost.objects.exists()
    assert Event.objects.filter(verb="signposts.taken_down").count() == 1
