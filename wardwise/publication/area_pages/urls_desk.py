"""/desk/<partnership>/releases/: preparing, approving and taking down the area pages."""

from __future__ import annotations

from django.urls import path

from wardwise.publication.area_pages import views_desk

app_name = "area_pages"
urlpatterns = [
    path("", views_desk.release_list, name="releases"),
    path("prepare/", views_desk.prepare_all, name="prepare-all"),
    path("<int:release_id>/", views_desk.release, name="release"),
    path("<int:release_id>/approve/", views_desk.move, {"verb": "approve"}, name="approve"),
    path("<int:release_id>/withdraw/", views_desk.move, {"verb": "withdraw"}, name="withdraw"),
    path("<int:release_id>/discard/", views_desk.move, {"verb": "discard"}, name="discard"),
    path("wards/<int:area_id>/", views_desk.ward, name="ward"),
    path("wards/<int:area_id>/prepare/", views_desk.prepare, name="prepare"),
    path("wards/<int:area_id>/contact/", views_desk.contact, name="contact"),
]
