import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import connections

from wardwise.partners.sessions import SessionStore


def test_database_does_not_hold_what_opens_a_session(client, manager):
    client.force_login(manager)
    key = client.cookies["wardwise_session"].value
    assert client.get("/desk/").status_code in (200, 302)
    kept = Session.objects.get()
    assert key not in kept.session_key
    client.cookies["wardwise_session"] = kept.session_key
    assert "login" in client.get("/desk/luton/")["Location"]


def test_session_is_read_again_changed_and_ended(db):
    store = SessionStore()
    store["step"] = 1
    store.save()
    again = SessionStore(store.session_key)
    again["step"] += 1
    again.save()
    assert SessionStore(store.session_key)["step"] == 2
    assert store.exists(store.session_key)
    old = store.session_key
    store.cycle_key()
    assert not store.exists(old)
    store.delete()
    assert not Session.objects.exists()


@pytest.mark.parametrize("key", [None, "unknown", "x" * 40])
def test_unknown_key_opens_nothing(db, key):
    store = SessionStore(key)
    assert store.get("step") is None
    store.delete()


@pytest.mark.django_db(transaction=True)
def test_it_is_the_same_without_waiting():
    async def walk() -> None:
        store = SessionStore()
        await store.aset("step", 1)
        await store.asave()
        assert await store.aexists(store.session_key)
        assert await SessionStore(store.session_key).aget("step") == 1
        assert await SessionStore("unknown").aget("step") is None
        await store.adelete()
        assert not await Session.objects.aexists()
        await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(1) as thread:  # in the tests' own thread the browser's loop may be running
        thread.submit(asyncio.run, walk()).result()
