"""The library's sign-in, sign-out, password and two-step pages; sign-up and changing one's address are left out."""

from __future__ import annotations

from django.urls import include, path

from wardwise.partners import views_signin as views

urlpatterns = [
    path("", views.account, name="account_page"),
    path("2fa/", views.SecondStep.as_view()),
    path("signup/", views.closed),
    path("email/", views.closed),
    path("confirm-email/", views.closed),
    path("confirm-email/<str:key>/", views.closed),
    path("", include("allauth.urls")),
]
