"""Classes of the fields that libraries store for us. `Model.*` covers what is not named by itself."""

from __future__ import annotations

from wardwise.office.privacy.classes import OPERATIONAL, Classed, personal

WHILE_EMPLOYED = "until one year after the person leaves"

LIBRARY_FIELDS: dict[str, Classed] = {
    "auth.Permission.*": OPERATIONAL,
    "auth.Group.*": OPERATIONAL,
    "auth.Group_permissions.*": OPERATIONAL,
    "contenttypes.ContentType.*": OPERATIONAL,
    "sessions.Session.*": personal("ten hours, or until sign-out"),
    "account.EmailAddress.*": personal(WHILE_EMPLOYED),
    "account.EmailConfirmation.*": personal("three days"),
    "mfa.Authenticator.*": personal(WHILE_EMPLOYED),
    "django_tasks_database.DBTaskResult.*": OPERATIONAL,
}
