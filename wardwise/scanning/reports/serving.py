"""How a photo leaves the server."""

from __future__ import annotations

from django.http import HttpResponse


def jpeg(content: bytes) -> HttpResponse:
    """A photo that a browser may only draw: no script, no guessing, no copy kept."""
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
