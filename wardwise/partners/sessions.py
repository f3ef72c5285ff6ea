"""Sessions kept under the hash of their key: who gets to read the database cannot take over an open one."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import QuerySet
from django.utils import timezone


def kept_as(key: str) -> str:
    """Half of the key's SHA-256, which fits the column. A key is random, so that nothing needs to slow a guess."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class SessionStore(db.SessionStore):
    """Django's own, in which the cookie holds the key and the database only its hash."""

    def _found(self) -> QuerySet[AbstractBaseSession]:
        return self.model.objects.filter(session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now())

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = self._found().first()
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> AbstractBaseSession | None:
        found = await self._found().afirst()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(kept_as(session_key))

    def create_model_instance(self, data: Any) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = kept_as(made.session_key)
        return made

    async def acreate_model_instance(self, data: Any) -> AbstractBaseSession:
        made = await super().acreate_model_instance(data)
        made.session_key = kept_as(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept_as(key))

    async def adelete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            await super().adelete(kept_as(key))
