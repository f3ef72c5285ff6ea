"""/<partnership>/areas/: the public pages of the wards."""

from __future__ import annotations

from django.urls import path

from wardwise.publication.area_pages import views_site

app_name = "area_pages_site"
urlpatterns = [
    path("", views_site.area_list, name="list"),
    path("<slug:area>/", views_site.area_page, name="area"),
]
