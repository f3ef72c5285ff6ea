"""The staff desk's addresses: /desk/, then /desk/<partnership>/ with each feature's pages."""

from __future__ import annotations

from django.urls import include, path

from wardwise.web.desk import views

own = (
    [
        path("", views.front, name="front"),
        path("<slug:partnership>/", views.home, name="home"),
    ],
    "desk",
)

urlpatterns = [path("", include(own))]
