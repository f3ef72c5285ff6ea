"""The desk's pages for problem files: /desk/<partnership>/problems/..."""

from __future__ import annotations

from django.urls import path

from wardwise.scanning.problems import views_desk as views

app_name = "problems"
urlpatterns = [
    path("", views.listed, name="list"),
    path("open/", views.open_new, name="open"),
    path("<int:number>/", views.page, name="page"),
    path("<int:number>/edit/<slug:part>/", views.edit, name="edit"),
    path("<int:number>/do/<slug:verb>/", views.do, name="do"),
    path("<int:number>/hypotheses/<int:hypothesis>/", views.judge, name="judge"),
    path("<int:number>/evidence/<int:link>/remove/", views.remove_evidence, name="remove-evidence"),
]
