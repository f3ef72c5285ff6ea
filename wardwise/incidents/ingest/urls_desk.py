from __future__ import annotations

from django.urls import path

from wardwise.incidents.ingest import views

app_name = "ingest"
urlpatterns = [
    path("", views.sources, name="sources"),
    path("load/", views.load, name="load"),
    path("<slug:source>/<slug:month>/", views.month, name="month"),
]
