"""/desk/<partnership>/outcomes/..."""

from __future__ import annotations

from django.urls import path

from wardwise.assessment.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("operations/<int:operation_pk>/design/", views.draft_page, name="draft"),
    path("designs/<int:pk>/", views.design_page, name="design"),
    path("designs/<int:pk>/change/", views.change_page, name="change"),
    path("designs/<int:pk>/fix/", views.fix, name="fix"),
    path("designs/<int:pk>/discard/", views.discard, name="discard"),
    path("designs/<int:pk>/run/", views.run, name="run"),
    path("verdicts/<int:pk>/", views.verdict_page, name="verdict"),
    path("verdicts/<int:pk>/notes/", views.notes_page, name="notes"),
    path("verdicts/<int:pk>/publish/", views.publish, name="publish"),
]
