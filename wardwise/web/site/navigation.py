"""What stands in the public site's menu and foot: one line a feature, in the order people need them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its words and the page it opens."""

    words: str
    url_name: str


# Features add their public page here.
MENU: tuple[Entry, ...] = (
    Entry("Home", "site:home"),
    Entry("Report something", "reports_site:what"),
    Entry("Your area", "area_pages_site:list"),
    Entry("Contact", "site:contact"),
)
# Every page has these at its foot; outside a partnership, the pages that hold for the whole site.
FURNITURE: tuple[Entry, ...] = (
    Entry("Keeping your visit private", "site:private-visit"),
    Entry("Accessibility", "site:accessibility"),
    Entry("Cookies", "site:cookies"),
    Entry("Privacy", "site:privacy"),
    Entry("Feedback", "site:feedback"),
)


class Site:
    """The addresses that the public frame needs, found only when a public page is drawn."""

    def __init__(self, request: HttpRequest) -> None:
        match = request.resolver_match
        self.path = request.path
        self.slug = str(match.kwargs.get("partnership", "")) if match else ""
        self.has_session = settings.SESSION_COOKIE_NAME in request.COOKIES

    @cached_property
    def exit_url(self) -> str:
        """Where quick exit goes. With answers kept on the server, it leads past the page that deletes them."""
        try:
            return reverse("site:leave") if self.has_session else settings.WARDWISE_EXIT_URL
        except NoReverseMatch:  # the desk's own process has no public pages
            return settings.WARDWISE_EXIT_URL

    @cached_property
    def home(self) -> str:
        return self.address("site:home") or "/"

    @cached_property
    def feedback(self) -> str:
        return self.address("site:feedback")

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        return self.lines(MENU)

    @cached_property
    def furniture(self) -> list[dict[str, Any]]:
        return self.lines(FURNITURE)

    def lines(self, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
        found = [(entry.words, self.address(entry.url_name)) for entry in entries]
        return [{"words": words, "url": url, "is_here": self.is_here(url)} for words, url in found if url]

    def is_here(self, url: str) -> bool:
        return self.path == url or (url != self.home and self.path.startswith(url))

    def address(self, url_name: str) -> str:
        """A page's address in this partnership or for the whole site; nothing where there is none."""
        try:
            return reverse(url_name, args=[self.slug]) if self.slug else reverse(url_name.replace(":", ":about-"))
        except NoReverseMatch:
            return ""


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"site": Site(request)}
