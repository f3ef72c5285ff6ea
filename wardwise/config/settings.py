"""Django settings. Everything an operator may set comes from the environment, listed in docs/operating.md.

All state (database, incident store, uploads, keys) lives in one folder, WARDWISE_HOME.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from wardwise.config import environment as env

WARDWISE_HOME = env.folder("WARDWISE_HOME", Path.cwd() / "var")

# Which doors this process opens: the public site, the staff desk, or both.
WARDWISE_DOORS = env.choice("WARDWISE_DOORS", "both", ("both", "site", "desk"))
# How the world reaches us. Everything about https follows from it.
WARDWISE_ORIGIN = env.text("WARDWISE_ORIGIN", "http://127.0.0.1:8000")

# Where "Leave this site quickly" goes: a page that anybody might be looking at.
WARDWISE_EXIT_URL = env.text("WARDWISE_EXIT_URL", "https://www.bbc.co.uk/weather")

origin = urlsplit(WARDWISE_ORIGIN)
if origin.scheme not in ("http", "https") or not origin.hostname:
    raise ImproperlyConfigured("WARDWISE_ORIGIN must look like https://safer.example.gov.uk")
OVER_HTTPS = origin.scheme == "https"

# Whether people who see the desk must sign in with a second step, or may.
SECOND_STEP = env.choice("WARDWISE_SECOND_STEP", "required" if OVER_HTTPS else "offered", ("required", "offered"))

SECRET_KEY = env.kept_secret(WARDWISE_HOME / "keys" / "secret-key")
AUDIT_KEY = env.kept_secret(WARDWISE_HOME / "keys" / "audit-key")
DEBUG = False
ALLOWED_HOSTS = [origin.hostname, *([] if OVER_HTTPS else ["127.0.0.1", "localhost"])]
CSRF_TRUSTED_ORIGINS = [f"{origin.scheme}://{origin.netloc}"]

INSTALLED_APPS = [
    "wardwise.publication.area_pages",
    "wardwise.publication.signposts",
    "wardwise.assessment.outcomes",
    "wardwise.response.operations",
    "wardwise.analysis.hotspots",
    "wardwise.analysis.trends",
    "wardwise.scanning.reports",
    "wardwise.scanning.problems",
    "wardwise.incidents.runs",
    "wardwise.incidents.ingest",
    "wardwise.partners",
    "wardwise.places",
    "wardwise.office.audit",
    "wardwise.office.privacy",
    "wardwise.office.feedback",
    "wardwise.office.jobs",
    "wardwise.web.desk",
    "wardwise.web.site",
    "wardwise.design",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random and Django masks the form token: BREACH learns nothing
    "csp.middleware.CSPMiddleware",
    "wardwise.partners.caching.keep_nothing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = {
    "both": "wardwise.config.urls",
    "site": "wardwise.config.urls_site",
    "desk": "wardwise.config.urls_desk",
}[WARDWISE_DOORS]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wardwise.web.desk.navigation.navigation",
                "wardwise.web.site.navigation.navigation",
            ],
            "builtins": ["wardwise.design.templatetags.design"],
        },
    }
]
FORM_RENDERER = "wardwise.design.forms.Renderer"

DATABASES = {
    "default": dj_database_url.config(
        env="DATABASE_URL", default=f"sqlite:///{WARDWISE_HOME / 'wardwise.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait for a writer (WAL); a writer says so at its start (IMMEDIATE) instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    # Counts of what one connection or account did this hour: no number of charts pushes them out.
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": WARDWISE_HOME / "cache" / "limits",
        "TIMEOUT": 3_600,
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    "drawn": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": WARDWISE_HOME / "cache" / "drawn",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

AUTH_USER_MODEL = "partners.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "wardwise.partners.signin.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the partnership, never by sign-up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ADAPTER = "wardwise.partners.signin.SecondStep"
ACCOUNT_FORMS = {
    "login": "wardwise.partners.forms_signin.Login",
    "reset_password": "wardwise.partners.forms_signin.ResetPassword",
    "reset_password_from_key": "wardwise.partners.forms_signin.ResetPasswordKey",
    "reauthenticate": "wardwise.partners.forms_signin.Reauthenticate",
    "change_password": "wardwise.partners.forms_signin.ChangePassword",
}
MFA_FORMS = {
    "authenticate": "wardwise.partners.forms_signin.Authenticate",
    "reauthenticate": "wardwise.partners.forms_signin.Authenticate",
    "activate_totp": "wardwise.partners.forms_signin.ActivateTOTP",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:front"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "wardwise.partners.sessions"  # keys hashed in the database
SESSION_COOKIE_NAME = "wardwise_session"
SESSION_COOKIE_AGE = 60 * 60 * 10  # a working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "wardwise.web.site.views.form_expired"
CSRF_COOKIE_AGE = (
    None  # gone with the window: a cookie that lives a year tells who looks later that somebody was here
)
SECURE_SSL_REDIRECT = OVER_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if OVER_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_HTTPS else None
# Wrong passwords are counted by the address that our own proxy saw, not by the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if OVER_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # the map draws its icons as data and blobs
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = WARDWISE_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": WARDWISE_HOME / "uploads", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "wardwise.design.static_files.Storage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "wardwise.design.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Without a mail server, messages are kept as files: nothing leaves the machine until an operator says so.
mail = urlsplit(env.text("WARDWISE_MAIL_SERVER", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if mail.hostname else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = WARDWISE_HOME / "mail"
if mail.hostname:
    EMAIL_HOST, EMAIL_PORT = mail.hostname, mail.port or (465 if mail.scheme == "smtps" else 587)
    EMAIL_USE_SSL, EMAIL_USE_TLS = mail.scheme == "smtps", mail.scheme == "smtp"
    EMAIL_HOST_USER = unquote(mail.username or "")
    EMAIL_HOST_PASSWORD = env.from_file("WARDWISE_MAIL_PASSWORD_FILE")
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("WARDWISE_MAIL_FROM", f"no-reply@{origin.hostname}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"wardwise": {"level": "INFO"}},
}
