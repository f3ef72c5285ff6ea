"""The public door."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("wardwise.web.site.urls"))]
handler404 = "wardwise.web.site.views.not_found"
handler500 = "wardwise.web.site.views.server_error"
