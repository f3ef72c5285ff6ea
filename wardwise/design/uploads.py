"""A limit on files that are sent to us: what is larger is dropped while it arrives, before it fills the disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.functional import cached_property

MOST_BYTES = 25_000_000
MOST_BYTES_SIGNED_IN = 520_000_000  # an archive of a large force; each form that takes less says so itself
MARK = "wardwise.file_too_big"


class Quota(FileUploadHandler):
    """First in the row of upload handlers. A form asks `is_too_big` why its file is missing.

    All files of a request together. No view has asked yet who sends them, so only signing in makes a difference.
    """

    received = 0

    @cached_property
    def most_bytes(self) -> int:
        person = getattr(self.request, "user", None)
        return MOST_BYTES_SIGNED_IN if person is not None and person.is_authenticated else MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self.received + len(raw_data) > self.most_bytes:
            if self.request is not None:
                self.request.META[MARK] = "1"
            raise SkipFile
        self.received += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None


def is_too_big(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped because it was larger than anybody may send."""
    return MARK in request.META
