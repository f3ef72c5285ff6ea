"""Settings for the test run: the same, in a folder of its own, with plain static files and quick passwords."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# A folder per test process (pytest-xdist runs several), removed at the end.
os.environ["WARDWISE_HOME"] = tempfile.mkdtemp(prefix="wardwise-tests-")
atexit.register(shutil.rmtree, os.environ["WARDWISE_HOME"], ignore_errors=True)
os.environ.pop("WARDWISE_ORIGIN", None)
os.environ.pop("WARDWISE_DOORS", None)
os.environ.pop("WARDWISE_SECOND_STEP", None)

from wardwise.config.settings import *  # noqa: E402, F403  (the point of this file)
from wardwise.config.settings import CACHES, DATABASES, STORAGES, WARDWISE_HOME  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
(WARDWISE_HOME / "static").mkdir()  # whitenoise warns when it is missing
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in CACHES}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server and the tests of concurrency need a second connection.
    DATABASES["default"]["TEST"] = {"NAME": str(WARDWISE_HOME / "tests.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
