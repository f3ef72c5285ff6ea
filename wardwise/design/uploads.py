"""A limit on files that are sent to us: what is larger is dropped while it arrives, before it fills the disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MOST_BYTES = 25_000_000
MARK = "wardwise.file_too_big"


class Quota(FileUploadHandler):
    """First in the row of upload handlers. A form asks `is_too_big` why its file is missing.

    All files of a request together: nobody has asked yet who sends them.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self.received + len(raw_data) > MOST_BYTES:
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
