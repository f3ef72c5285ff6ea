"""Both doors in one process: for a small partnership, and for trying Wardwise out."""

from __future__ import annotations

from wardwise.config import urls_desk, urls_site

urlpatterns = [*urls_desk.urlpatterns, *urls_site.urlpatterns]
handler404 = urls_site.handler404
handler500 = urls_site.handler500
