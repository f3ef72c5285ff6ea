"""The public site's addresses: /, then /<partnership>/ with each feature's public pages."""

from __future__ import annotations

from django.urls import include, path

from wardwise.web.site import views

own = (
    [
        path("", views.front, name="front"),
        path("<slug:partnership>/", views.home, name="home"),
    ],
    "site",
)

urlpatterns = [path("", include(own))]
