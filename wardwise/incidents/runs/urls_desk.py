from __future__ import annotations

from django.urls import path

from wardwise.incidents.runs import views

app_name = "runs"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("<int:number>/", views.run_page, name="run"),
    path("<int:number>/repeat/", views.run_repeat, name="repeat"),
]
