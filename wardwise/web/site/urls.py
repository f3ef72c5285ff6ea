"""The public site's addresses: /, then /<partnership>/ with each feature's public pages."""

from __future__ import annotations

from django.urls import include, path

from wardwise.web.site import views

WORDS = ("accessibility", "cookies", "privacy", "private-visit")

own = (
    [
        path("", views.front, name="front"),
        *(path(f"about/{page}/", views.words, {"page": page}, name=f"about-{page}") for page in WORDS),
        path("leave/", views.leave, name="leave"),
        path("<slug:partnership>/", views.home, name="home"),
        *(path(f"<slug:partnership>/{page}/", views.words, {"page": page}, name=page) for page in WORDS),
        path("<slug:partnership>/contact/", views.words, {"page": "contact"}, name="contact"),
        path("<slug:partnership>/feedback/", views.give_feedback, name="feedback"),
        path("<slug:partnership>/feedback/thanks/", views.words, {"page": "thanks"}, name="feedback-thanks"),
    ],
    "site",
)

urlpatterns = [
    path("", include(own)),
    path("<slug:partnership>/report/", include("wardwise.scanning.reports.urls_site")),
    path("<slug:partnership>/areas/", include("wardwise.publication.area_pages.urls_site")),
]
