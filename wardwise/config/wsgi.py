"""The WSGI application that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardwise.config.settings")
application = get_wsgi_application()

from wardwise.config.warm import warm  # noqa: E402  (needs Django to stand)

warm()
