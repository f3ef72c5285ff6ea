"""The library's sign-in, sign-out, password and two-step pages; sign-up is left out."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
