from __future__ import annotations

from django.urls import path

from wardwise.publication.signposts import views_desk as views

app_name = "signposts"
urlpatterns = [
    path("", views.signpost_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:signpost_id>/", views.edit, name="edit"),
]
