from __future__ import annotations

import zipfile
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 500_000_000
TOO_LARGE = "The file is larger than 500 MB. Ask your operator to load it."


class ArchiveForm(forms.Form):
    """A zip file of data.police.uk."""

    archive = forms.FileField(
        label="Archive of data.police.uk",
        help_text="The zip file as you downloaded it. At most 500 MB; ask your operator to load more than that.",
        error_messages={"required": "Choose the zip file", "empty": "The file is empty"},
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )

    def clean_archive(self) -> UploadedFile[Any]:
        archive: UploadedFile[Any] = self.cleaned_data["archive"]
        if (archive.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        if not zipfile.is_zipfile(archive):
            raise forms.ValidationError("This is not a zip file. Choose the archive as you downloaded it.")
        archive.seek(0)
        return archive
