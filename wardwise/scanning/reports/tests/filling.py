"""A resident fills in the pages one after the other."""

from __future__ import annotations

import re

from django.test import Client

PAGES = {
    "kind": {"group": "place", "place": "fly-tipping"},
    "where": {"place_words": "By the bins in the lane"},
    "when": {"day_day": "1", "day_month": "6", "day_year": "2026", "part": "evening", "how_long": "once"},
    "words": {"words": "Three sofas and a fridge"},
    "photo": {},
    "contact": {"wants": "no"},
}
HERE = "/luton/report/tell-us/"


def fill(client: Client, **changed) -> None:
    """Answer every page; `changed` are other answers by page."""
    client.post(HERE)
    for page, answers in PAGES.items():
        response = client.post(f"{HERE}{page}/", changed.get(page, answers))
        assert response.status_code == 302, (page, response.content.decode())


def token_of(client: Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(f"{HERE}check/").content.decode())
    return found.group(1) if found else ""


def send(client: Client, **more):
    return client.post(f"{HERE}check/", {"token": token_of(client), **more})


def codes_in(page: str) -> tuple[str, str]:
    reference, code = re.findall(r"<dd>([A-Z0-9-]{9,14})</dd>", page)
    return reference, code
