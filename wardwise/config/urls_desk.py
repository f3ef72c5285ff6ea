"""The staff door: /desk/ and sign-in. The process that serves the public has none of it."""

from __future__ import annotations

from django.urls import include, path

from wardwise.config.urls_site import handler404, handler500

urlpatterns = [
    path("desk/", include("wardwise.web.desk.urls")),
    path("accounts/", include("wardwise.partners.urls_signin")),
]
__all__ = ["handler404", "handler500", "urlpatterns"]
