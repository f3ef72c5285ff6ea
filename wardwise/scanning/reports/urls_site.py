"""The public pages of reporting: /<partnership>/report/..."""

from __future__ import annotations

from django.urls import path

from wardwise.scanning.reports import views_site as views

app_name = "reports_site"
urlpatterns = [
    path("", views.what, name="what"),
    path("tell-us/", views.start, name="start"),
    path("tell-us/check/", views.check, name="check"),
    path("tell-us/photo/picture/", views.draft_photo, name="draft_photo"),
    path("tell-us/<slug:name>/", views.step, name="step"),
    path("status/", views.ask_status, name="ask"),
    path("status/yours/", views.show_status, name="status"),
    path("status/more/", views.add_words, name="more"),
    path("status/withdraw/", views.withdraw_contact, name="withdraw"),
    path("status/close/", views.close_status, name="close_status"),
    path("<slug:code>/", views.route, name="route"),
]
