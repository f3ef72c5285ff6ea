"""The desk's pages for reports: /desk/<partnership>/reports/..."""

from __future__ import annotations

from django.urls import path

from wardwise.scanning.reports import views_desk as views

app_name = "reports"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<int:number>/", views.page, name="page"),
    path("<int:number>/contact/", views.contact, name="contact"),
    path("<int:number>/photo/<int:photo>/", views.photo, name="photo"),
    path("<int:number>/<slug:verb>/", views.do, name="do"),
]
